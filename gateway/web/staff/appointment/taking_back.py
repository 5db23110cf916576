"""Takes back what was done to an appointment a moment ago, as the form in a toast names it.

The same form says whether the client is told of what was done.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from gateway.use_cases import appointment_marks, told_after_all, undoing
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.web.languages.translation import gettext as _
from gateway.web.staff.appointment import following_acts
from gateway.web.staff.appointment.done_toasts import told_word
from gateway.web.staff.appointment.panel_order import OLD_PAGE, PanelDone, PanelOrder

_TOLD: Mapping[str, Callable[..., Awaitable[ChangedVisit]]] = {
    "restore": undoing.restore,
    "move_back": undoing.move_back,
    "unbook": undoing.unbook,
}
"""What is told back to a client who has been told already."""
_UNTOLD: Mapping[str, Callable[..., Awaitable[Any]]] = {
    "unmark": undoing.unmark,
    "unconfirm": undoing.unconfirm,
    "unkeep": undoing.unkeep,
    "not_arrived": appointment_marks.take_arrival_back,
}
"""What no client hears of."""
_SERIES = frozenset({"unbook_series", "undo_following"})
_CHOICES = {"tell": True, "untell": False}


async def take_back(order: PanelOrder) -> PanelDone:
    """Take back what a form names, or choose whether its client is told.

    Raises:
        HTTPBadRequest: if it names nothing.
        StoreError: if it cannot be taken back any more.
    """
    what, version, now = order.form.get("what", ""), order.version, order.now
    if what in _CHOICES:
        return await _choose(order, tell=_CHOICES[what])
    if what in _TOLD:
        done = await _TOLD[what](*order.seen, version=version, channels=order.channels, now=now)
        return _told_back("undone", done)
    if what in _SERIES:
        several, changed_since = await following_acts.undo(order)
        return _told_back("undone_partly" if changed_since else "undone", *several)
    if what not in _UNTOLD:
        raise web.HTTPBadRequest(text=_(OLD_PAGE))
    await _UNTOLD[what](*order.seen, version=version, now=now)
    return PanelDone("undone")


def _told_back(did: str, *done: ChangedVisit) -> PanelDone:
    """Return what was undone; the client hears of it only if they had heard of the change."""
    told = next((one.told for one in done if one.told.channel), None)
    # who has to hear of it and cannot be told has to be called
    told = told or next((one.told for one in done if one.told.why_not), None)
    return PanelDone(did, told_word(told) if told else "")


async def _choose(order: PanelOrder, *, tell: bool) -> PanelDone:
    """Choose whether the client is told of what was done; the toast says it again."""
    chosen = await told_after_all.choose(
        *order.seen, version=order.version, tell=tell, now=order.now
    )
    return PanelDone(chosen.change, chosen.channel.value if chosen.channel else "left-out")
