"""Consent to messages after visits, each kind by itself: given and withdrawn, with its evidence.

No message confirms it: nothing was stopped that a client would wait for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import follow_ups
from calendar_store.clients import consent, kind_consents, muted_kinds
from calendar_store.clients.kind_consents import KindStatement
from calendar_store.database.connection import Transaction
from calendar_store.messages import after_visits
from calendar_store.model.actors import Actor, require_own
from calendar_store.model.clients import Client
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, MessageKind
from gateway.use_cases.consent_rules import refuse_older, require_recording, require_told

MOST_COUNTED = 2_000
"""Up to so many clients are counted for a page, which is not to wait for more."""
_ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class KindRequest:
    """A client's statement about messages after visits, as it is recorded.

    Attributes:
        kinds: the kinds that it is about.
        how: spoken, on a form …
        evidence: proof of the statement, "" if there is none.
        at: when it was made, aware, as a form is dated; None for now.
    """

    kinds: tuple[MessageKind, ...]
    how: ConsentHow
    evidence: str = ""
    at: datetime | None = None


async def give(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client: Client,
    wish: KindRequest,
    *,
    now: datetime,
) -> None:
    """Record that a client agrees to kinds of messages.

    Args:
        tx: a writing transaction.
        actor: who records the statement.
        practice: the client's practice.
        client: the client.
        wish: the client's statement.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not record consent.
        NotFound: if the client does not belong to the practice.
        InvalidInput: if `how` is neither spoken nor on a form, or the client has stopped them, or
            all messages, after they agreed.
    """
    require_recording(actor, practice, client)
    require_told(wish.how)
    await _refuse_older(tx, client, wish)
    await record(tx, client, wish, ConsentKind.GRANTED, by=actor, now=now)


async def withdraw(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client: Client,
    wish: KindRequest,
    *,
    now: datetime,
) -> None:
    """Record that a client wants no more of kinds of messages; the arguments are those of `give`.

    What is queued of them is not sent.
    """
    require_recording(actor, practice, client)
    await record(tx, client, wish, ConsentKind.WITHDRAWN, by=actor, now=now)


async def record(
    tx: Transaction,
    client: Client,
    wish: KindRequest,
    kind: ConsentKind,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Record a statement of whoever was permitted to make it; the arguments are those of `give`."""
    key = (client.practice_id, client.id)
    said = [
        KindStatement(client.id, about, kind, wish.how, by, wish.at or now, wish.evidence)
        for about in wish.kinds
    ]
    await kind_consents.record(tx, client.practice_id, said, now=now)
    if kind is ConsentKind.GRANTED:
        # what they did not want before, they want by this word
        muted = {one for one in await muted_kinds.load(tx, [key]) if one[3] in wish.kinds}
        await muted_kinds.unmute(tx, muted, by=by, now=now)
    await after_visits.recheck(tx, [key], now)


async def standing(tx: Transaction, client: Client) -> dict[MessageKind, bool]:
    """Return whether a client agrees to each kind at present."""
    found = await kind_consents.standing(tx, [(client.practice_id, client.id)])
    agreed = {kind for *_, kind in found}
    return {kind: kind in agreed for kind in KINDS}


async def sent_by(tx: Transaction, practice_id: int) -> tuple[MessageKind, ...]:
    """Return the kinds that a practice sends; consent to others is asked of nobody."""
    wanted = {one.kind for one in await follow_ups.policies(tx, practice_id)}
    return tuple(kind for kind in KINDS if kind in wanted)


async def counted(tx: Transaction, practice_id: int, most: int = _ALL) -> Mapping[MessageKind, int]:
    """Return how many of a practice's clients agree to each kind; `most` + 1 for more."""
    return await kind_consents.counted(tx, practice_id, most + 1)


async def choose(
    tx: Transaction,
    client: Client,
    wanted: Collection[tuple[Channel, MessageKind]],
    channels: Sequence[Channel],
    *,
    by: Actor,
    evidence: str,
    now: datetime,
) -> None:
    """Record what a client chose on a page of theirs, by what changes.

    A kind that is wanted on some channel is agreed to; one that was agreed to, and is wanted on
    none, is withdrawn.

    Args:
        tx: a writing transaction.
        client: the client.
        wanted: the kinds wanted, by channel.
        channels: the channels that the form showed; without any, nothing was chosen.
        by: the client.
        evidence: which page said so.
        now: UTC.

    Raises:
        NotPermitted: if `by` is another client.
    """
    require_own(by, client.practice_id, client.id)
    chosen = {kind for channel, kind in wanted if channel in channels}
    for kind, stands in (await standing(tx, client)).items():
        if not channels or stands is (kind in chosen):
            continue
        said = ConsentKind.GRANTED if kind in chosen else ConsentKind.WITHDRAWN
        about = KindStatement(client.id, kind, said, ConsentHow.WEB, by, now, evidence)
        await kind_consents.record(tx, client.practice_id, [about], now=now)
    await after_visits.recheck(tx, [(client.practice_id, client.id)], now)


async def _refuse_older(tx: Transaction, client: Client, wish: KindRequest) -> None:
    if wish.at is None:
        return
    key = (client.practice_id, client.id)
    said = [
        *((one.kind, one.at) for one in await consent.history(tx, *key)),
        *(
            (one.kind, one.at)
            for one in await kind_consents.history(tx, [key])
            if one.about in wish.kinds
        ),
    ]
    stopped = [at for kind, at in said if kind is ConsentKind.WITHDRAWN and at > wish.at]
    refuse_older(max(stopped, default=None))
