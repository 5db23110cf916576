"""The page of messages after visits: chosen, previewed in words, and what became of them."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import MessageKind
from calendar_store.practices import practices
from dialogs.languages.writing import first_spoken
from dialogs.wording import own_wording
from gateway.use_cases import consent_of_kinds, follow_ups
from gateway.use_cases.follow_ups import MOST_HOURS, MOST_MONTHS, AfterVisits
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, ngettext
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.reminders.step_rows import whole_number
from gateway.wording import glyphs

PATH = "/settings/after-visits"
KIND_WORDS = {
    MessageKind.FOLLOW_UP: mark("after a missed visit"),
    MessageKind.RECALL: mark("time for the next visit"),
}
_FIELDS = ("missed", "hours", "recall", "months")
_USUAL = AfterVisits(3, 6)
"""What is proposed where nothing is chosen."""


async def show(request: web.Request) -> web.Response:
    """Show what is written after visits, and the newest messages."""
    return await _page(request, None)


async def change(request: web.Request) -> web.Response:
    """Choose what is written."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    try:
        require_whole(request)
        before = form.get("before")
        chosen = _taken_back(before) if before else _chosen(form)
        async with site.database.write() as tx:
            was = await follow_ups.choose(
                tx, of_staff(member), member.practice_id, chosen, now=site.clock()
            )
    except InvalidInput as error:
        return await _page(request, form, wrong=str(error))
    undo = "" if before else f"&before={was.hours or 0}-{was.months or 0}"
    raise web.HTTPSeeOther(f"{PATH}?said=saved{undo}")


async def _page(request: web.Request, form: Form | None, wrong: str = "") -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor = of_staff(member)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        chosen = await follow_ups.wanted(tx, actor, practice.id)
        found = await follow_ups.written(tx, actor, practice.id)
        agreed = await consent_of_kinds.counted(tx, practice.id, consent_of_kinds.MOST_COUNTED)
    fields = {name: form.get(name, "") for name in _FIELDS} if form else _fields(chosen)
    facts = {
        "practice": practice,
        "room": "settings",
        "shown": "after",
        "fields": fields,
        "most": (MOST_HOURS, MOST_MONTHS),
        "samples": [_sample(practice, name) for name in ("missed_times", "recall")],
        "found": found,
        "agreed": [_agreed(agreed[kind]) for kind in KINDS],
        "face": face_of(practice),
        "today": face_of(practice).day_of(site.clock()),
        "kind_words": KIND_WORDS,
        "glyphs": glyphs.MESSAGE,
        "wrong": wrong,
        "said": request.query.get("said", ""),
        "before": request.query.get("before", "")[:20],
    }
    status = 422 if wrong else 200
    return page(request, "staff/after_visits/after_visits.html", facts, status=status)


def _agreed(number: int) -> str:
    if number > consent_of_kinds.MOST_COUNTED:
        most = consent_of_kinds.MOST_COUNTED
        return _("More than %(num)s clients have agreed to this.", num=most)
    told = ngettext(
        "%(num)s client has agreed to this.", "%(num)s clients have agreed to this.", number
    )
    return str(told)


def _fields(chosen: AfterVisits) -> dict[str, str]:
    return {
        "missed": "1" if chosen.hours is not None else "",
        "hours": str(chosen.hours or _USUAL.hours),
        "recall": "1" if chosen.months is not None else "",
        "months": str(chosen.months or _USUAL.months),
    }


def _chosen(form: Form) -> AfterVisits:
    return AfterVisits(
        whole_number(form.get("hours", "")) if form.get("missed") else None,
        whole_number(form.get("months", "")) if form.get("recall") else None,
    )


def _taken_back(before: str) -> AfterVisits:
    hours, _, months = before.partition("-")
    return AfterVisits(whole_number(hours) or None, whole_number(months) or None)


def _sample(practice: Practice, name: str) -> str:
    """Return a text with sample facts, in the practice's language."""
    return own_wording.preview(name, first_spoken(practice.locale, ""), practice, "")
