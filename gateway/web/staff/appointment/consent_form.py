"""The consent form beside a conversation: shows each client's consent, and records changes."""

from dataclasses import dataclass

from aiohttp import web

from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.clients import Client, ConsentEvent
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from calendar_store.practices import practices
from gateway.use_cases import consent_changes
from gateway.web.languages.labels import HOW, actor_words
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.logins import local_path
from gateway.web.server.moments import LocalCalendar
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_WHICH = {
    "sms": (Channel.SMS,),
    "email": (Channel.EMAIL,),
    "all": consent_changes.EVERY,
}
_HOW = {"spoken": ConsentHow.SPOKEN, "form": ConsentHow.FORM}
_WORDS = {Channel.SMS: "Texts", Channel.EMAIL: "Emails"}


@dataclass(frozen=True, slots=True)
class ChannelConsent:
    """A client's consent on one channel.

    Attributes:
        channel: the channel, in words.
        why_not: why nothing may be sent; "" if messages may be sent.
        last: the last change of consent, with day, form and actor; "" if there is none.
    """

    channel: str
    why_not: str
    last: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A client's consent on all channels."""

    client: Client
    choices: tuple[ChannelConsent, ...]


async def load(tx: Transaction, some: tuple[Client, ...], face: LocalCalendar) -> list[Choices]:
    """Return the consent of clients, in the order of the clients."""
    found = []
    for client in some:
        standing = await consent_changes.standing(tx, client)
        said = {
            one.channel: one for one in await consent.history(tx, client.practice_id, client.id)
        }
        shown = tuple(
            ChannelConsent(_(_WORDS[channel]), reason_words(why), _last(said.get(channel), face))
            for channel, why in standing.items()
        )
        found.append(Choices(client, shown))
    return found


async def record(request: web.Request) -> web.Response:
    """Record a client's change of consent, and redirect to the conversation."""
    form = await form_of(request)
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    which, how = str(form.get("channel", "")), str(form.get("how", ""))
    wanted = str(form.get("client", ""))
    if which not in _WHICH or how not in _HOW or not wanted.isdecimal() or len(wanted) > 18:
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    wish = consent_changes.ConsentRequest(_WHICH[which], _HOW[how])
    act = consent_changes.stop if form.get("do") == "stop" else consent_changes.start
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            client = await clients.get(tx, practice.id, int(wanted))
            await act(
                tx, of_staff(member), practice, client, wish, tariff=site.tariff, now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        raise web.HTTPUnprocessableEntity(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther(local_path(request.path.removesuffix("/consent")))


def _last(event: ConsentEvent | None, face: LocalCalendar) -> str:
    if event is None:
        return ""
    kind = _("agreed") if event.kind is ConsentKind.GRANTED else _("stopped")
    day = face.short(face.day_of(event.at))
    return f"{kind} {day}, {_(HOW[event.how])}, {actor_words(event.by)}"
