"""Worker: deletes what was kept for its time, in small portions, and certifies it.

Once a day for each practice what its rules say; and all of a practice whose time after its
suspension is over. A deletion that was cut off goes on where it was.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from calendar_store.database import audit, audit_chain
from calendar_store.database.connection import Database, Transaction
from calendar_store.endings import deleting, deletions, log_cuts, suspensions
from calendar_store.endings.deletions import Deletion
from calendar_store.endings.retention_rules import of_practice
from calendar_store.model.actors import SERVICE
from calendar_store.model.endings import RetentionKind, SuspensionState
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.endings import certificates

_log = structlog.get_logger(__name__)
_EVERY = 3600.0
_DAY, _FAR = timedelta(days=1), timedelta(days=3650)
_PAUSE = 0.05
"""Seconds between two portions, which others use."""
_KINDS = (
    *(RetentionKind.MESSAGES, RetentionKind.TEXTS, RetentionKind.CONSENTS),
    *(RetentionKind.VISITS, RetentionKind.LOG),
)
"""In this order: a client goes with the last visit, once messages and consents are gone."""


class Retainer:
    """Deletes by rule.

    Args:
        database: the store.
        clock: gives aware UTC times.
        pause: seconds between two portions.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], pause: float = _PAUSE
    ) -> None:
        self._database, self._clock, self._pause = database, clock, pause
        self._looked_at: dict[int, datetime] = {}

    async def run(self) -> None:
        """Delete what is due, until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(_EVERY)

    async def step(self) -> list[Deletion]:
        """Finish what was cut off, begin what is due, and return what was certified."""
        async with self._database.read() as tx:
            open_ones = list(await deletions.under_way(tx))
            known = await practices.all_practices(tx)
        done = [await self._finish(one) for one in open_ones]
        for practice in known:
            if practice.id in {one.practice_id for one in open_ones}:
                continue
            if (one := await self.begin(practice)) is not None:
                done.append(await self._finish(one))
        certified = [one for one in done if one is not None]
        for one in certified:
            told = {"practice": one.practice_id, "whole": one.whole, "certificate": one.digest}
            _log.info("deleted by rule", **told)
        return certified

    async def run_once(self, practice: Practice) -> Deletion | None:
        """Delete what is due of one practice now; None where nothing is."""
        async with self._database.read() as tx:
            open_ones = await deletions.under_way(tx)
        for one in open_ones:
            if one.practice_id == practice.id:
                return await self._finish(one)
        begun = await self.begin(practice, at_once=True)
        return None if begun is None else await self._finish(begun)

    async def begin(self, practice: Practice, *, at_once: bool = False) -> Deletion | None:
        """Begin a deletion of a practice, if one is due; the same is not begun twice.

        Args:
            practice: the practice.
            at_once: also if its rules were looked at today.
        """
        now = self._clock()
        looked = self._looked_at.get(practice.id)
        if not at_once and looked is not None and now - looked < _DAY:
            return None
        self._looked_at[practice.id] = now
        async with self._database.write() as tx:
            standing = await suspensions.held(tx, practice.id)
            if any(one.practice_id == practice.id for one in await deletions.under_way(tx)):
                return None
            rules = await of_practice(tx, practice.id)
            whole = False
            if standing is not None and standing.state is SuspensionState.SUSPENDED:
                before = rules[RetentionKind.PRACTICE].before(now)
                whole = before is not None and standing.starts_at <= before
            kinds = [RetentionKind.PRACTICE] if whole else _KINDS
            named = {
                kind.value: {"days": rules[kind].days, "before": before.isoformat()}
                for kind in kinds
                if (before := rules[kind].before(now)) is not None
            }
            if not whole and not await _is_due(tx, practice.id, named):
                return None
            return await deletions.begin(
                *(tx, practice.id, practice.name), whole=whole, rules=named, now=now
            )

    async def _finish(self, one: Deletion) -> Deletion | None:
        """Delete portion after portion, and certify; None if another process did."""
        while True:
            async with self._database.write() as tx:
                held = await deletions.held(tx, one)
                if held is None:
                    return None
                counts = await (_some_of_whole if held.whole else _some)(tx, held, self._clock())
                if not counts:
                    return await _certified(tx, held, self._clock())
                await deletions.count_on(tx, held, counts)
            await asyncio.sleep(self._pause)


async def dry_run(tx: Transaction, practice: Practice, now: datetime) -> dict[str, dict[str, int]]:
    """Return what would go now, by kind and the tables that it goes by; nothing is changed."""
    rules = await of_practice(tx, practice.id)
    found = {}
    for kind in _KINDS:
        before = rules[kind].before(now)
        if before is None:
            continue
        if kind is RetentionKind.LOG:
            end = await log_cuts.end_of(tx, practice.id, before)
            counts = {"audit_log": await log_cuts.count(tx, practice.id, end)} if end else {}
        else:
            counts = await deleting.due(tx, kind, practice.id, before)
        if counts:
            found[kind.value] = counts
    return found


def _bounds(rules: object) -> dict[RetentionKind, datetime]:
    assert isinstance(rules, dict)  # noqa: S101 (as it was written)
    return {
        RetentionKind(kind): datetime.fromisoformat(rule["before"]) for kind, rule in rules.items()
    }


async def _is_due(tx: Transaction, practice_id: int, named: object) -> bool:
    for kind, before in _bounds(named).items():
        if kind is RetentionKind.LOG:
            if await log_cuts.end_of(tx, practice_id, before) is not None:
                return True
        elif await deleting.due(tx, kind, practice_id, before):
            return True
    return False


async def _some(tx: Transaction, one: Deletion, now: datetime) -> deleting.Counts:
    bounds = _bounds(one.rules)
    for kind in _KINDS:
        if kind is RetentionKind.LOG:
            continue
        if counts := await deleting.some_of(tx, kind, one.practice_id, bounds):
            return counts
    if (before := bounds.get(RetentionKind.LOG)) is not None:
        return await _some_of_log(tx, one, before, now)
    return {}


async def _some_of_log(
    tx: Transaction, one: Deletion, before: datetime, now: datetime
) -> deleting.Counts:
    end = await log_cuts.end_of(tx, one.practice_id, before)
    if end is not None and not await log_cuts.is_cut_by(tx, one.practice_id, one.id):
        await log_cuts.cut(tx, one.practice_id, end, one.id, by=SERVICE, now=now)
    gone = await log_cuts.some_before(tx, one.practice_id, deleting.PORTION)
    return {"audit_log": gone} if gone else {}


async def _some_of_whole(tx: Transaction, one: Deletion, now: datetime) -> deleting.Counts:
    for table in deleting.whole_tables():
        # a copy's pieces are large
        limit = 20 if table.name == "copy_pieces" else deleting.PORTION
        if gone := await deleting.some_rows(tx, table, one.practice_id, limit):
            return {table.name: gone}
    if not await log_cuts.is_cut_by(tx, one.practice_id, one.id):
        # nobody else writes this log any more, so what is young is sealed too, and goes with it
        later = now + _FAR
        if await audit_chain.seal(tx, one.practice_id, now=later, limit=deleting.PORTION):
            return {"audit_chain": 0}
    return await _some_of_log(tx, one, now + _FAR, now)


async def _certified(tx: Transaction, one: Deletion, now: datetime) -> Deletion | None:
    log = await audit_chain.cut_of(tx, one.practice_id)
    counts = {name: count for name, count in one.counts.items() if count}
    whole = Deletion(
        *(one.practice_id, one.id, one.practice_name, one.whole, one.started_at, one.rules, counts)
    )
    if not counts and not one.whole:
        await deletions.forget(tx, one)
        return None
    document = certificates.certificate(whole, log, now)
    digest = certificates.digest_of(document)
    pdf = certificates.as_pdf(whole, document, now)
    await deletions.certify(tx, whole, certificate=document, pdf=pdf, digest=digest, now=now)
    if one.whole:
        await deleting.practice_itself(tx, one.practice_id)
    await audit.record(
        *(tx, one.practice_id),
        by=SERVICE,
        action="practice.deleted" if one.whole else "retention.deleted",
        subject=str(one.id),
        now=now,
        detail={"certificate": digest, "rows": sum(counts.values())},
    )
    return Deletion(
        *(whole.practice_id, whole.id, whole.practice_name, whole.whole),
        whole.started_at,
        whole.rules,
        counts,
        now,
        digest,
    )
