"""Translating files: what is asked for, which files, one run or several processes, what is written."""
