"""Drafts of sentences: memory before cache before engine, with what must stay kept."""
