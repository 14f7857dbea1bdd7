"""Reviewing alignments: the edited review file becomes the memory; differences, progress, the page."""
