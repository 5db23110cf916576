"""Tell whether two clients may be one person. Pure.

They have the same number, or the same email address, or the same name with a number or an address
that differs by a slip of the finger. A family shares a number, too: other names are marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from calendar_store.entry.search_terms import plain
from calendar_store.model.clients import Client

_SLIPS = 2
"""Most digits or letters in which a number or an address differs by a slip."""


class DoubleReason(StrEnum):
    """Why two clients may be one person."""

    SAME_NUMBER = "same_number"
    SAME_EMAIL = "same_email"
    NEAR_NUMBER = "near_number"
    NEAR_EMAIL = "near_email"


@dataclass(frozen=True, slots=True)
class Double:
    """Two clients who may be one person.

    Attributes:
        one: the client who was entered first.
        other: the client who was entered later.
        reasons: why.
        same_name: whether they have the same name; else they may be a family.
    """

    one: Client
    other: Client
    reasons: tuple[DoubleReason, ...]
    same_name: bool

    @property
    def rank(self) -> int:
        """The smaller, the likelier they are one person."""
        return len(DoubleReason) * (not self.same_name) - len(self.reasons)


LARGEST_GROUP = 12
"""Most clients of a group: a number or a name that more people have tells nothing. Those who were
merged count, so that an index alone tells the size."""


class AlikeGroup(NamedTuple):
    """Clients that have something in common.

    Attributes:
        kind: what: "mobile", "email" or "name".
        values: the number, the address, or last and first name.
    """

    kind: str
    values: tuple[str, ...]

    @property
    def shared(self) -> int:
        """A hash of it, 64 bits with a sign: a column that holds no number and no name."""
        text = "\0".join((self.kind, *self.values))
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def groups(client: Client) -> set[AlikeGroup]:
    """Return the groups of a client; an empty number, address or last name makes none."""
    every = (
        AlikeGroup("mobile", (client.mobile,)),
        AlikeGroup("email", (client.email,)),
        AlikeGroup("name", (client.last, client.first)),
    )
    return {group for group in every if group.values[0]}


def likeness(one: Client, other: Client) -> Double | None:
    """Return two clients of the same number, address or name with what is alike; None: not enough.

    Args:
        one: a client.
        other: another one.
    """
    if other.id < one.id:
        one, other = other, one
    reasons = tuple(_reasons(one, other))
    if not reasons:
        return None
    same = _name(one) == _name(other)
    if same or {DoubleReason.SAME_NUMBER, DoubleReason.SAME_EMAIL} & set(reasons):
        return Double(one, other, reasons, same)
    return None


def _reasons(one: Client, other: Client) -> Iterable[DoubleReason]:
    if one.mobile and other.mobile:
        if one.mobile == other.mobile:
            yield DoubleReason.SAME_NUMBER
        elif _differ_by_a_slip(one.mobile, other.mobile):
            yield DoubleReason.NEAR_NUMBER
    if one.email and other.email:
        if one.email == other.email:
            yield DoubleReason.SAME_EMAIL
        elif _differ_by_a_slip(one.email, other.email):
            yield DoubleReason.NEAR_EMAIL


def _differ_by_a_slip(one: str, other: str) -> bool:
    return DamerauLevenshtein.distance(one, other, score_cutoff=_SLIPS) <= _SLIPS


def _name(client: Client) -> frozenset[str]:
    return frozenset(plain(client.name).split())
