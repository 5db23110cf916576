"""Numbers and addresses in all places where a practice has them, and how they are looked for."""

import html
import json
import re
from datetime import timedelta
from urllib.parse import unquote

from calendar_store.appointments import waiting_list
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.use_cases import notes
from tests.support.desk import Desk
from tests.support.exchange import Exchange
from tests.support.pages import alert, hear, say

SPOKEN = (
    "ring my husband on 0347 98 76 543 or +41 (0)44 668 18 00,"
    " or tel3299988776, or 06-555.12345; mail me: secret.person@private.example"
)
"""What a client writes."""
DIGITS = ("33311", "3479876543", "446681800", "3299988776", "0655512345")
"""Of the clients' numbers, which begin alike, and of those in texts."""
ADDRESSES = ("secret.person", "private.example", "ada@example.org", "grace@example.org")
_BETWEEN = re.compile(r"[\s().\-/\u00a0\u202f]+")
_TAG = re.compile(r"<[^>]*>")


async def plant(desk: Desk) -> None:
    """Write numbers and addresses into texts, notes, messages, alerts and the log."""
    mary = await desk.client("Mary", "Somerville", 40, email="grace@example.org")
    visit = await desk.book(mary, desk.now + timedelta(hours=6))
    await say(desk, visit, mary, MessageStatus.DELIVERED, text=f"You wrote: {SPOKEN}")
    await say(desk, visit, mary, MessageStatus.FAILED, "no such number +39 347 98 76 543")
    await hear(desk, mary, SPOKEN)
    await Exchange(desk).says(SPOKEN, 1)
    await alert(desk, AlertKind.NOT_DELIVERED, SPOKEN, mary, visit)
    async with desk.database.write() as tx:
        await notes.add(tx, OPERATOR, desk.practice, visit.id, SPOKEN, now=desk.now)
        await audit.record(
            *(tx, desk.practice.id),
            by=OPERATOR,
            action="client.changed",
            subject=str(mary.id),
            now=desk.now,
            detail={"mobile": ["+393479876543", mary.mobile], "email": ["", SPOKEN]},
        )
        await waiting_list.join(
            *(tx, desk.practice.id, mary.id),
            starts_at=desk.now,
            ends_at=desk.now + timedelta(days=5),
            by=OPERATOR,
            now=desk.now,
            appointment_id=visit.id,
        )


def hits(body: str) -> list[str]:
    """Return which numbers and addresses stand in an answer, however they are written there."""
    seen = []
    for form in _forms(body):
        close = _BETWEEN.sub("", form)
        seen += [one for one in DIGITS if one in close]
        seen += [one for one in ADDRESSES if one in form.lower()]
    return sorted(set(seen))


def _forms(body: str) -> list[str]:
    plain = html.unescape(body)
    forms = [body, plain, unquote(plain), _TAG.sub("", plain), _TAG.sub(" ", plain)]
    try:
        forms.append(json.dumps(json.loads(body), ensure_ascii=False))
    except ValueError:
        forms.append(body.encode().decode("unicode_escape", "replace"))
    return forms
