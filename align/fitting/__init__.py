"""Recipes for the aligner's fitted numbers (weights, lexicon, encoder space). Not used at run time."""
