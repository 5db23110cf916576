"""What was said in a thread, by texts and by mails, with staff's notes between, oldest first."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.conversations import conversation_notes, inbox, labelled_examples
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows
from calendar_store.views import day_view
from gateway.use_cases.inbox_threads import InboxThread
from gateway.web.staff.appointment.appointment_panel import PanelLine

_LAST = 60
"""Limit of messages, texts and notes that are shown."""


async def load(tx: Transaction, thread: InboxThread) -> tuple[PanelLine, ...]:
    """Return the last lines of a thread."""
    practice_id = thread.practice_id
    heard = [
        one
        for address in thread.addresses
        for one in await inbox.of_address(tx, practice_id, address, _LAST)
    ]
    settled = await labelled_examples.of_texts(tx, practice_id, [one.id for one in heard])
    lines = [PanelLine(one.received_at, heard=one, settled=settled.get(one.id)) for one in heard]
    lines += await _sent(tx, thread)
    people = [one.id for one in thread.clients]
    noted = await conversation_notes.of(tx, practice_id, thread.addresses, people, _LAST)
    lines += [PanelLine(one.at, note=one) for one in noted]
    return tuple(sorted(lines, key=_place))[-_LAST:]


def _place(line: PanelLine) -> tuple[datetime, int]:
    """Return where a line stands: ids tell the order of what came in one moment."""
    row = line.heard or line.note
    return line.at, row.id if row else (line.badge.message_id or 0) if line.badge else 0


async def _sent(tx: Transaction, thread: InboxThread) -> Sequence[PanelLine]:
    practice_id = thread.practice_id
    sent = [
        one
        for address in thread.addresses
        for one in await message_rows.listed(tx, practice_id, recipient=address, limit=_LAST)
    ]
    histories = await message_rows.histories(tx, practice_id, [one.id for one in sent])
    lines = []
    for badge in day_view.badges(sent, ()):
        history = tuple(histories.get(badge.message_id or 0, ()))
        lines.append(PanelLine(history[0].at if history else badge.at, badge, history))
    return lines
