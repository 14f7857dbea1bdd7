"""Changing memories: merging, sorting, filtering, converting."""
