"""Practices: add, find and change them, their reminder steps and their own templates."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.name_locks import hold
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_new, insert_or_replace
from calendar_store.entry import locales, lookup
from calendar_store.model.actors import SERVICE, Actor
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import DEFAULT_STEPS, EVERY_VISIT, Practice
from calendar_store.model.statuses import DeclinedPolicy, SecondFactorPolicy
from calendar_store.practices import reminder_steps
from calendar_store.practices.practice_checks import (
    DEFAULT_QUIET,
    Quiet,
    callable_sender,
    checked_practice,
)

_T = schema.practices
_FIELDS = tuple(field.name for field in fields(Practice))
_READ = select(*(_T.c[name] for name in _FIELDS)).order_by(_T.c.name)
_BY_IDS = _READ.where(in_keys(_T.c.id))
_REVISED = _BY_IDS.add_columns(_T.c.settings_revision)
_BY_SLUG = _READ.where(_T.c.slug == bindparam("b_slug"), _T.c.slug != "")
_BY_SENDER = _READ.where(in_keys(_T.c.sender))
steps = reminder_steps.of_practices
set_steps = reminder_steps.set_steps
_TEMPLATES = schema.templates
_TEMPLATES_OF = (
    select(_TEMPLATES.c.practice_id, _TEMPLATES.c.locale, _TEMPLATES.c.name, _TEMPLATES.c.text)
    .where(in_keys(_TEMPLATES.c.practice_id))
    .order_by(_TEMPLATES.c.practice_id, _TEMPLATES.c.locale, _TEMPLATES.c.name)
)


async def add(
    tx: Transaction,
    *,
    name: str,
    timezone: str,
    locale: str,
    sender: str,
    now: datetime,
    by: Actor = SERVICE,
    quiet: Quiet = DEFAULT_QUIET,
    phone: str | None = None,
    **policies: Any,
) -> Practice:
    """Add a practice, with the default reminder steps.

    Args:
        tx: a writing transaction.
        name: name as clients know it; must be unique.
        timezone: IANA name, as "Europe/Rome".
        locale: the practice's language, as "it" or "it_IT".
        sender: the number from which texts are sent: E.164, or a short code.
        now: time of the change, aware.
        by: the actor, for the audit log.
        quiet: quiet hours, see `Quiet`.
        phone: the number that clients call; None: the sender.
        policies: any other field of `Practice`: region, address, directions, minimum_notice …

    Raises:
        InvalidInput: if a value is invalid, or the name is taken.
    """
    from calendar_store.entry import numbers

    number = numbers.sender(sender, policies.get("region"))
    region = (
        policies.pop("region", "") or numbers.region_of(number) or locales.country_of_zone(timezone)
    )
    value = checked_practice(
        Practice(
            id=tx.ids.new(),
            name=name,
            timezone=timezone,
            locale=locale,
            sender=number,
            phone=callable_sender(number) if phone is None else phone,
            region=region,
            quiet_from=quiet[0],
            quiet_until=quiet[1],
            **policies,
        )
    )
    row = {**_row(value), "created_at": require_aware(now, "the time of a change")}
    if not await insert_new(tx, _T, row):
        raise InvalidInput(f'there is already a practice "{value.name}"; choose another name')
    await reminder_steps.write(tx, value.id, EVERY_VISIT, DEFAULT_STEPS)
    await audit.record(tx, value.id, by=by, action="practice.added", subject=value.name, now=now)
    return value


async def get(tx: Transaction, practice_id: int) -> Practice:
    """Return a practice.

    Raises:
        NotFound: if there is no practice with that id.
    """
    row = (await tx.execute(_READ.where(_T.c.id == practice_id))).one_or_none()
    if row is None:
        raise NotFound(f"there is no practice {practice_id}")
    return _value(row)


async def by_ids(tx: Transaction, practice_ids: Sequence[int]) -> tuple[Practice, ...]:
    """Return practices, ordered by name; ids that do not exist are left out."""
    rows = await tx.execute(_BY_IDS, key_params([(one,) for one in practice_ids]))
    return tuple(_value(row) for row in rows)


async def with_revisions(
    tx: Transaction, practice_ids: Sequence[int]
) -> tuple[tuple[Practice, int], ...]:
    """Return practices with the revisions of their settings, ordered by name.

    A revision is raised by every change of the practice's steps, templates, weekly hours, services
    and practitioners, in the transaction of the change; not by changes of the practice itself.
    """
    rows = await tx.execute(_REVISED, key_params([(one,) for one in practice_ids]))
    return tuple((_value(row), row.settings_revision) for row in rows)


async def find(tx: Transaction, name_or_id: str) -> Practice:
    """Return the practice with a name or an id.

    Raises:
        NotFound: if no practice matches.
        InvalidInput: if several practices match.
    """
    row = (await tx.execute(_READ.where(_T.c.name == name_or_id))).one_or_none()
    if row is not None:
        return _value(row)
    return lookup.choose(await all_practices(tx), name_or_id, "practice")


async def by_slug(tx: Transaction, slug: str) -> Practice:
    """Return the practice with a booking page of that name.

    Raises:
        NotFound: if no practice has it.
    """
    row = (await tx.execute(_BY_SLUG, {"b_slug": slug})).one_or_none() if slug else None
    if row is None:
        raise NotFound("there is no booking page of that name")
    return _value(row)


async def all_practices(tx: Transaction) -> tuple[Practice, ...]:
    """Return every practice, ordered by name."""
    return tuple(_value(row) for row in await tx.execute(_READ))


async def by_sender(tx: Transaction, senders: Sequence[str]) -> dict[str, list[Practice]]:
    """Return the practices that send texts from each of our numbers.

    Args:
        tx: any transaction.
        senders: our numbers, E.164 or short codes.

    Returns:
        For each number its practices, ordered by name; [] for a number of no practice.
    """
    found: dict[str, list[Practice]] = {number: [] for number in senders}
    for row in await tx.execute(_BY_SENDER, key_params([(one,) for one in found])):
        practice = _value(row)
        found[practice.sender].append(practice)
    return found


async def unowned(tx: Transaction, numbers: Sequence[str]) -> list[str]:
    """Return those of our numbers from which no practice sends texts, in the order given."""
    found = await by_sender(tx, list(dict.fromkeys(numbers)))
    return [number for number, sharing in found.items() if not sharing]


async def change(
    tx: Transaction, practice_id: int, *, now: datetime, by: Actor, **changes: Any
) -> Practice:
    """Change fields of a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        now: time of the change, aware.
        by: the actor, for the audit log.
        changes: new values by field name of `Practice`; the id cannot be changed.

    Returns:
        The practice after the change.

    Raises:
        NotFound: if there is no such practice.
        InvalidInput: if a value is invalid, or the name is taken.
    """
    before = await get(tx, practice_id)
    after = checked_practice(replace(before, **changes, id=practice_id))
    row, old = _row(after), _row(before)
    changed = {name: value for name, value in row.items() if value != old[name]}
    if not changed:
        return after
    if "name" in changed and await _taken(tx, after.name):
        raise InvalidInput(f'there is already a practice "{after.name}"; choose another name')
    if changed.get("slug") and await _has_slug(tx, after.slug):
        raise InvalidInput(f'another practice has the booking page "{after.slug}"; choose another')
    await tx.execute(update(_T).where(_T.c.id == practice_id).values(changed))
    detail = {name: [str(old[name]), str(value)] for name, value in changed.items()}
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="practice.changed",
        subject=after.name,
        now=now,
        detail=detail,
    )
    tx.notify(Topic.CALENDAR)
    return after


async def templates(
    tx: Transaction, practice_ids: Sequence[int]
) -> dict[int, tuple[tuple[tuple[str, str], str], ...]]:
    """Return the practices' own templates: ((locale, template name), text); () for none."""
    found: dict[int, tuple[tuple[tuple[str, str], str], ...]] = dict.fromkeys(practice_ids, ())
    for row in await tx.execute(_TEMPLATES_OF, key_params([(one,) for one in practice_ids])):
        found[row.practice_id] += (((row.locale, row.name), row.text),)
    return found


async def set_template(
    tx: Transaction,
    practice_id: int,
    locale: str,
    name: str,
    text: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Set a practice's own text for a template; "" restores the standard text.

    The caller has checked that the text discloses nothing.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        locale: the language of the text.
        name: the template's name.
        text: the new text.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Raises:
        InvalidInput: if the language is not one of `locales.LOCALES`.
    """
    t = _TEMPLATES
    key = {"practice_id": practice_id, "locale": locales.language(locale), "name": name}
    if text:
        await insert_or_replace(tx, t, [{**key, "text": text}])
    else:
        await tx.execute(
            delete(t).where(
                t.c.practice_id == practice_id, t.c.locale == key["locale"], t.c.name == name
            )
        )
    subject = f"{name} ({key['locale']})"
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="template.changed",
        subject=subject,
        now=now,
        detail={"text": text},
    )


async def _taken(tx: Transaction, name: str) -> bool:
    statement = select(_T.c.id).where(_T.c.name == name)
    return (await tx.execute(statement)).first() is not None


async def _has_slug(tx: Transaction, slug: str) -> bool:
    # without this lock two practices that take one name at once would fail with the index's error
    await hold(tx, [f"booking page {slug}"])
    return (await tx.execute(select(_T.c.id).where(_T.c.slug == slug))).first() is not None


def _row(value: Practice) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _FIELDS}


def _value(row: Any) -> Practice:
    return replace(
        Practice(*row[: len(_FIELDS)]),
        declined=DeclinedPolicy(row.declined),
        second_factor=SecondFactorPolicy(row.second_factor),
    )
