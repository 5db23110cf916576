"""In which order free times are looked up, and when enough are found, whoever looks them up.

The service asks its store for each stretch, the simulator its values; what is kept of the answers
is the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from calendar_store.model.appointments import Slot
from dialogs.effects import SlotSearch

OFFERED_STEP = timedelta(minutes=30)
"""How far apart free times are offered, as long as there are enough of them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is asked for at once.

    Attributes:
        spans: when it may start, from and before, UTC; equal ends mean that very start.
        practitioner_ids: with one of these.
        step: the raster on which starts lie.
        limit: how many slots at most, by start.
    """

    spans: tuple[tuple[datetime, datetime], ...]
    practitioner_ids: tuple[int, ...]
    step: timedelta
    limit: int


class Gathering:
    """Free times as they are found: those asked for first, then span by span.

    Of spans that have enough many are kept, so that what is offered can be spread over it. Whom
    the client knows comes before others. Half hours come before what lies between them: three
    offers a quarter of an hour apart would leave little to choose. For the same reason each start
    is kept once, with one of those who are free then.
    """

    def __init__(self, search: SlotSearch, fine: timedelta) -> None:
        """Begin with nothing found.

        Args:
            search: what is looked for.
            fine: the practice's own raster.
        """
        self._search, self._fine = search, fine
        self._found: dict[datetime, Slot] = {}

    def __iter__(self) -> Iterator[Stretch]:
        """Yield what to ask for next, until enough is found; `add` each answer before the next."""
        search = self._search
        whom = dict.fromkeys((search.preferred or search.practitioner_ids, search.practitioner_ids))
        steps = dict.fromkeys((max(self._fine, OFFERED_STEP), self._fine))
        asked, others = search.spans[: search.asked], search.spans[search.asked :]
        groups = (*((asked,) if asked else ()), *((span,) for span in others))
        for spans, who, step in product(groups, whom, steps):
            if len(self._found) >= (search.enough or search.limit):
                return
            # those who are free at the same time count once
            yield Stretch(spans, who, step, search.limit * len(who))

    def add(self, slots: Iterable[Slot]) -> None:
        """Keep what was found for the stretch asked for last, by start."""
        for slot in slots:
            self._found.setdefault(slot.starts_at, slot)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What was found, in the order to offer."""
        return tuple(self._found.values())[: self._search.limit]
