"""The page of one conversation: its texts, the appointments ahead, and a form for an answer.

A typed answer is never lost: if it cannot be sent, the page shows it again with the error beside
the field. Parts and cost are counted while staff type; without JavaScript, when they press Preview.
"""

from dataclasses import replace

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.conversations import inbox, staff_queue
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices
from calendar_store.views import day_view
from dialogs.conversation import Asked
from dialogs.wording.suggest import Suggestion
from gateway.messaging.addresses import conversation, their_address
from gateway.use_cases import staff_conversation, staff_meanings, staff_replies
from gateway.use_cases.staff_conversation import Ask, Correspondence
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.readings import note_reading
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import consent_form
from gateway.web.staff.appointment.appointment_panel import PanelLine
from gateway.web.staff.conversation import meaning_view
from gateway.web.staff.conversation.conversation_view import Draft, Talk
from gateway.web.staff.conversation.meaning_view import MeaningView
from gateway.web.staff.inbox.inbox_page import signs

_LAST = 60
"""Limit of messages and texts that are shown."""


async def show(request: web.Request) -> web.Response:
    """Show a conversation, with a suggested answer if a text waits for one."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        known = await _known(tx, request)
        shown = await _page(tx, request, known, _drafted(known))
    await note_reading(request, [one.id for one in known.clients])
    return shown


async def show_unsettled(request: web.Request, wrong: str) -> web.Response:
    """Show the conversation of a text again, with why what was tapped could not be done."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        known = await _known(tx, request)
        return await _page(tx, request, known, _drafted(known), status=409, unsettled=wrong)


async def act(request: web.Request) -> web.Response:
    """Send an answer, preview it, or close the conversation without one."""
    site = request.app[WEB_CONTEXT]
    form = await form_of(request)
    do = str(form.get("do", "preview"))
    if do == "close":
        return await _close(request)
    if do != "send":
        return await _preview(request)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            known = await _known(tx, request)
            draft = _typed(form, known)
            await staff_replies.answer(
                tx,
                of_staff(request[STAFF]),
                known,
                draft.text,
                Ask.parse(str(form.get("ask"))) if draft.asks else None,
                seen=_number(str(form.get("seen", "0"))),
                now=site.clock(),
                despite=str(form.get("despite", "")).split("\n"),
            )
    except staff_replies.Unwarned:
        return await _preview(request)
    except (InvalidInput, Stale) as error:
        return await _preview(request, str(error))
    raise web.HTTPSeeOther(f"{request.path}?said=sent#answer")


async def count(request: web.Request) -> web.Response:
    """Return the parts and the cost of the typed text, as HTML to show below the field."""
    form = await form_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        known = await _known(tx, request)
    draft = _typed(form, known)
    facts = {"draft": replace(draft, wrong=_unfit(known, draft.text))}
    return page(request, "staff/conversation/count.html", facts)


async def _close(request: web.Request) -> web.Response:
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    async with site.database.write() as tx:
        known = await _known(tx, request)
        seen = _number(form.get("seen", "0"))
        if seen and known.waiting is not None and known.waiting.texts[-1].id > seen:
            raise web.HTTPConflict(text=_("The client has written again. Read the new text first."))
        try:
            await staff_replies.close(tx, of_staff(request[STAFF]), known, now=site.clock())
        except Stale as stale:
            raise web.HTTPConflict(text=refusal(stale)) from stale
    raise web.HTTPSeeOther("/inbox")


async def _preview(request: web.Request, wrong: str = "") -> web.Response:
    form = await form_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        known = await _known(tx, request)
        draft = _typed(form, known)
        wrong = wrong or _unfit(known, draft.text)
        return await _page(
            tx, request, known, replace(draft, wrong=wrong), status=422 if wrong else 200
        )


def _unfit(known: Correspondence, text: str) -> str:
    """Return why a text cannot be sent; "" if it can be sent or is still empty."""
    return known.complaint(text) if text.strip() else ""


def _drafted(known: Correspondence) -> Draft:
    drafted = Suggestion("", "") if known.why_not else known.suggestion()
    measured = known.measured(drafted.text) if drafted.text else None
    return Draft(
        drafted.text,
        known.asking(drafted),
        drafted.asks is not None,
        drafted.why,
        measured=measured,
    )


def _typed(form: Form, known: Correspondence) -> Draft:
    text = form.get("text", "")
    carried = str(form.get("asking", ""))
    drafted = Suggestion("", "", Asked.WHEN if carried == Asked.WHEN else None)
    ask = known.asking(drafted)
    measured = known.measured(text) if text.strip() else None
    words = known.disclosing(text)
    return Draft(text, ask, "ask" in form, measured=measured, disclosing=words)


async def _page(
    tx: Transaction,
    request: web.Request,
    known: Correspondence,
    draft: Draft,
    *,
    status: int = 200,
    unsettled: str = "",
) -> web.Response:
    practice = known.context.practice
    face = face_of(practice)
    talk = Talk(known, await _said(tx, known), face, face.day_of(known.context.now))
    facts = {
        "panel": talk,
        "known": known,
        "draft": draft,
        "choices": await consent_form.load(tx, known.clients, face),
        "practice": practice,
        "path": request.path.removesuffix("/meant"),
        "meanings": await _meanings(tx, request, known),
        "unsettled": unsettled,
        "signs": signs(known.waiting) if known.waiting else (),
        "sent": request.query.get("said") == "sent",
    }
    return page(request, "staff/conversation/conversation.html", facts, status=status)


async def _meanings(
    tx: Transaction, request: web.Request, known: Correspondence
) -> MeaningView | None:
    """Return what the waiting text may mean, as buttons; None where none waits or is readable."""
    actor, practice = of_staff(request[STAFF]), known.context.practice
    if known.waiting is None or not actor.may(Permission.REPLY, practice.id):
        return None
    now = known.context.now
    found = await staff_meanings.offered(tx, actor, practice.id, known.waiting, now)
    several = len(known.clients) > 1
    names = {one.id: one.first for one in known.clients} if several else {}
    face = face_of(practice)
    return meaning_view.view(found, names, face)


async def _said(tx: Transaction, known: Correspondence) -> tuple[PanelLine, ...]:
    """Return received texts and sent messages, oldest first."""
    practice_id, (channel, _, address) = known.context.practice.id, known.context.key
    theirs = (channel, address)
    heard = await inbox.of_address(tx, practice_id, theirs, _LAST)
    sent = await message_rows.listed(tx, practice_id, recipient=theirs, limit=_LAST)
    histories = await message_rows.histories(tx, practice_id, [one.id for one in sent])
    lines = [PanelLine(text.received_at, heard=text) for text in heard]
    for badge in day_view.badges(sent, ()):
        history = tuple(histories.get(badge.message_id or 0, ()))
        lines.append(PanelLine(history[0].at if history else badge.at, badge, history))
    return tuple(sorted(lines, key=lambda line: line.at))[-_LAST:]


async def _known(tx: Transaction, request: web.Request) -> Correspondence:
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id
    try:
        key = await _key(tx, request, practice_id)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such conversation.")) from error
    return await staff_conversation.load(tx, practice_id, key, site.tariff, site.clock())


async def _key(tx: Transaction, request: web.Request, practice_id: int) -> ConversationKey:
    wanted, kind = int(request.match_info["id"]), request.match_info.get("kind", "text")
    if kind == "text":
        text = await staff_queue.text(tx, practice_id, wanted)
        return text.key
    client = await clients.get(tx, practice_id, wanted)
    practice = await practices.get(tx, practice_id)
    channel = Channel.EMAIL if kind == "email" else Channel.SMS
    if not their_address(client, channel):
        raise NotFound("this client has no email address")
    channels = request.app[WEB_CONTEXT].tariff.channels
    return conversation(channels, practice, client, channel)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
