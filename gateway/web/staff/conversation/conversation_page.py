"""The page of one thread: its texts and mails, the appointments ahead, and a form for an answer.

A typed answer is never lost: if it cannot be sent, the page shows it again with the error beside
the field. Parts and cost are counted while staff type; without JavaScript, when they press Preview.
"""

from dataclasses import replace

from aiohttp import web

from calendar_store.conversations import conversation_marks
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.errors import InvalidInput, Stale
from dialogs.conversation import Asked
from dialogs.wording.suggest import Suggestion
from gateway.use_cases import (
    canned_answers,
    inbox_marks,
    inbox_threads,
    staff_meanings,
    staff_replies,
)
from gateway.use_cases.inbox_threads import InboxThread
from gateway.use_cases.staff_conversation import Ask, Correspondence
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.readings import note_reading
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import consent_form
from gateway.web.staff.conversation import meaning_view, thread_lines
from gateway.web.staff.conversation.conversation_view import Draft, Talk, written_in
from gateway.web.staff.conversation.meaning_view import MeaningView
from gateway.web.staff.conversation.opened_thread import opened, page_of
from gateway.web.staff.inbox.waiting_words import signs

_CANNED = "canned."
"""How the button of a canned answer begins; its id follows."""


async def show(request: web.Request) -> web.Response:
    """Show a thread, with a suggested answer if a text waits for one; it is read from now on."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        thread = await opened(tx, request)
        marks = await conversation_marks.load(tx, thread.practice_id, thread.addresses)
        shown = await _page(tx, request, thread, _drafted(thread.first))
    newest = {(key.channel, key.their_address): one.newest for one, key in thread.keyed()}
    unread = {one: text for one, text in newest.items() if text > marks[one].read_id}
    actor = of_staff(request[STAFF])
    if unread and actor.may(Permission.REPLY, thread.practice_id):
        async with site.database.write() as tx:
            await inbox_marks.read(tx, actor, thread.practice_id, unread)
    await note_reading(request, [one.id for one in thread.clients])
    return shown


async def show_refused(
    request: web.Request, wrong: str, part: str, typed: str = ""
) -> web.Response:
    """Show the thread again, with why one of its forms was refused.

    Args:
        request: the request of the form.
        wrong: why.
        part: the form: "meant", "note" or "assign".
        typed: what was typed.
    """
    async with request.app[WEB_CONTEXT].database.read() as tx:
        thread = await opened(tx, request)
        draft = _drafted(thread.first)
        refused = {"part": part, "words": wrong, "typed": typed}
        status = 422 if part == "note" else 409
        return await _page(tx, request, thread, draft, status=status, refused=refused)


async def act(request: web.Request) -> web.Response:
    """Send an answer, preview it, or close the thread without one."""
    form = await form_of(request)
    do = str(form.get("do", "preview"))
    if do == "close":
        return await _close(request)
    if do.startswith(_CANNED):
        return await _fill_in(request, _number(do.removeprefix(_CANNED)))
    if do != "send":
        return await _preview(request)
    try:
        require_whole(request)
        await _send(request, form)
    except staff_replies.Unwarned:
        return await _preview(request)
    except (InvalidInput, Stale) as error:
        return await _preview(request, str(error))
    raise web.HTTPSeeOther(f"{request.path}?said=sent#answer")


async def _send(request: web.Request, form: Form) -> None:
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    seen, now = _number(str(form.get("seen", "0"))), site.clock()
    async with site.database.write() as tx:
        thread = await opened(tx, request)
        known = thread.first
        draft = _typed(form, known)
        if thread.newest > max(seen, known.newest):
            raise Stale("They have written again meanwhile. Read that first, above.")
        await staff_replies.answer(
            *(tx, actor, known, draft.text),
            Ask.parse(str(form.get("ask"))) if draft.asks else None,
            seen=seen,
            now=now,
            despite=str(form.get("despite", "")).split("\n"),
        )
        await inbox_threads.see_to_the_rest(tx, actor, thread, known, now=now)


async def count(request: web.Request) -> web.Response:
    """Return the parts and the cost of the typed text, as HTML to show below the field."""
    form = await form_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        known = (await opened(tx, request)).first
    draft = _typed(form, known)
    facts = {"draft": replace(draft, wrong=_unfit(known, draft.text))}
    return page(request, "staff/conversation/count.html", facts)


async def _close(request: web.Request) -> web.Response:
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    async with site.database.write() as tx:
        thread = await opened(tx, request)
        seen = _number(form.get("seen", "0"))
        if seen and any(one.texts[-1].id > seen for one in thread.waiting):
            raise web.HTTPConflict(text=_("The client has written again. Read the new text first."))
        try:
            await inbox_threads.close(tx, of_staff(request[STAFF]), thread, now=site.clock())
        except Stale as stale:
            raise web.HTTPConflict(text=refusal(stale)) from stale
    text = max((one.texts[-1].id for one in thread.waiting), default=0)
    raise web.HTTPSeeOther(f"/inbox?closed={text}" if text else "/inbox")


async def _fill_in(request: web.Request, answer_id: int) -> web.Response:
    """Put a canned answer into the form: in place of the suggestion, or below what was typed."""
    form = await form_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        thread = await opened(tx, request)
        known = thread.first
        canned = await canned_answers.for_conversation(tx, known, written_in(known))
        text = next((said for one, said in canned if one.id == answer_id), "")
        typed = str(form.get("text", "")).strip()
        suggested = known.suggestion().text.strip()
        before = [typed] if typed and typed != suggested and text not in typed else []
        draft = Draft("\n".join([*before, text]), known.asking(Suggestion("", "")), asks=False)
        measured = known.measured(draft.text) if draft.text.strip() else None
        words = known.disclosing(draft.text)
        shown = replace(draft, measured=measured, disclosing=words)
        return await _page(tx, request, thread, shown)


async def _preview(request: web.Request, wrong: str = "") -> web.Response:
    form = await form_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        thread = await opened(tx, request)
        draft = _typed(form, thread.first)
        wrong = wrong or _unfit(thread.first, draft.text)
        shown = replace(draft, wrong=wrong)
        return await _page(tx, request, thread, shown, status=422 if wrong else 200)


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
    thread: InboxThread,
    draft: Draft,
    *,
    status: int = 200,
    refused: dict[str, str] | None = None,
) -> web.Response:
    known = thread.first
    practice = known.context.practice
    face = face_of(practice)
    waiting, today = thread.waiting, face.day_of(known.context.now)
    since = waiting[0].since if waiting else None
    talk = Talk(known, await thread_lines.load(tx, thread), face, today, since)
    marks = await conversation_marks.load(tx, practice.id, thread.addresses)
    facts = {
        "panel": talk,
        "known": known,
        "thread": thread,
        "draft": draft,
        "choices": await consent_form.load(tx, known.clients, face),
        "practice": practice,
        "path": page_of(request),
        "meanings": await _meanings(tx, request, thread),
        "refused": refused or {"part": "", "words": "", "typed": ""},
        "signs": signs(waiting[0]) if waiting else (),
        "sent": request.query.get("said") == "sent",
        "removed": _number(request.query.get("removed", "")),
        "colleagues": await inbox_marks.answering(tx, practice.id),
        "assignee": marks[thread.addresses[0]].assignee_id,
        "me": request[STAFF].id,
        "canned": await canned_answers.for_conversation(tx, known, written_in(known)),
    }
    return page(request, "staff/conversation/conversation.html", facts, status=status)


async def _meanings(
    tx: Transaction, request: web.Request, thread: InboxThread
) -> MeaningView | None:
    """Return what the last waiting text may mean, as buttons; None where none waits."""
    actor = of_staff(request[STAFF])
    if not thread.waiting or not actor.may(Permission.REPLY, thread.practice_id):
        return None
    last = max(thread.waiting, key=lambda one: one.texts[-1].id)
    now = thread.first.context.now
    talks = [one.context for one in thread.talks]
    found = await staff_meanings.offered(tx, actor, thread.practice_id, last, now, talks=talks)
    return meaning_view.view(found, face_of(thread.first.context.practice))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
