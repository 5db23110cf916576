"""The page that tells many clients at once: whom it touches, what they read, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, of_staff
from calendar_store.model.announcements import Occasion
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from dialogs.wording.disclosure import disclosing
from gateway.use_cases import booking_choices, telling_begin, telling_clients
from gateway.use_cases.staff_replies import Unwarned
from gateway.use_cases.telling_clients import LONGEST, TellingPreview
from gateway.use_cases.touched_visits import TouchedVisit
from gateway.web.languages.labels import written_amount
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import language_name, mark
from gateway.web.server import phone_numbers
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.tell.tell_form import MOST_BOXES, WORDS, TellForm, box_of, key_of
from gateway.wording import glyphs
from gateway.wording.glyphs import Glyph

OCCASIONS: Mapping[Occasion, str] = {
    Occasion.CLOSED: mark("The practice is closed"),
    Occasion.AWAY: mark("A practitioner is away or ill"),
    Occasion.LATE: mark("A practitioner is running late"),
    Occasion.OTHER: mark("Something else"),
}


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A visit in the list of whom it touches.

    Attributes:
        box: the name of its box; "" for none, since nothing may be sent.
        chosen: whether the client is told.
        when: its day and time.
        one: the visit.
        sign: by which channel, as a glyph; None if nothing may be sent.
        phone: the client's number as the practice dials it.
        told: when the client was told before; "" for not.
    """

    box: str
    chosen: bool
    when: str
    one: TouchedVisit
    sign: Glyph | None
    phone: str
    told: str


@dataclass(frozen=True, slots=True)
class WordsField:
    """The words of staff in one language.

    Attributes:
        name: the name of the field.
        language: in the reader's language.
        code: of the language.
        words: as they are.
        ours: those that staff begin with.
    """

    name: str
    language: str
    code: str
    words: str
    ours: str


async def show(request: web.Request) -> web.Response:
    """Show whom a day touches."""
    return await _shown(request, request.query, sent=False)


async def preview(request: web.Request) -> web.Response:
    """Show the page as it was filled in; nothing is sent."""
    return await _shown(request, await form_of(request), sent=True)


async def send(request: web.Request) -> web.Response:
    """Begin to tell clients; what was typed stays if that is refused."""
    form = await form_of(request)
    if form.get("do") == "preview":
        return await _shown(request, form, sent=True)
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    now = site.clock()
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            filled = TellForm(form, sent=True, practice=practice, now=now)
            begun = await telling_begin.send(
                *(tx, actor, practice, filled.choice, filled.wish),
                seen=filled.chosen or {},
                tariff=site.tariff,
                now=now,
                known_told=filled.known_told,
            )
    except Unwarned as error:
        return await _shown(request, form, sent=True, wrong=str(error), warned=True)
    except (InvalidInput, NotFound, Stale) as error:
        return await _shown(request, form, sent=True, wrong=str(error))
    raise web.HTTPSeeOther(f"/tell/{begun.id}")


async def _shown(
    request: web.Request, fields: Form, *, sent: bool, wrong: str = "", warned: bool = False
) -> web.Response:
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    now, found = site.clock(), None
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        filled = TellForm(fields, sent=sent, practice=practice, now=now)
        try:
            found = await _look(tx, actor, practice, filled, request)
        except (InvalidInput, NotFound) as error:
            wrong = wrong or str(error)
        choices = await booking_choices.load(tx, actor, practice)
    facts: dict[str, Any] = {
        "practice": practice,
        "room": "tell",
        "filled": filled,
        "occasions": [(one.value, _(word)) for one, word in OCCASIONS.items()],
        "people": choices.practitioners,
        "services": choices.services,
        "today": face_of(practice).day_of(now),
        "longest": LONGEST,
        "wrong": wrong,
        "warned": warned,
        "found": found,
    }
    if found is not None:
        facts |= _facts(found, filled, face_of(practice))
    # a script puts the answer in place whatever its status says
    status = 422 if wrong and "HX-Request" not in request.headers else 200
    return page(request, "staff/tell/tell.html", facts, status=status)


async def _look(
    tx: Transaction, actor: Actor, practice: Practice, filled: TellForm, request: web.Request
) -> TellingPreview:
    site = request.app[WEB_CONTEXT]
    return await telling_clients.look(
        *(tx, actor, practice, filled.choice, filled.wish),
        tariff=site.tariff,
        now=filled.now,
        chosen=filled.chosen,
    )


def _facts(found: TellingPreview, filled: TellForm, face: LocalCalendar) -> dict[str, Any]:
    reached = [one for one in found.visits if one.can_be_told]
    boxes = {one.appointment.id for one in reached[:MOST_BOXES]}
    rest = [one for one in reached[MOST_BOXES:] if one.appointment.id in found.chosen]
    wish = filled.wish
    words = tuple(dict.fromkeys(w for text in found.words.values() for w in disclosing(text)))
    return {
        "rows": [_row(one, found, boxes, face, face.day_of(filled.now)) for one in found.visits],
        "rest": " ".join(map(key_of, rest)),
        "further": len(rest),
        "told": " ".join(str(one.appointment.id) for one in found.visits if one.told_at),
        "unreached": len(found.visits) - len(reached),
        "fields": [
            WordsField(f"{WORDS}{code}", language_name(code), code, text, found.ours[code])
            for code, text in found.words.items()
        ],
        "samples": [(language_name(code), one) for code, one in found.samples.items()],
        "off": wish.is_off,
        "times": wish.offers,
        "can_close": wish.is_off and not found.is_closed and _whole_days(filled),
        "close": wish.closes or not filled.sent,
        "despite": "\n".join(words),
        "cost": written_amount(found.cost) if found.cost else "",
        "waits": found.waits_until and face.near(found.waits_until, face.day_of(filled.now)),
        "days": _days(found, face),
    }


def _whole_days(filled: TellForm) -> bool:
    choice = filled.choice
    return choice.since is None and choice.until is None


def _days(found: TellingPreview, face: LocalCalendar) -> str:
    first = face.day_of(found.starts_at)
    visits = [face.day_of(one.appointment.starts_at) for one in found.visits]
    last = max([first, *visits])
    return face.short(first) if first == last else f"{face.brief(first)} – {face.brief(last)}"


def _row(
    one: TouchedVisit,
    found: TellingPreview,
    boxes: set[int],
    face: LocalCalendar,
    today: date,
) -> TouchedRow:
    visit, channel = one.appointment, one.addressee.channel
    day = face.day_of(visit.starts_at)
    return TouchedRow(
        box_of(one) if visit.id in boxes else "",
        visit.id in found.chosen,
        f"{face.brief(day)}, {face.clock(visit.starts_at)}",
        one,
        glyphs.CHANNEL[channel] if channel else None,
        phone_numbers.shown(one.client.mobile, found.practice.region),
        face.near(one.told_at, today) if one.told_at else "",
    )
