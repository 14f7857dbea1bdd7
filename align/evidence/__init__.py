"""What speaks for a pair of sentences: vectors, words, names, numbers, length, coverage."""
