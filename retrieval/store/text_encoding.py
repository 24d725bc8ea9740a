"""Text as a version stores it."""


def encode(text: str) -> bytes:
    """*text* as it is stored: UTF-8, extended by the lone surrogates that JSON allows."""
    return text.encode("utf-8", "surrogatepass")


def decode(stored: bytes) -> str:
    """The inverse of encode."""
    return stored.decode("utf-8", "surrogatepass")
