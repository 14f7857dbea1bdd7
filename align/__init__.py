"""Sentence alignment of English and Chinese documents."""
