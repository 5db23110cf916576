"""Finds the practice of a text to a number that several practices share.

The sender is a client of several of these practices. The practice is settled before the turn. If
only the client can tell, they are asked; the question and its choices are kept with the text that
raised it, in `inbound.understood`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.model.conversations import Inbound
from dialogs import which_practice

if TYPE_CHECKING:
    from gateway.conversations.facts import ConversationFacts

_PRACTICES, _ASKED_AT = "practices", "asked_at"


def asked(practice_ids: Sequence[int], now: datetime) -> dict[str, Any]:
    """Return the data kept with a text about which the client was asked."""
    return {_PRACTICES: [str(one) for one in practice_ids], _ASKED_AT: now.isoformat()}


async def settle(
    tx: Transaction, entries: Sequence[ConversationFacts], now: datetime
) -> ConversationFacts:
    """Return the facts on which a text is to be decided.

    Args:
        tx: the transaction of the turns.
        entries: the text with the facts of each practice that the client is with; the practice
            that wrote last comes first.
        now: UTC.

    Returns:
        The entry of one practice; its `asks` is filled if the client has to be asked.
    """
    answered = await _answered(tx, entries, now)
    if answered is not None:
        return answered
    by_context = {id(one.context): one for one in entries}
    found = which_practice.meant([one.context for one in entries], entries[0].inbound.text)
    first = by_context[id(found[0])]
    return first if len(found) == 1 else replace(first, asks=found)


async def _answered(
    tx: Transaction, entries: Sequence[ConversationFacts], now: datetime
) -> ConversationFacts | None:
    """Return the chosen practice's entry with the earlier text, if this text is the answer."""
    text = entries[0].inbound
    known = {one.context.practice.id: one for one in entries}
    before = await inbox.last_handled(tx, list(known), text.key)
    choices = _open(before, entries, now) if before is not None else []
    contexts = [known[one].context for one in choices if one in known]
    chosen = which_practice.chosen(contexts, text.text) if contexts else None
    if before is None or chosen is None:
        return None
    return replace(known[chosen.practice.id], inbound=replace(text, text=before.text))


def _open(before: Inbound, entries: Sequence[ConversationFacts], now: datetime) -> list[int]:
    """Return the practices asked about, in order; [] if it is too late or we have written since."""
    kept = before.understood or {}
    if _PRACTICES not in kept:
        return []
    at = datetime.fromisoformat(kept[_ASKED_AT])
    written = (one.conversation.last_outbound_at for one in entries)
    if now - at >= which_practice.ANSWERABLE or any(one and one > at for one in written):
        return []
    return [int(one) for one in kept[_PRACTICES]]
