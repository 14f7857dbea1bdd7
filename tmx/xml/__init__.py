"""TMX in and out: the reader and the writer under one name."""

from tmx.xml.policy import LENIENT, Policy
from tmx.xml.reading import Reader, read
from tmx.xml.writing import Writer, default_header, write

__all__ = ["LENIENT", "Policy", "Reader", "Writer", "default_header", "read", "write"]
