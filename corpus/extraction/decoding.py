"""Bytes -> text: UTF-8, or the encoding that a byte-order mark or the bytes themselves suggest."""

import codecs
import re

# A UTF-32 mark begins with a UTF-16 one, so the longer marks are tried first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# The encodings that texts in the supported languages really use; a longer list leads to wrong guesses.
_LEGACY_ENCODINGS = [
    "cp1251", "koi8_r", "cp866", "cp1252", "cp1256", "cp874", "gb18030", "big5", "shift_jis", "euc_jp",
]  # fmt: skip

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def decode(data: bytes) -> str:
    r"""The text of a file's bytes: UTF-8, or as its byte-order mark says, or else as detected.

    The mark is dropped and line ends become LF.  Raises ValueError, with the reason, for bytes that are not
    text.

    >>> decode("\ufeffПекин\r\n".encode("utf-16-le")), decode("Пекин далеко".encode("cp1251"))
    ('Пекин\n', 'Пекин далеко')
    """
    text = _decoded(data)
    if "\0" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise ValueError("is not text (it has too many control characters)")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _detected(data, error)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"begins as {encoding.upper()} but is not at byte {error.start + 1}") from None


def _detected(data: bytes, error: UnicodeDecodeError) -> str:
    """The text of bytes that are not UTF-8.

    A file in which most characters beyond ASCII are valid UTF-8 is damaged: another encoding would turn all
    of them into nonsense, so the file is refused.
    """
    tolerant = data.decode("utf-8", errors="replace")
    broken = tolerant.count("\ufffd")
    if sum(c > "\x7f" for c in tolerant) > 2 * broken:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"is not UTF-8 at byte {error.start + 1} (line {line})")
    from charset_normalizer import from_bytes  # takes 20 ms, and is rarely needed

    best = None if b"\0" in data else from_bytes(data, cp_isolation=_LEGACY_ENCODINGS).best()
    if best is None:
        raise ValueError("is not UTF-8, and its encoding could not be detected")
    return str(best)
