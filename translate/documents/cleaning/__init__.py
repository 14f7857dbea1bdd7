"""Cleaning, in named steps, each acting on evidence in the text alone."""
