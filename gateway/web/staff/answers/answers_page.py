"""The page of canned answers: all of them by name, each changed where it stands, and a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from calendar_store.conversations import canned_answers as kept
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.canned_answers import CannedAnswer
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views import day_view
from dialogs.languages.writing import first_spoken
from dialogs.wording import canned
from gateway.use_cases import canned_answers
from gateway.use_cases.wordings import LANGUAGES
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import language_name
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

NEW = 0
"""In place of an id: the form of a new answer."""


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer in its form.

    Attributes:
        id: the answer; `NEW` for a new one.
        name: its name, as typed or kept.
        locale: its language.
        text: the answer, as typed or kept.
        sample: what it says, with the practice's own facts; "" for a new one.
        wrong: why it cannot be kept; "" if nothing is wrong.
    """

    id: int
    name: str
    locale: str
    text: str
    sample: str = ""
    wrong: str = ""


async def show(request: web.Request) -> web.Response:
    """Show the canned answers."""
    return await _shown(request)


async def add(request: web.Request) -> web.Response:
    """Keep a new answer."""
    return await _save(request, NEW)


async def change(request: web.Request) -> web.Response:
    """Change an answer, or remove it."""
    answer_id = int(request.match_info["answer"])
    form = await form_of(request)
    if form.get("do") != "remove":
        return await _save(request, answer_id)
    site = request.app[WEB_CONTEXT]
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await canned_answers.remove(
                tx, of_staff(request[STAFF]), practice, answer_id, now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("There is no such answer.")) from error
    raise web.HTTPSeeOther(f"/inbox/answers?removed={answer_id}")


async def put_back(request: web.Request) -> web.Response:
    """Put an answer back that was removed a moment ago."""
    site, answer_id = request.app[WEB_CONTEXT], int(request.match_info["answer"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await canned_answers.put_back(
                tx, of_staff(request[STAFF]), practice, answer_id, now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("There is no such answer.")) from error
    except InvalidInput as error:
        return await _shown(request, wrong=str(error))
    raise web.HTTPSeeOther("/inbox/answers")


async def _save(request: web.Request, answer_id: int) -> web.Response:
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    typed = AnswerForm(
        answer_id,
        str(form.get("name", "")),
        str(form.get("locale", "")),
        str(form.get("text", "")),
    )
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await canned_answers.save(
                *(tx, of_staff(request[STAFF]), practice),
                name=typed.name,
                locale=typed.locale,
                text=typed.text,
                now=site.clock(),
                answer_id=answer_id or None,
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("There is no such answer.")) from error
    except InvalidInput as error:
        return await _shown(request, typed, str(error))
    raise web.HTTPSeeOther("/inbox/answers?said=saved")


async def _shown(
    request: web.Request, typed: AnswerForm | None = None, wrong: str = ""
) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        found = await kept.listed(tx, practice.id)
        facts = await _frame(tx, request, practice)
    forms = [_form(one, practice, typed, wrong) for one in found]
    new = AnswerForm(NEW, "", first_spoken(practice.locale), "")
    if typed is not None and typed.id == NEW:
        new = AnswerForm(NEW, typed.name, typed.locale, typed.text, wrong=wrong)
    facts |= {"answers": forms, "new": new, "wrong": "" if typed else wrong}
    return page(request, "staff/answers/answers.html", facts, status=422 if wrong else 200)


def _form(
    one: CannedAnswer, practice: Practice, typed: AnswerForm | None, wrong: str
) -> AnswerForm:
    said = canned.sample(one.text, one.locale, practice)
    if typed is not None and typed.id == one.id:
        return AnswerForm(one.id, typed.name, typed.locale, typed.text, said, wrong)
    return AnswerForm(one.id, one.name, one.locale, one.text, said)


async def _frame(tx: Transaction, request: web.Request, practice: Practice) -> dict[str, Any]:
    languages: Mapping[str, str] = {code: language_name(code) for code in LANGUAGES}
    removed = request.query.get("removed", "")
    return {
        "practice": practice,
        "counts": await day_view.counts(tx, practice.id, request.app[WEB_CONTEXT].clock()),
        "languages": languages,
        "places": ", ".join(f"{{{one}}}" for one in canned.PLACEHOLDERS),
        "longest": canned_answers.LONGEST,
        "saved": request.query.get("said") == "saved",
        "removed": removed if removed.isascii() and removed.isdecimal() else "",
    }
