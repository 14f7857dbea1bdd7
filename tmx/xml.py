"""TMX in and out: the reader and the writer under one name."""

from tmx.policy import LENIENT, Policy
from tmx.reading import Reader, read
from tmx.writing import Writer, default_header, write

__all__ = ["LENIENT", "Policy", "Reader", "Writer", "default_header", "read", "write"]
