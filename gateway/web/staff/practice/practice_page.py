"""The page of a practice's settings: administrators see and change them, with recent changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import AuditEntry, Practice
from calendar_store.practices import practices
from dialogs.wording.disclosure import disclosing
from gateway.use_cases import practice_changes
from gateway.use_cases.practice_settings import (
    POLICIES,
    read_all,
    written_all,
)
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import form_of, too_long
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.practice import setting_fields
from gateway.web.staff.practice.setting_fields import SettingField

_SHOWN_CHANGES = 12
_READ_ENTRIES = 200
_PART = re.compile("-(number|unit|from|until)$")
"""Ends of the names of fields that are entered in parts."""
_REMINDERS_OF = mark("reminders of %(whose)s: %(steps)s")
_OURS = frozenset({"practice.changed", "steps.changed", "steps.differ", "template.changed"})


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One past change of the practice's settings, in words."""

    at: str
    by: str
    what: str


async def show(request: web.Request) -> web.Response:
    """Show the settings."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice, held = await _held(tx, request)
        fields = [SettingField(policy, held[policy.name]) for policy in POLICIES]
        return await _page(tx, request, practice, fields)


async def change(request: web.Request) -> web.Response:
    """Save all entered settings, or none of them and show each error beside its field."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    form = await form_of(request)
    typed = {name: str(value) for name, value in form.items()}
    said = {policy.name: setting_fields.entered(policy, typed) for policy in POLICIES}
    entered = {name: value for name, value in said.items() if value is not None}
    changes, wrong = read_all(entered)
    wrong |= await _disclosing(request, changes)
    wrong |= {_PART.sub("", name): line for name, line in too_long(request).items()}
    if wrong:
        return await _refused(request, entered, wrong)
    try:
        async with site.database.write() as tx:
            changed = await practice_changes.change(
                tx,
                of_staff(member),
                member.practice_id,
                changes,
                now=site.clock(),
            )
    except InvalidInput as error:
        return await _refused(request, entered, {"": str(error)})
    raise web.HTTPSeeOther(f"/practice?said=saved&replanned={changed.replanned}")


async def _disclosing(request: web.Request, changes: Mapping[str, Any]) -> dict[str, str]:
    """Return an error for each changed field that messages quote and that discloses something."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    changed = {
        field: str(changes[field])
        for field in ("message_name", "address", "directions")
        if field in changes and changes[field] != getattr(practice, field)
    }
    if changed.get("message_name") == "":
        # messages then contain the practice's own name
        changed["message_name"] = practice.name
    return {
        field: _(
            "“%(word)s” would tell others why clients come, because messages contain this; change"
            " it, or keep it with a reason: textback practice set --%(option)s … --overrule",
            word=words[0],
            option=field.replace("_", "-"),
        )
        for field, text in changed.items()
        if (words := disclosing(text))
    }


async def _refused(
    request: web.Request, entered: Mapping[str, str], wrong: Mapping[str, str]
) -> web.Response:
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice, held = await _held(tx, request)
        fields = [
            SettingField(p, entered.get(p.name, held[p.name]), wrong.get(p.name, ""))
            for p in POLICIES
        ]
        return await _page(tx, request, practice, fields, wrong=wrong.get("", ""), status=422)


async def _held(tx: Transaction, request: web.Request) -> tuple[Practice, dict[str, str]]:
    practice = await practices.get(tx, request[STAFF].practice_id)
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    return practice, written_all(practice, steps)


async def _page(
    tx: Transaction,
    request: web.Request,
    practice: Practice,
    fields: list[SettingField],
    *,
    wrong: str = "",
    status: int = 200,
) -> web.Response:
    facts = {
        "practice": practice,
        "fields": fields,
        "wrong": wrong,
        "failed": status != 200,
        "saved": request.query.get("said") == "saved",
        "replanned": _count(request.query.get("replanned", "")),
        "changes": await _changes(tx, practice),
        "booking": _booking_url(request, practice),
        "shown": "practice",
    }
    return page(request, "staff/practice/practice.html", facts, status=status)


def _booking_url(request: web.Request, practice: Practice) -> str:
    """Return the address of the practice's booking page; "" if it has none."""
    public_url = request.app[WEB_CONTEXT].public_url
    return str(public_url.with_path(f"/b/{practice.slug}")) if practice.slug else ""


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


async def _changes(tx: Transaction, practice: Practice) -> list[SettingChange]:
    entries = await audit.entries(tx, practice.id, limit=_READ_ENTRIES)
    ours = [entry for entry in entries if entry.action in _OURS][:_SHOWN_CHANGES]
    face = face_of(practice)
    return [_told(entry, face) for entry in ours]


def _told(entry: AuditEntry, face: LocalCalendar) -> SettingChange:
    at = f"{face.short(face.day_of(entry.at))}, {face.clock(entry.at)}"
    if entry.action == "practice.changed":
        nothing = _("nothing")
        what = "; ".join(
            f"{name.replace('_', ' ')} {old or nothing} → {new or nothing}"
            for name, (old, new) in entry.detail.items()
        )
    elif entry.action in {"steps.changed", "steps.differ"}:
        steps = "; ".join(map(str, entry.detail.values())) or _("none")
        whose = {"steps": steps, "whose": entry.subject}
        usual = entry.action == "steps.changed"
        what = _("reminders: %(steps)s", **whose) if usual else _(_REMINDERS_OF, **whose)
    else:
        what = _("wording of %(text)s", text=entry.subject)
    return SettingChange(at, entry.by, what)
