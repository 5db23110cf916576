"""The order in which free times are looked up, and when enough are found.

The service asks its store for each stretch, the simulator its in-memory practice; both collect the
answers in the same way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from calendar_store.model.appointments import Slot
from dialogs.effects import SlotSearch

OFFERED_STEP = timedelta(minutes=30)
"""The distance between offered times, as long as there are enough of them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One query for free times.

    Attributes:
        spans: when the appointment may start, as (from, before) pairs, UTC; equal ends mean that
            exact start.
        practitioner_ids: the practitioners to ask for.
        step: the grid on which starts lie.
        limit: maximum number of slots, by start.
    """

    spans: tuple[tuple[datetime, datetime], ...]
    practitioner_ids: tuple[int, ...]
    step: timedelta
    limit: int


class Gathering:
    """Collects free times: first those that the client asked for, then span by span.

    Many slots of a span are kept, so that the offered times can be spread over the span.
    Practitioners whom the client knows come before others. Half hours come before the times between
    them: three offers a quarter of an hour apart would leave little choice. For the same reason
    each start is kept once, with one of the practitioners who are free then.
    """

    def __init__(self, search: SlotSearch, fine: timedelta) -> None:
        """Start with no slots found.

        Args:
            search: the search to answer.
            fine: the practice's own grid of starts.
        """
        self._search, self._fine = search, fine
        self._found: dict[datetime, Slot] = {}

    def __iter__(self) -> Iterator[Stretch]:
        """Yield the next query until enough is found; `add` each answer before the next."""
        search = self._search
        whom = dict.fromkeys((search.preferred or search.practitioner_ids, search.practitioner_ids))
        steps = dict.fromkeys((max(self._fine, OFFERED_STEP), self._fine))
        asked, others = search.spans[: search.asked], search.spans[search.asked :]
        groups = (*((asked,) if asked else ()), *((span,) for span in others))
        for spans, who, step in product(groups, whom, steps):
            if len(self._found) >= (search.enough or search.limit):
                return
            # several practitioners free at the same time give one start
            yield Stretch(spans, who, step, search.limit * len(who))

    def add(self, slots: Iterable[Slot]) -> None:
        """Keep the slots found for the last query, by start."""
        for slot in slots:
            self._found.setdefault(slot.starts_at, slot)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots found, in the order to offer."""
        return tuple(self._found.values())[: self._search.limit]
