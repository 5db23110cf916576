"""The forms of a client's card: corrects the data, and records consent and its withdrawal."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.entry.locales import LOCALES
from calendar_store.model import local_time
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import TO_CLIENTS, Channel, ConsentHow
from calendar_store.practices import practices
from gateway.use_cases import client_records, consent_changes, consent_form, consent_of_kinds
from gateway.use_cases.consent_changes import ConsentRequest
from gateway.use_cases.consent_of_kinds import KindRequest
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.readings import note_reading
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.clients import client_page

_WHICH = {
    "sms": (Channel.SMS,),
    "email": (Channel.EMAIL,),
    "all": consent_changes.EVERY,
}
_OF_KINDS = {kind.value: kind for kind in KINDS}
_HOW = {"spoken": ConsentHow.SPOKEN, "form": ConsentHow.FORM}
_FIELDS = ("first", "last", "mobile", "email", "locale")
_NOON = time(12)


async def correct(request: web.Request) -> web.Response:
    """Correct a client's data; what was typed stays if it is refused."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wanted = request.match_info["client"]
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await client_records.correct(
                *(tx, of_staff(request[STAFF]), practice, wanted, _changes(form)),
                why_unreached=site.tariff.why_unreached,
                now=site.clock(),
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        return await client_page.shown(request, open_form="correct", wrong=str(error), typed=form)
    raise web.HTTPSeeOther(f"/clients/{wanted}?said=corrected")


async def consent(request: web.Request) -> web.Response:
    """Record that a client agreed to messages, or stopped them."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wanted, stops = request.match_info["client"], form.get("do") == "stop"
    which, how = form.get("channel", ""), form.get("how", "")
    if which not in (*_WHICH, *_OF_KINDS) or how not in _HOW:
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    now = site.clock()
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            client = await clients.get(tx, practice.id, int(wanted))
            said_at = _said_at(form.get("date", ""), practice, now)
            said = (_HOW[how], form.get("evidence", ""), said_at)
            key = (tx, of_staff(request[STAFF]), practice, client)
            if which in _OF_KINDS:
                of_kind = consent_of_kinds.withdraw if stops else consent_of_kinds.give
                await of_kind(*key, KindRequest((_OF_KINDS[which],), *said), now=now)
            else:
                wish = ConsentRequest(_WHICH[which], *said)
                act = consent_changes.stop if stops else consent_changes.start
                await act(*key, wish, tariff=site.tariff, now=now)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        return await client_page.shown(request, open_form="consent", wrong=str(error), typed=form)
    told = "no_more" if which in _OF_KINDS else "stopped"
    raise web.HTTPSeeOther(f"/clients/{wanted}?said={told if stops else 'agreed'}")


async def paper(request: web.Request) -> web.Response:
    """Send the form of consent to be signed on paper."""
    site, wanted = request.app[WEB_CONTEXT], int(request.match_info["client"])
    language = request.query.get("language", "")
    try:
        async with site.database.read() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            client = await clients.get(tx, practice.id, wanted)
            kinds = await consent_of_kinds.sent_by(tx, practice.id)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    await note_reading(request, [client.id])
    actor = of_staff(request[STAFF])
    known = language if language in LOCALES else ""
    form = consent_form.make(
        *(actor, practice, client), now=site.clock(), language=known, kinds=kinds
    )
    named = f'inline; filename="consent-{form.number}.pdf"'
    return web.Response(
        body=form.pdf, content_type="application/pdf", headers={"Content-Disposition": named}
    )


def _changes(form: Form) -> dict[str, str]:
    """Return the fields that the form holds."""
    changes = {name: form[name] for name in _FIELDS if name in form}
    if form.get("prefers") in TO_CLIENTS:
        changes["prefers"] = Channel(form["prefers"])
    return changes


def _said_at(text: str, practice: Practice, now: datetime) -> datetime | None:
    """Return when something was said on a day, at noon; None for today.

    Raises:
        InvalidInput: if the text is no day, or a day to come.
    """
    zone = ZoneInfo(practice.timezone)
    today = now.astimezone(zone).date()
    day = wanted_day(text, practice, now, past=True) if text else today
    if day == today:
        return None
    if day > today:
        raise InvalidInput("consent cannot be given in the future; enter when it was given")
    if day.year < 1970:
        raise InvalidInput(f'"{text}" is too long ago')
    return local_time.moment(day, _NOON, zone)
