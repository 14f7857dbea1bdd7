"""Checking memories, and mending what can be mended without a person."""
