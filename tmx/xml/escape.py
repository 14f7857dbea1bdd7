"""Text as XML 1.0 can hold it, for the forms that are written as strings."""

import re

# XML 1.0, production 2: what no document can hold, escaped or not
FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def content(text: str) -> str:
    """Element content; what XML cannot hold becomes U+FFFD."""
    text = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def value(text: str) -> str:
    """An attribute's value, for double quotes."""
    text = content(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")
