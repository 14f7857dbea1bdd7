"""Documents, sentences and offline translation, English and Chinese."""
