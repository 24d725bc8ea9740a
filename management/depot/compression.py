"""Compress what is put into a depot: gzip at its cheapest level.

For a version of 100,000 passages (95 MB) that takes 1.5 s and leaves 36 MB.  zstd would take .5 s and leave
33 MB, which is not worth another package (docs/SEVERAL-MACHINES.md has the table).
"""

import zlib
from collections.abc import Iterable, Iterator

_LEVEL = 1
_GZIP = 31
"""zlib's number for the gzip format with the largest window."""
_MAX_BYTES_AT_ONCE = 1 << 20
"""Maximum bytes to unpack at once, however well they were compressed."""


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The gzip stream of some content, piece by piece.

    >>> b"".join(unpacked(compressed([b"Pines ", b"bend."])))
    b'Pines bend.'
    """
    packing = zlib.compressobj(_LEVEL, wbits=_GZIP)
    for piece in pieces:
        if packed := packing.compress(piece):
            yield packed
    yield packing.flush()


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream, piece by piece; if it is broken, as much as can be read.

    The caller has to check by size and digest that it is complete.
    """
    unpacking = zlib.decompressobj(wbits=_GZIP)
    try:
        for piece in pieces:
            left = piece
            while left and not unpacking.eof:
                yield unpacking.decompress(left, _MAX_BYTES_AT_ONCE)
                left = unpacking.unconsumed_tail
    except zlib.error:
        return
