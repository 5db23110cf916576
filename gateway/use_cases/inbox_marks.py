"""What staff keep about conversations beside answers: read, assigned, closed and open again, notes.

A thread is all that is said with the clients of one address, by texts and by mails. What is marked
is marked for all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.conversations import (
    closed_texts,
    conversation_marks,
    conversation_notes,
    conversation_state,
)
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import OF_ROLE, Actor, Permission, require
from calendar_store.model.conversation_marks import Address, ConversationNote
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.practices import StaffMember
from calendar_store.practices import staff
from gateway.conversations.state_codec import remembered
from gateway.use_cases.inbox_threads import InboxThread
from gateway.use_cases.undoing import UNDO_WITHIN

LONGEST = 2000
"""Letters of a note at most."""


async def answering(tx: Transaction, practice_id: int) -> Sequence[StaffMember]:
    """Return the members of staff who answer clients, by name."""
    everybody = await staff.all_staff(tx, practice_id)
    return [one for one in everybody if Permission.REPLY in OF_ROLE[one.role]]


async def read(
    tx: Transaction, actor: Actor, practice_id: int, newest: Mapping[Address, int]
) -> None:
    """Record what staff have opened of conversations.

    Args:
        tx: a writing transaction.
        actor: who has opened them.
        practice_id: the practice.
        newest: the newest text of each (channel, address).

    Raises:
        NotPermitted: if the actor may not answer clients.
    """
    require(actor, Permission.REPLY, practice_id)
    await conversation_marks.set_read(tx, practice_id, newest)


async def assign(
    tx: Transaction, actor: Actor, thread: InboxThread, assignee_id: int | None, *, now: datetime
) -> None:
    """Say who sees to a thread.

    Args:
        tx: a writing transaction.
        actor: who says so.
        thread: the thread.
        assignee_id: a member of staff who answers clients; None for nobody in particular.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not answer clients.
        InvalidInput: if nobody of that id answers clients.
    """
    practice_id = thread.practice_id
    require(actor, Permission.REPLY, practice_id)
    known = {one.id: one for one in await answering(tx, practice_id)}
    if assignee_id is not None and assignee_id not in known:
        raise InvalidInput("choose somebody who answers clients")
    await conversation_marks.assign(tx, practice_id, thread.addresses, assignee_id)
    to = known[assignee_id].email if assignee_id is not None else ""
    await _record(tx, actor, thread, "conversation.assigned", now=now, detail={"to": to})


async def reopen(tx: Transaction, actor: Actor, thread: InboxThread, *, now: datetime) -> None:
    """Undo that a thread was closed without an answer: its texts wait for a person again.

    Raises:
        NotPermitted: if the actor may not answer clients.
        InvalidInput: if it is too late; whoever is written to is found by their name.
        Stale: if it was not closed, or is open again.
    """
    practice_id = thread.practice_id
    require(actor, Permission.REPLY, practice_id)
    marks = await conversation_marks.load(tx, practice_id, thread.addresses)
    last = max((one.done_at for one in marks.values() if one.done_at is not None), default=None)
    if last is None:
        raise Stale("This conversation is open already.")
    if now - last > UNDO_WITHIN:
        raise InvalidInput("It is too late to undo that; write to them instead.")
    closed = [one for one, mark in marks.items() if mark.done_at == last]
    for address in closed:
        await closed_texts.reopen(tx, practice_id, address, last)
    await conversation_marks.set_undone(tx, practice_id, closed)
    await _waits_again(tx, thread, last, now)
    await _record(tx, actor, thread, "conversation.reopened", now=now)


async def _waits_again(
    tx: Transaction, thread: InboxThread, since: datetime, now: datetime
) -> None:
    """Keep that the clients know that a person reads what they have written."""
    keys = [(thread.practice_id, one.context.key) for one in thread.talks]
    known = await conversation_state.load(tx, keys)
    changed = [
        replace(one, state=replace(remembered(one), with_person=since).to_json())
        for one in known.values()
    ]
    await conversation_state.save(tx, changed, now)


async def add_note(
    tx: Transaction, actor: Actor, thread: InboxThread, text: str, *, now: datetime
) -> ConversationNote:
    """Add a note to a thread; no client ever sees it.

    Raises:
        NotPermitted: if the actor may not answer clients.
        InvalidInput: if the note is empty or too long.
    """
    require(actor, Permission.REPLY, thread.practice_id)
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise InvalidInput("a note needs words")
    if len(written) > LONGEST:
        raise InvalidInput(f"a note of {len(written)} letters is too long; {LONGEST} at most")
    whose = thread.clients[0].id if len(thread.clients) == 1 else None
    note = ConversationNote(
        *(thread.practice_id, tx.ids.new(), *thread.addresses[0]),
        *(whose, now, actor.label, written),
    )
    await conversation_notes.add(tx, note)
    await _record(tx, actor, thread, "conversation.noted", now=now)
    return note


async def remove_note(
    tx: Transaction, actor: Actor, practice_id: int, note_id: int, *, now: datetime
) -> ConversationNote:
    """Remove a note; it can be put back for some minutes.

    Raises:
        NotPermitted: if the actor may not answer clients.
        NotFound: if the practice has no such note.
    """
    return await _set_removed(tx, actor, practice_id, note_id, now=now, removed=True)


async def put_note_back(
    tx: Transaction, actor: Actor, practice_id: int, note_id: int, *, now: datetime
) -> ConversationNote:
    """Put a note back that was removed a moment ago.

    Raises:
        NotPermitted: if the actor may not answer clients.
        NotFound: if the practice has no such note, or it was removed too long ago.
    """
    return await _set_removed(tx, actor, practice_id, note_id, now=now, removed=False)


async def _set_removed(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    note_id: int,
    *,
    now: datetime,
    removed: bool,
) -> ConversationNote:
    require(actor, Permission.REPLY, practice_id)
    note = await conversation_notes.get(tx, practice_id, note_id)
    at = now if removed else None
    await conversation_notes.set_removed(tx, practice_id, note.id, at, since=now - UNDO_WITHIN)
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="conversation.note_removed" if removed else "conversation.note_put_back",
        subject=str(note.client_id or ""),
        now=now,
        detail={"by": note.by, "id": str(note.id)},
    )
    return note


async def _record(
    tx: Transaction,
    actor: Actor,
    thread: InboxThread,
    action: str,
    *,
    now: datetime,
    detail: Mapping[str, str] | None = None,
) -> None:
    subject = str(thread.clients[0].id) if thread.clients else ""
    await audit.record(
        tx, thread.practice_id, by=actor, action=action, subject=subject, now=now, detail=detail
    )
