"""Reads SQLite's write-ahead log as SQLite itself does: headers, salts, checksums, commits.

The format is in https://sqlite.org/fileformat2.html#the_write_ahead_log. Only the log is opened,
and never the store's own file: SQLite would lose its locks on that (fcntl(2)).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER = 32
FRAME_HEADER = 24
_HEAD = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_INDEX_HEAD = struct.Struct("=3I2BH4I")
"""In the machine's own order, but for the salts: https://sqlite.org/walformat.html."""
_INDEX = 48
_SALTS = struct.Struct(">2I")
_SALTS_AT = 32
INDEX = 2 * _INDEX
"""Octets of the beginning of the index, which is there twice."""
_MASK = 0xFFFFFFFF
_FORMAT = 3007000


@dataclass(frozen=True, slots=True)
class WalHeader:
    """The beginning of a log.

    Attributes:
        page_size: octets of a page.
        salts: change each time the log is begun anew: the first counts up by one.
        checksum: the seed of the first frame's.
        order: "<" or ">", of the words that are summed.
    """

    page_size: int
    salts: tuple[int, int]
    checksum: tuple[int, int]
    order: str

    @property
    def frame(self) -> int:
        """Octets of a frame."""
        return FRAME_HEADER + self.page_size

    def begins(self, index: int) -> int:
        """Return where a frame begins; the first is 0."""
        return HEADER + index * self.frame


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """The beginning of a frame.

    Attributes:
        page: number of the page; the first is 1.
        pages: pages of the store after this commit; 0 for a frame that ends no transaction.
        salts: those of the log when it was written.
        checksum: over this and all frames before it.
    """

    page: int
    pages: int
    salts: tuple[int, int]
    checksum: tuple[int, int]


def header_of(octets: bytes) -> WalHeader | None:
    """Return the beginning of a log; None if there is none, or it is being written."""
    if len(octets) < HEADER:
        return None
    magic, version, page_size, _, salt1, salt2, sum1, sum2 = _HEAD.unpack_from(octets)
    if magic not in {_LITTLE, _BIG} or version != _FORMAT:
        return None
    order = ">" if magic == _BIG else "<"
    if checksum(octets[:24], (0, 0), order) != (sum1, sum2):
        return None
    return WalHeader(page_size, (salt1, salt2), (sum1, sum2), order)


def checksum(octets: bytes, seed: tuple[int, int], order: str) -> tuple[int, int]:
    """Return the checksum of a log over some octets, eight at a time."""
    words = struct.unpack(f"{order}{len(octets) // 4}I", octets)
    first, second = seed
    pairs = iter(words)
    for one, other in zip(pairs, pairs, strict=True):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second


def frame_header(octets: bytes, at: int = 0) -> FrameHeader:
    """Return the beginning of a frame."""
    page, pages, salt1, salt2, sum1, sum2 = _FRAME.unpack_from(octets, at)
    return FrameHeader(page, pages, (salt1, salt2), (sum1, sum2))


def is_right(frame: bytes, seed: tuple[int, int], order: str) -> bool:
    """Tell whether a frame is whole: its checksum goes on from that of the frame before it.

    Args:
        frame: header and page.
        seed: the checksum of the frame before it, or of the log's beginning.
        order: of the words.
    """
    found = checksum(frame[:8], seed, order)
    return checksum(frame[FRAME_HEADER:], found, order) == frame_header(frame).checksum


@dataclass(frozen=True, slots=True)
class WalIndex:
    """What SQLite's index of the log says: how much of it is committed.

    Attributes:
        salts: of the log.
        frames: number of frames, up to the last commit.
        checksum: of the last of them.
    """

    salts: tuple[int, int]
    frames: int
    checksum: tuple[int, int]


def index_of(octets: bytes) -> WalIndex | None:
    """Return the beginning of the index (-shm); None if there is none, or it is being written.

    The log alone does not tell what is committed: a process that was killed between its last frame
    and the index has committed nothing, and another one writes over its frames.
    """
    if len(octets) < 2 * _INDEX or octets[:_INDEX] != octets[_INDEX : 2 * _INDEX]:
        return None
    version, _, _, is_there, _, _, frames, _, sum1, sum2 = _INDEX_HEAD.unpack_from(octets)
    if version != _FORMAT or not is_there:
        return None
    return WalIndex(_SALTS.unpack_from(octets, _SALTS_AT), frames, (sum1, sum2))


def frames_in(octets: bytes, page_size: int) -> Iterator[tuple[FrameHeader, int]]:
    """Yield each frame's header, and where its page begins."""
    size = FRAME_HEADER + page_size
    for at in range(0, len(octets) - size + 1, size):
        yield frame_header(octets, at), at + FRAME_HEADER
