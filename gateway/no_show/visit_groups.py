"""Visits of the past in groups: what the model is made of. Pure."""

from collections.abc import Mapping, Sequence

from gateway.no_show.base_rate import Told
from gateway.no_show.features import COLUMNS, VisitFeatures, columns_of
from gateway.no_show.logistic import Columns, CountedGroup, LogisticFit

Counts = Mapping[VisitFeatures, tuple[int, int]]
"""How many visits there were with some features, and how many of them were missed."""
GroupedMonths = Mapping[int, Sequence[CountedGroup]]
"""The visits of each month, by `month_of`, in groups of the same columns."""
_STEP = 0.4
"""In such steps groups are told apart by what their months add to the log-odds."""


def total(counts: Counts) -> tuple[int, int]:
    """Return how many visits there were, and how many of them were missed."""
    return (
        sum(number for number, _ in counts.values()),
        sum(missed for _, missed in counts.values()),
    )


def by_columns(months: Mapping[int, Counts], names: Sequence[str]) -> GroupedMonths:
    """Return the visits of each month in groups of the same columns, of those that are named."""
    places = {COLUMNS.index(name): place for place, name in enumerate(names)}
    known: dict[VisitFeatures, Columns] = {}
    return {month: _grouped(counts, places, known) for month, counts in months.items()}


def _grouped(
    counts: Counts, places: Mapping[int, int], known: dict[VisitFeatures, Columns]
) -> list[CountedGroup]:
    found: dict[Columns, list[int]] = {}
    for one, (number, missed) in counts.items():
        columns = known.get(one)
        if columns is None:
            own = columns_of(one)
            columns = tuple((places[at], value) for at, value in own if at in places)
            known[one] = columns
        group = found.setdefault(columns, [0, 0])
        group[0] += number
        group[1] += missed
    return [CountedGroup(columns, *both) for columns, both in found.items()]


def merged(months: GroupedMonths, levels: Mapping[int, float]) -> list[CountedGroup]:
    """Return the visits of all months in groups of the same columns and about the same level."""
    found: dict[tuple[Columns, int], list[int]] = {}
    for month, groups in months.items():
        step = round(levels.get(month, 0.0) / _STEP)
        for one in groups:
            group = found.setdefault((one.columns, step), [0, 0])
            group[0] += one.number
            group[1] += one.missed
    return [
        CountedGroup(columns, number, missed, step * _STEP)
        for (columns, step), (number, missed) in found.items()
    ]


def told(found: LogisticFit, groups: Sequence[CountedGroup]) -> list[Told]:
    """Return groups with the log-odds of a fit, without what their months add."""
    weights = found.weights
    return [
        (
            weights[0] + sum(weights[at + 1] * value for at, value in one.columns),
            *(one.number, one.missed),
        )
        for one in groups
    ]
