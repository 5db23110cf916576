"""`make learn`: learn the weights of the second reading from the labelled texts, and write them.

A multinomial logistic regression, fitted by AdaGrad (Duchi, Hazan and Singer, 2011) over features
that are present or absent; small weights are left out, the others rounded to octets. The same texts
give the same weights.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from dialogs.understand.learned import weights
from dialogs.understand.learned.weights import READINGS, written

from .corpus import Example, examples

EPOCHS = 10
RATE = 0.3
SEED = 1
LEAST = 0.8
"""Least weight for one reading with which a feature is kept."""
MOST = 16.0
"""Greatest weight that is written."""
_FILE = Path(weights.__file__).parent / "weights.bin"


def fit(texts: Sequence[Example]) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Return the features, their weights (features, readings) and what each reading starts with."""
    found = [one.features() for one in texts]
    often = Counter(each for features in found for each in features)
    place = {feature: at for at, feature in enumerate(sorted(often))}
    rows = [np.array([place[each] for each in features]) for features in found]
    right = [READINGS.index(one.intent) for one in texts]
    matrix = np.zeros((len(place), len(READINGS)), np.float32)
    squares = np.full_like(matrix, 1e-3)
    bias = np.zeros(len(READINGS), np.float32)
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


def main() -> None:
    """Learn and write the weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=_FILE, help="file to write")
    to = options.parse_args().to
    texts = examples()
    keys, matrix, bias = fit(texts)
    kept = np.abs(matrix).max(1) >= LEAST
    step = MOST / 127
    octets = (np.clip(np.rint(matrix[kept] / step), -127, 127) + 128).astype(np.uint8).tobytes()
    features = [key for key, one in zip(keys, kept, strict=True) if one]
    to.write_bytes(written(features, octets, step, bias.tolist()))
    told = f"{len(texts):,} texts, {len(keys):,} features, {len(features):,} kept: {to.name}"
    Console().print(told)


if __name__ == "__main__":
    main()
