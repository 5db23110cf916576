"""`textback inbox assignee`, `note`, `reopen` and more: what is kept beside a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.conversation_marks import ConversationNote

_Which = Annotated[str, typer.Argument(metavar="TEXT_ID", help="As inbox list shows it.")]
_Note = Annotated[int, typer.Argument(metavar="NOTE_ID", min=1, max=(1 << 63) - 1)]


def assign(
    text_id: _Which,
    whom: Annotated[
        str, typer.Argument(metavar="[EMAIL]", help="A member of staff; left out: nobody.")
    ] = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who sees to a conversation."""
    from calendar_store.practices import staff
    from gateway.cli import output, store
    from gateway.cli.inbox_texts import thread_of
    from gateway.use_cases import inbox_marks

    async def work(tx: Transaction) -> str:
        thread = await thread_of(tx, practice, text_id, config)
        member = await staff.of_practice(tx, thread.practice_id, whom) if whom else None
        assignee = member.id if member else None
        await inbox_marks.assign(tx, OPERATOR, thread, assignee, now=store.now())
        return thread.first.who

    who = store.write(config, work)
    if as_json:
        output.document({"who": who, "assigned": whom})
        return
    output.line(f"{whom or 'nobody in particular'} sees to the conversation with {who}")


def reopen(
    text_id: _Which,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo that a conversation was closed a moment ago."""
    from gateway.cli import output, store
    from gateway.cli.inbox_texts import thread_of
    from gateway.use_cases import inbox_marks

    async def work(tx: Transaction) -> str:
        thread = await thread_of(tx, practice, text_id, config)
        await inbox_marks.reopen(tx, OPERATOR, thread, now=store.now())
        return thread.first.who

    who = store.write(config, work)
    if as_json:
        output.document({"reopened": text_id, "who": who})
        return
    output.line(f"conversation with {who} is open again")


def note(
    text_id: _Which,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Clients never see it.")],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note something beside a conversation."""
    from gateway.cli import output, store
    from gateway.cli.inbox_texts import thread_of
    from gateway.use_cases import inbox_marks

    async def work(tx: Transaction) -> ConversationNote:
        thread = await thread_of(tx, practice, text_id, config)
        return await inbox_marks.add_note(tx, OPERATOR, thread, text, now=store.now())

    made = store.write(config, work)
    if as_json:
        output.document(_document(made))
        return
    output.line(f"noted, id {made.id}")


def notes(
    text_id: _Which,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the notes beside a conversation."""
    from collections.abc import Sequence

    from calendar_store.conversations import conversation_notes
    from gateway.cli import output, store
    from gateway.cli.inbox_texts import thread_of

    async def work(tx: Transaction) -> Sequence[ConversationNote]:
        thread = await thread_of(tx, practice, text_id, config)
        people = [one.id for one in thread.clients]
        return await conversation_notes.of(
            tx, thread.practice_id, thread.addresses, people, limit=200
        )

    found = store.read(config, work)
    if as_json:
        output.document([_document(one) for one in found])
        return
    for one in found:
        output.line(f"{one.id}  {one.at.isoformat()}  {one.by}: {' '.join(one.text.split())}")


def remove_note(
    note_id: _Note,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a note; put-note-back undoes it for some minutes."""
    from gateway.cli import output, store
    from gateway.use_cases import inbox_marks

    async def work(tx: Transaction) -> ConversationNote:
        where = await store.practice(tx, practice)
        return await inbox_marks.remove_note(tx, OPERATOR, where.id, note_id, now=store.now())

    gone = store.write(config, work)
    if as_json:
        output.document(_document(gone))
        return
    output.line(f"note {gone.id} removed")


def put_note_back(
    note_id: _Note,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a note back that was removed a moment ago."""
    from gateway.cli import output, store
    from gateway.use_cases import inbox_marks

    async def work(tx: Transaction) -> ConversationNote:
        where = await store.practice(tx, practice)
        return await inbox_marks.put_note_back(tx, OPERATOR, where.id, note_id, now=store.now())

    back = store.write(config, work)
    if as_json:
        output.document(_document(back))
        return
    output.line(f"note {back.id} is back")


def _document(note: ConversationNote) -> dict[str, str]:
    return {"id": str(note.id), "at": note.at.isoformat(), "by": note.by, "text": note.text}
