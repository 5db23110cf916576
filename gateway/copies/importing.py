"""Imports a whole copy into a store, in one transaction: all of it, or nothing.

Ids stay, since a chain of seals is over them. The practice comes in suspended: it sends nothing and
nobody changes it, until the operator has seen that all is there and reactivates it. What waited to
be sent is not sent: another service may have sent it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from calendar_store.database import audit
from calendar_store.database.connection import Database, Transaction
from calendar_store.endings import stopping, suspensions, whole_rows
from calendar_store.endings.carried import CARRIED, PRACTICE
from calendar_store.entry import lookup
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from gateway.copies.opening import OpenCopy


async def imported(
    database: Database,
    actor: Actor,
    copy: OpenCopy,
    name: str,
    *,
    now: datetime,
    written: Callable[[int], None] | None = None,
) -> Mapping[str, int]:
    """Import a copy as a practice; return the rows by table.

    Args:
        database: the store.
        actor: the operator.
        copy: the copy, checked.
        name: the practice's name here.
        now: UTC.
        written: told how many rows are written so far.

    Raises:
        NotPermitted: if the actor does not run the service.
        InvalidInput: if the store has this practice, or what a row of it holds, already.
    """
    require(actor, Permission.RUN_SERVICE, None)
    called = lookup.cleaned(name, "practice")
    practice_id = copy.facts.practice_id
    counts: dict[str, int] = {}
    async with database.write() as tx:
        await whole_rows.refuse_taken(tx, practice_id, called)
        for one in CARRIED:
            counts[one.name] = 0
            more = _more(one.name, now)
            for columns in copy.portions(one, whole_rows.PORTION):
                values = dict(columns)
                rows = len(next(iter(values.values())))
                if one.name == PRACTICE:
                    if rows != 1 or counts[PRACTICE]:
                        raise InvalidInput("a copy has one practice")
                    values["name"] = [called]
                try:
                    await whole_rows.write(tx, one, practice_id, values, more)
                except IntegrityError as error:
                    raise InvalidInput(_taken(one.name, error)) from error
                counts[one.name] += rows
                if written is not None:
                    written(sum(counts.values()))
        if counts[PRACTICE] != 1:
            raise InvalidInput("a copy has one practice")
        await _suspended(tx, actor, copy, called, now)
    return counts


def _more(table: str, now: datetime) -> Mapping[str, Any]:
    if table == "no_show_models":
        return {"due_at": now}
    return {}


async def _suspended(
    tx: Transaction, actor: Actor, copy: OpenCopy, name: str, now: datetime
) -> None:
    practice_id = copy.facts.practice_id
    await suspensions.begin_now(tx, practice_id, by=actor, now=now)
    await stopping.stop(tx, practice_id, now)
    detail = {"made_at": copy.facts.made_at.isoformat(), "rows": copy.facts.rows}
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="practice.imported",
        subject=name,
        now=now,
        detail=detail,
    )


def _taken(table: str, error: IntegrityError) -> str:
    said = str(error.orig).lower()
    if table == "staff":
        return "a member of staff of the copy can log in here already, at another practice"
    if table == PRACTICE and "slug" in said:
        return "the booking page of the copy has the name of another practice's here"
    if "foreign key" in said:
        return f"a row of {table} names one that the copy does not have"
    return f"the store has a row of {table} already that the copy has too"
