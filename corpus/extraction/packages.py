"""Zip-based files: refuse decompression bombs, and read XML parts without expanding or fetching anything."""

import io
import zipfile
from typing import Any

from corpus.extraction.refusal import Refused
from corpus.limits import MAX_COMPRESSION_RATIO, MAX_PARTS, MAX_UNPACKED_BYTES, SMALL_BYTES


def check_package(data: bytes, kind: str, remedy: str) -> None:
    """Refuse data that is not a zip file or unpacks to too much; *kind* is what its file name says it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except Exception as error:
        # Password-protected Word documents are not zip files.
        raise Refused(f"is not {kind}, or is broken or protected by a password", remedy) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    is_suspicious = unpacked > SMALL_BYTES and unpacked > MAX_COMPRESSION_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or is_suspicious or len(parts) > MAX_PARTS:
        raise Refused("unpacks to more data than is allowed", "remove everything but the text")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("is protected by a password", "save it without one")


def xml_part(package: zipfile.ZipFile, name: str) -> Any:
    """The root element of a part; entities are not expanded and nothing outside is read.

    Raises KeyError if there is no such part, and the parser's own errors if it is broken.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(package.read(name), parser)


def local_name(element: Any) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without the namespace; "" if there is none."""
    return next((value for each, value in element.attrib.items() if each.rpartition("}")[2] == name), "")


def whole(stated: str) -> int | None:
    """The whole number that a file states; None if it states none."""
    return int(stated) if stated.isdecimal() else None


def first_words(element: Any, name: str) -> str:
    """The words of the first element of that *name* within another; "" if there is none."""
    return next((words_of(each) for each in element.iter() if local_name(each) == name), "")


def words_of(element: Any) -> str:
    """All text within an element, its white space made single blanks."""
    return " ".join("".join(element.itertext()).split())
