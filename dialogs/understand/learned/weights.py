"""The weights of features, read once from a file, and what they make of a text.

A multinomial logistic regression (Bishop, Pattern Recognition and Machine Learning, 4.3.4) over
features that are present or absent, each worth one over the square root of their number.
"""

import math
import struct
import sys
from array import array
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from calendar_store.model.plain import plain

_HEAD = struct.Struct("<If")
_ZERO = 128


@plain
class Weights:
    """The weights.

    Attributes:
        place: the row of each feature that is known.
        rows: the weights of all readings, row by row: an octet each, of which 128 is zero.
        step: what 1 in `rows` is worth.
        bias: what each reading starts with.
    """

    place: dict[int, int]
    rows: bytes
    step: float
    bias: tuple[float, ...]

    def shares(self, found: Collection[int]) -> list[float]:
        """Return the probability of each reading.

        Args:
            found: the features of a text, at least one.
        """
        rows, many = self.rows, len(self.bias)
        sums = [0] * many
        known = 0
        for each in found:
            place = self.place.get(each, -1)
            if place >= 0:
                known += 1
                first = place * many
                for at in range(many):
                    sums[at] += rows[first + at]
        worth = self.step / math.sqrt(len(found))
        scores = [self.bias[at] + (sums[at] - _ZERO * known) * worth for at in range(many)]
        highest = max(scores)
        raised = [math.exp(score - highest) for score in scores]
        whole = sum(raised)
        return [each / whole for each in raised]


def written(keys: Sequence[int], rows: bytes, step: float, bias: Sequence[float]) -> bytes:
    """Return the octets of a file of weights.

    Args:
        keys: the features.
        rows: for each feature the weights of all readings, an octet each, of which 128 is zero.
        step: what 1 in `rows` is worth.
        bias: what each reading starts with.
    """
    first = array("I", keys)
    starts = array("f", bias)
    if sys.byteorder == "big":
        first.byteswap()
        starts.byteswap()
    return _HEAD.pack(len(keys), step) + starts.tobytes() + first.tobytes() + rows


@cache
def weights(file: Path, readings: int) -> Weights:
    """Return the weights of a file that `written` made.

    Args:
        file: the file.
        readings: how many readings it tells apart.
    """
    octets = file.read_bytes()
    many, step = _HEAD.unpack_from(octets)
    at = _HEAD.size
    bias = array("f", octets[at : at + 4 * readings])
    at += 4 * readings
    keys = array("I", octets[at : at + 4 * many])
    if sys.byteorder == "big":
        bias.byteswap()
        keys.byteswap()
    place = {key: at for at, key in enumerate(keys)}
    return Weights(place, octets[at + 4 * many :], step, tuple(bias))
