"""Translation memories: TMX, bitext TSV, checking and lookup."""
