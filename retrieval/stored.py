"""Text as a version stores it."""


def encode(text: str) -> bytes:
    """*text* as it is stored: UTF-8, and a lone surrogate, which JSON allows and UTF-8 does not, as itself."""
    return text.encode("utf-8", "surrogatepass")


def decode(stored: bytes) -> str:
    """The inverse of encode."""
    return stored.decode("utf-8", "surrogatepass")
