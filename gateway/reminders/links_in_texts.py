"""Short links in texts: a practice's own wording may name the page of the appointment, as {link}.

The code of a link is made of the page's signed path and our key, so the same visit as it stands has
the same code in every text. A code is stored in the transaction that queues the text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.statuses import Channel
from calendar_store.practices import short_links
from dialogs.wording.privacy import Placeholder
from gateway.links.links import Links
from gateway.reminders.due_reminders import DueReminder

_LINK = f"{{{Placeholder.LINK}}}"
_Key = tuple[int, int]


@plain
class ShortLink:
    """A short link to the page of an appointment.

    Attributes:
        practice_id: the practice.
        code: what stands for the page.
        path: the path of the page, without its first slash.
        url: the link as the text has it.
        expires_at: until when it works, UTC.
    """

    practice_id: int
    code: str
    path: str
    url: str
    expires_at: datetime


async def load(
    tx: Transaction, dues: Iterable[DueReminder], links: Links | None
) -> Mapping[_Key, ShortLink]:
    """Return the links for the texts of the practices whose wordings have one, by appointment.

    Args:
        tx: the transaction that queues the texts.
        dues: the reminders that may become texts.
        links: makes links; None where there are no pages.
    """
    if links is None:
        return {}
    made = {_key(due): _link(due, links) for due in dues if _wants_link(due)}
    taken = await short_links.paths(tx, [one.code for one in made.values()])
    # a code that stands for another page already would show it to this client
    return {key: one for key, one in made.items() if taken.get(one.code, one.path) == one.path}


async def store(
    tx: Transaction, messages: Sequence[Message], known: Mapping[_Key, ShortLink]
) -> None:
    """Store the codes of the links that texts have.

    Args:
        tx: the transaction that queues the texts.
        messages: what is queued.
        known: what `load` returned.
    """
    found = {
        link.code: link
        for one in messages
        if (link := known.get((one.practice_id, one.appointment_id or 0))) and link.url in one.text
    }
    await short_links.add_all(
        tx, [(one.code, one.practice_id, one.path, one.expires_at) for one in found.values()]
    )


def _wants_link(due: DueReminder) -> bool:
    return due.channel is Channel.SMS and any(_LINK in text for _, text in due.policy.templates)


def _link(due: DueReminder, links: Links) -> ShortLink:
    about = due.appointment
    page = links.appointment(about.practice_id, about.id, about.version, about.ends_at)
    path = links.path_of(page)
    code = links.codes.short(path)
    return ShortLink(about.practice_id, code, path, links.at(f"/s/{code}"), about.ends_at)


def _key(due: DueReminder) -> _Key:
    return due.appointment.practice_id, due.appointment.id
