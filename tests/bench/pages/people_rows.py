"""Clients of a large store: names as frequent as names are, numbers, terms, consent.

The names are made of syllables; nobody is meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from calendar_store.entry import search_terms
from calendar_store.schema import client_terms, clients, consent_events, conversations
from tests.bench.pages.bulk import BulkWriter, names_of
from tests.bench.pages.shape import NOW, row_id

_SYLLABLES = (
    "ba",
    "co",
    "di",
    "fer",
    "gal",
    "lo",
    "man",
    "ne",
    "pi",
    "ro",
    "sa",
    "ti",
    "ve",
    "zan",
)
_ADDED_BEFORE = timedelta(days=950)
_CLIENT = names_of(
    "practice_id id first last mobile email locale prefers mobile_bad email_bad created_at"
)
_TERM = names_of("practice_id term client_id")
_CONSENT = names_of("practice_id id client_id channel kind how by evidence at")
_TALK = names_of(
    "practice_id channel our_address their_address state version last_outbound_at updated_at"
)
_SPREAD = 2_654_435_761
"""Multiplied by a number, its low bits look like chance (Knuth 6.4)."""


@dataclass(frozen=True, slots=True)
class SeededPerson:
    """A client, as far as other rows need them."""

    id: int
    first: str
    last: str
    mobile: str
    email: str


@dataclass(frozen=True, slots=True)
class SeededPractice:
    """A practice with its practitioners, services and clients, as far as other rows need them.

    Attributes:
        number: of the practice, from 0; the first one is the large one.
        sender: its own number.
    """

    number: int
    id: int
    sender: str
    practitioners: Sequence[int]
    services: Sequence[int]
    people: Sequence[SeededPerson]


def people(practice: int, count: int) -> list[SeededPerson]:
    """Return the clients of the practice with that number; one in 200 shares a number."""
    made: list[SeededPerson] = []
    for n in range(count):
        number = practice * 1_000_000 + n
        mobile = made[-1].mobile if n % 200 == 199 else f"+39347{number:07d}"
        at = number * _SPREAD % (1 << 32)
        # a few names are frequent, most are rare
        last = _name(int((at / (1 << 32)) ** 2 * 12_000), 4)
        first = _name(int((at % 65_536 / 65_536) ** 2 * 400), 3)
        mail = f"client{number}@domain{number % 50}.example" if n % 5 < 3 else ""
        one = row_id(NOW - _ADDED_BEFORE, n, practice)
        made.append(SeededPerson(one, first, last, mobile, mail))
    return made


async def write(writer: BulkWriter, practice: SeededPractice) -> None:
    """Write the clients of a practice with their terms, consent and conversations."""
    await writer.put(clients, _CLIENT, _clients(practice))
    await writer.put(client_terms, _TERM, _terms(practice))
    await writer.put(consent_events, _CONSENT, _consents(practice))
    await writer.put(conversations, _TALK, _talks(practice))


def _clients(practice: SeededPractice) -> Iterator[tuple[Any, ...]]:
    added = NOW - _ADDED_BEFORE
    for one in practice.people:
        name = (one.first, one.last, one.mobile, one.email)
        yield (practice.id, one.id, *name, "", "sms", False, False, added)


def _terms(practice: SeededPractice) -> Iterator[tuple[Any, ...]]:
    for one in practice.people:
        for term in sorted(search_terms.terms(one.first, one.last, one.mobile)):
            yield (practice.id, term, one.id)


def _consents(practice: SeededPractice) -> Iterator[tuple[Any, ...]]:
    at = NOW - _ADDED_BEFORE
    for one in practice.people:
        yield (practice.id, one.id + 1, one.id, "sms", "granted", "spoken", "bench", "", at)
        if one.email:
            yield (practice.id, one.id + 2, one.id, "email", "granted", "form", "bench", "", at)


def _talks(practice: SeededPractice) -> Iterator[tuple[Any, ...]]:
    at = NOW - timedelta(days=30)
    for mobile in dict.fromkeys(one.mobile for one in practice.people):
        yield (practice.id, "sms", practice.sender, mobile, {}, 1, at, at)


def _name(number: int, syllables: int) -> str:
    parts = []
    for _ in range(syllables):
        number, one = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[one])
    return "".join(parts).capitalize()
