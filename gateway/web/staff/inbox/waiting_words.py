"""Words about conversations that wait: the signs of their alerts, and how long they have waited."""

from datetime import datetime

from calendar_store.conversations.staff_queue import PendingConversation
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import ngettext
from gateway.wording import glyphs


def signs(waiting: PendingConversation) -> list[glyphs.Glyph]:
    """Return the signs of a conversation's alerts, each kind once."""
    return [glyphs.ALERT[kind] for kind in dict.fromkeys(alert.kind for alert in waiting.alerts)]


def lasting(now: datetime, since: datetime) -> str:
    """Return the time since a moment, roughly: "5 min", "3 h", "2 days"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 90:
        return _("%(number)s min", number=minutes)
    hours = minutes // 60
    if hours < 36:
        return _("%(number)s h", number=hours)
    return ngettext("%(num)s day", "%(num)s days", hours // 24)
