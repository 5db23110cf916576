"""`make learn`: learn the weights of both readings by likeness from labelled texts, and write them.

A multinomial logistic regression, fitted by AdaGrad (Duchi, Hazan and Singer, 2011) over features
that are present or absent; small weights are left out, the others rounded to octets. The same texts
give the same weights.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from dialogs.flows.likeness import shares
from dialogs.understand.learned import likely
from dialogs.understand.learned.weights import written

from .after_texts import LEARNING, texts_after, texts_asked
from .corpus import examples

EPOCHS = 10
RATE = 0.3
SEED = 1


@dataclass(frozen=True, slots=True)
class Rounding:
    """How weights are written.

    Attributes:
        least: the least weight for one reading with which a feature is kept.
        most: the greatest weight that is written.
    """

    least: float
    most: float


OF_READINGS = Rounding(least=0.8, most=16.0)
OF_AFTER = Rounding(least=0.1, most=8.0)
Labelled = Sequence[tuple[list[int], int]]
"""The features of each text, and the number of the reading that it should have."""


def fit(texts: Labelled, readings: int) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Return the features, their weights (features, readings) and what each reading starts with."""
    found = [each for each, _ in texts]
    often = Counter(each for features in found for each in features)
    place = {feature: at for at, feature in enumerate(sorted(often))}
    rows = [np.array([place[each] for each in features]) for features in found]
    right = [reading for _, reading in texts]
    matrix = np.zeros((len(place), readings), np.float32)
    squares = np.full_like(matrix, 1e-3)
    bias = np.zeros(readings, np.float32)
    order = np.random.default_rng(SEED)
    for _ in range(EPOCHS):
        for at in order.permutation(len(rows)):
            features, scale = rows[at], np.float32(1 / np.sqrt(len(rows[at])))
            share = _shares(matrix[features].sum(0) * scale + bias)
            share[right[at]] -= 1
            step = share * scale
            squares[features] += step * step
            matrix[features] -= RATE * step / np.sqrt(squares[features])
            bias -= np.float32(0.02) * share
    return list(place), matrix, bias


def _shares(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()


def learn(texts: Labelled, readings: int, rounding: Rounding, to: Path) -> str:
    """Learn weights and write them; return what was learnt, in a line."""
    keys, matrix, bias = fit(texts, readings)
    kept = np.abs(matrix).max(1) >= rounding.least
    step = rounding.most / 127
    octets = (np.clip(np.rint(matrix[kept] / step), -127, 127) + 128).astype(np.uint8).tobytes()
    features = [key for key, one in zip(keys, kept, strict=True) if one]
    to.write_bytes(written(features, octets, step, bias.tolist()))
    return f"{len(texts):,} texts, {len(keys):,} features, {len(features):,} kept: {to.name}"


def main() -> None:
    """Learn and write the weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("only", nargs="?", choices=["readings", "after"], help="learn only these")
    only = options.parse_args().only
    if only != "after":
        texts = [(one.features(), likely.READINGS.index(one.intent)) for one in examples()]
        Console().print(learn(texts, len(likely.READINGS), OF_READINGS, likely.FILE))
    if only != "readings":
        texts = [(one.features(), int(one.wants)) for one in texts_after(LEARNING)]
        texts += [(one.features, int(one.wants)) for one in texts_asked()]
        Console().print(learn(texts, len(shares.Wants), OF_AFTER, shares.FILE))


if __name__ == "__main__":
    main()
