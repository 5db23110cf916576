"""The weights of the features, read once from `weights.bin`, and what they make of a text.

A multinomial logistic regression (Bishop, Pattern Recognition and Machine Learning, 4.3.4) over
features that are present or absent, each worth one over the square root of their number.
"""

import math
import struct
import sys
from array import array
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from calendar_store.model.plain import plain
from dialogs.intents import Frame, Intent
from dialogs.normalise import Said
from dialogs.understand.learned.features import features

READINGS = (
    *(Intent.UNCLEAR, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.BOOK),
    *(Intent.CHOICE, Intent.WRONG_NUMBER, Intent.AGENDA, Intent.WHERE, Intent.LATE),
    *(Intent.CALL_ME, Intent.LANGUAGE, Intent.HELP, Intent.OPT_OUT, Intent.DECEASED),
    *(Intent.WAITLIST, Intent.MORE),
)
"""The readings that are told apart; UNCLEAR stands for every text on which nobody may act."""
_FILE = Path(__file__).parent / "weights.bin"
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


@plain
class Likely:
    """The likeliest reading of a text.

    Attributes:
        intent: the reading; UNCLEAR where the text is likely one on which nobody may act.
        share: its probability.
        known: the share of the text's features that labelled texts have, too.
    """

    intent: Intent
    share: float
    known: float


def likely(said: Said, frame: Frame) -> Likely:
    """Return the likeliest reading of a text, by the labelled texts.

    Args:
        said: the text's words.
        frame: the open question, and the names that speak no language.
    """
    weights = _weights()
    found = features(said, frame.names, frame.question)
    rows, many = weights.rows, len(READINGS)
    sums = [0] * many
    known = 0
    for each in found:
        place = weights.place.get(each, -1)
        if place >= 0:
            known += 1
            first = place * many
            for at in range(many):
                sums[at] += rows[first + at]
    worth = weights.step / math.sqrt(len(found))
    scores = [weights.bias[at] + (sums[at] - _ZERO * known) * worth for at in range(many)]
    best = max(range(many), key=scores.__getitem__)
    share = 1.0 / sum([math.exp(score - scores[best]) for score in scores])
    return Likely(READINGS[best], share, known / len(found))


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
def _weights() -> Weights:
    octets = _FILE.read_bytes()
    many, step = _HEAD.unpack_from(octets)
    at = _HEAD.size
    bias = array("f", octets[at : at + 4 * len(READINGS)])
    at += 4 * len(READINGS)
    keys = array("I", octets[at : at + 4 * many])
    if sys.byteorder == "big":
        bias.byteswap()
        keys.byteswap()
    place = {key: at for at, key in enumerate(keys)}
    return Weights(place, octets[at + 4 * many :], step, tuple(bias))
