"""Looking at memories: counting, searching, looking up, comparing."""
