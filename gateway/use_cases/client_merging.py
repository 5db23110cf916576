"""Clients who are one person: found, merged, and parted again.

Found are clients with the same number, with the same email address, and of the same name with a
number that differs by a slip of the finger. A family shares a number, too: pairs of other first
names come last and are marked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from calendar_store.appointments import client_merges
from calendar_store.clients import clients, doubles
from calendar_store.database.connection import Transaction
from calendar_store.entry.search_terms import plain
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client, ClientMerge
from calendar_store.model.practices import Practice

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


async def found(
    tx: Transaction, actor: Actor, practice: Practice, *, limit: int = 50
) -> tuple[Double, ...]:
    """Return pairs of clients who may be one person, the likeliest first.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        limit: most pairs to return.

    Raises:
        NotPermitted: if the actor may not merge clients.
    """
    require(actor, Permission.MERGE_CLIENTS, practice.id)
    pairs: dict[tuple[int, int], Double] = {}
    for group in await doubles.groups(tx, practice.id):
        for double in _pairs(group):
            pairs[double.one.id, double.other.id] = double
    likeliest = sorted(pairs.values(), key=_likelihood)
    return tuple(likeliest[:limit])


async def merge(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    kept_id: int,
    gone_id: int,
    *,
    now: datetime,
) -> ClientMerge:
    """Merge a client into another: all that belongs to the one belongs to the other.

    Args:
        tx: a writing transaction.
        actor: who merges them.
        practice: their practice.
        kept_id: the client that stays.
        gone_id: the client that is merged into it.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not merge clients.
        NotFound: if the practice has not both clients.
        InvalidInput: if they are the same client, or one is erased.
    """
    require(actor, Permission.MERGE_CLIENTS, practice.id)
    kept = await clients.get(tx, practice.id, kept_id)
    gone = await clients.get(tx, practice.id, gone_id)
    return await client_merges.merge(tx, kept, gone, by=actor, now=now)


async def undo(
    tx: Transaction, actor: Actor, practice: Practice, merge_id: int, *, now: datetime
) -> ClientMerge:
    """Part two clients again who were merged.

    Raises:
        NotPermitted: if the actor may not merge clients.
        NotFound: if the practice has no such merge.
        InvalidInput: if it is undone already, or the kept client was merged or erased since.
    """
    require(actor, Permission.MERGE_CLIENTS, practice.id)
    value = await client_merges.get(tx, practice.id, merge_id)
    return await client_merges.undo(tx, value, by=actor, now=now)


def _pairs(group: Sequence[Client]) -> Iterable[Double]:
    for one, other in combinations(sorted(group, key=lambda client: client.id), 2):
        reasons = tuple(_reasons(one, other))
        if not reasons:
            continue
        same = _name(one) == _name(other)
        if same or {DoubleReason.SAME_NUMBER, DoubleReason.SAME_EMAIL} & set(reasons):
            yield Double(one, other, reasons, same)


def _reasons(one: Client, other: Client) -> Iterable[DoubleReason]:
    if one.mobile == other.mobile:
        yield DoubleReason.SAME_NUMBER
    elif _differ_by_a_slip(one.mobile, other.mobile):
        yield DoubleReason.NEAR_NUMBER
    if one.email and one.email == other.email:
        yield DoubleReason.SAME_EMAIL
    elif one.email and other.email and _differ_by_a_slip(one.email, other.email):
        yield DoubleReason.NEAR_EMAIL


def _differ_by_a_slip(one: str, other: str) -> bool:
    return DamerauLevenshtein.distance(one, other, score_cutoff=_SLIPS) <= _SLIPS


def _name(client: Client) -> frozenset[str]:
    return frozenset(plain(client.name).split())


def _likelihood(double: Double) -> tuple[bool, int, str, int]:
    return (not double.same_name, -len(double.reasons), plain(double.one.last), double.one.id)
