"""Clients entered and corrected by staff, with the consent that they gave at the desk.

Each function runs in one writing transaction and checks the permission before it reads anything.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from calendar_store.clients import clients, consent, same_person
from calendar_store.clients.new_client import NewClient
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import TO_CLIENTS, Channel, ConsentHow, ConsentKind
from gateway.messaging.addresses import their_address
from gateway.use_cases.errors import AlikeClient

WhyUnreached = Callable[[str, str], str]
"""Returns why no carrier reaches a number, from (our address, number); "" if one does."""


async def add(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    entered: NewClient,
    *,
    why_unreached: WhyUnreached,
    now: datetime,
    consented: ConsentHow | None = None,
    override: bool = False,
) -> Client:
    """Add a client.

    Args:
        tx: a writing transaction.
        actor: who enters them.
        practice: the client's practice.
        entered: the values as typed.
        why_unreached: returns why no carrier reaches the number.
        now: UTC.
        consented: how the client agreed to messages; None: they have not.
        override: allow a second person with the same name and number.

    Raises:
        NotPermitted: if the actor may not enter clients, or not record consent.
        AlikeClient: if a client with this name and number exists.
        InvalidInput: if a value is invalid, or no carrier reaches the number.
    """
    require(actor, Permission.EDIT_CLIENTS, practice)
    if consented is not None:
        require(actor, Permission.RECORD_CONSENT, practice.id)
    if not override:
        await _refuse_alike(tx, practice, entered)
    added = await clients.add(tx, practice, entered, by=actor, now=now)
    _require_reached(why_unreached, practice, added)
    if consented is not None:
        said = [
            consent.ConsentStatement(added.id, channel, ConsentKind.GRANTED, consented, actor, now)
            for channel in channels(added)
        ]
        await consent.record(tx, practice.id, said, now=now)
    return added


async def correct(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    named: str,
    changes: Mapping[str, str],
    *,
    why_unreached: WhyUnreached,
    now: datetime,
) -> Client:
    """Correct a client.

    Args:
        tx: a writing transaction.
        actor: who corrects them.
        practice: the client's practice.
        named: the client's mobile number or id.
        changes: new values, by the fields of `Client`.
        why_unreached: returns why no carrier reaches a new number.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not enter clients.
        NotFound: if the practice has no such client.
        InvalidInput: if a value is invalid, several clients share the number, or no carrier
            reaches the new number.
    """
    require(actor, Permission.EDIT_CLIENTS, practice)
    found = await clients.find(tx, practice, named)
    changed = await clients.change(tx, practice, found.id, by=actor, now=now, **changes)
    if "mobile" in changes:
        _require_reached(why_unreached, practice, changed)
    return changed


def channels(client: Client) -> list[Channel]:
    """Return the channels on which a client can be reached."""
    return [channel for channel in TO_CLIENTS if their_address(client, channel)]


async def _refuse_alike(tx: Transaction, practice: Practice, entered: NewClient) -> None:
    same = await same_person.alike(tx, practice, entered.first, entered.last, entered.mobile)
    if same is not None:
        raise AlikeClient(f"{same.name} with {same.mobile} is a client already, id {same.id}")


def _require_reached(why_unreached: WhyUnreached, practice: Practice, client: Client) -> None:
    why = why_unreached(practice.sender, client.mobile)
    if why:
        raise InvalidInput(why)
