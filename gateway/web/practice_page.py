"""The practice's policies, shown and set by its administrators, with who changed what last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from calendar_store import audit, practices
from calendar_store.database import Transaction
from calendar_store.errors import InvalidInput
from calendar_store.values import AuditEntry, Practice
from gateway.desk.practice_policies import POLICIES, REMINDERS, PolicyField, read_all, written_all
from gateway.web.forms import form_of
from gateway.web.moments import Face, face_of
from gateway.web.rendering import page
from gateway.web.site import SITE, STAFF

_SHOWN_CHANGES = 12
_READ_ENTRIES = 200
_OURS = frozenset({"practice.changed", "steps.changed", "template.changed"})
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Field:
    """A policy in the form: what it is, what stands in its field, and what is wrong with that."""

    policy: PolicyField
    value: str
    wrong: str = ""

    @property
    def large(self) -> bool:
        """Whether it is a line of text rather than a word."""
        return self.policy.name in {"address", "directions", REMINDERS}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the practice, as the page tells it."""

    at: str
    by: str
    what: str


async def show(request: web.Request) -> web.Response:
    """Show the policies."""
    async with request.app[SITE].database.read() as tx:
        practice, held = await _held(tx, request)
        fields = [Field(policy, held[policy.name]) for policy in POLICIES]
        return await _page(tx, request, practice, fields)


async def change(request: web.Request) -> web.Response:
    """Set the policies, all that were entered or none; what is wrong is said beside its field."""
    site, member = request.app[SITE], request[STAFF]
    form = await form_of(request)
    entered = {
        policy.name: str(form[policy.name])[:_LONGEST] for policy in POLICIES if policy.name in form
    }
    changes, wrong = read_all(entered)
    if wrong:
        return await _refused(request, entered, wrong)
    try:
        async with site.database.write() as tx:
            await _set(tx, member.practice_id, changes, by=member.email, request=request)
    except InvalidInput as error:
        return await _refused(request, entered, {"": str(error)})
    raise web.HTTPSeeOther("/practice?said=saved")


async def _set(
    tx: Transaction,
    practice_id: int,
    changes: Mapping[str, Any],
    *,
    by: str,
    request: web.Request,
) -> None:
    now = request.app[SITE].clock()
    fields = {name: value for name, value in changes.items() if name != REMINDERS}
    await practices.change(tx, practice_id, now=now, by=by, **fields)
    if REMINDERS not in changes:
        return
    before = (await practices.steps(tx, [practice_id]))[practice_id]
    if changes[REMINDERS] != before:
        await practices.set_steps(tx, practice_id, changes[REMINDERS], by=by, now=now)


async def _refused(
    request: web.Request, entered: Mapping[str, str], wrong: Mapping[str, str]
) -> web.Response:
    async with request.app[SITE].database.read() as tx:
        practice, held = await _held(tx, request)
        fields = [
            Field(p, entered.get(p.name, held[p.name]), wrong.get(p.name, "")) for p in POLICIES
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
    fields: list[Field],
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
        "changes": await _changes(tx, practice),
        "shown": "practice",
    }
    return page(request, "practice.html", facts, status=status)


async def _changes(tx: Transaction, practice: Practice) -> list[Change]:
    entries = await audit.entries(tx, practice.id, limit=_READ_ENTRIES)
    ours = [entry for entry in entries if entry.action in _OURS][:_SHOWN_CHANGES]
    face = face_of(practice)
    return [_told(entry, face) for entry in ours]


def _told(entry: AuditEntry, face: Face) -> Change:
    at = f"{face.short(face.day_of(entry.at))}, {face.clock(entry.at)}"
    if entry.action == "practice.changed":
        what = "; ".join(
            f"{name.replace('_', ' ')} {old or 'nothing'} → {new or 'nothing'}"
            for name, (old, new) in entry.detail.items()
        )
    elif entry.action == "steps.changed":
        what = f"reminders: {'; '.join(map(str, entry.detail.values())) or 'none'}"
    else:
        what = f"wording of {entry.subject}"
    return Change(at, entry.by, what)
