"""Imports in the store: cut off and continued, undone in part and whole, consent kept as it is."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments import client_erasure
from calendar_store.clients import (
    clients,
    consent,
    doubles,
    import_pieces,
    import_rows,
    imports,
)
from calendar_store.clients.consent import ConsentStatement
from calendar_store.database.notify import Topic
from calendar_store.model.imports import (
    ConsentChoice,
    ImportChoices,
    ImportKind,
    ImportStatus,
    RowOutcome,
)
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from gateway.imports.importer import Importer
from gateway.imports.portions import FIRST
from gateway.use_cases import imports as use_case
from tests.support.desk import BY, mobile

HEAD = "First name,Last name,Mobile,Email,Agrees\n"


class Cut(BaseException):
    """The service ends."""


@pytest.fixture
def file(desk):
    """Return a function that takes a file in and reads it."""

    async def taken(text: str, consent_of: ImportChoices | None = None):
        async with desk.database.write() as tx:
            one = await use_case.begin(
                tx, BY, desk.practice, ImportKind.CLIENTS, "C:\\clients.csv", now=desk.now
            )
            await import_pieces.add(tx, desk.practice.id, one.id, 0, text.encode())
            await use_case.uploaded(
                *(tx, BY, desk.practice, one.id, len(text)), now=desk.now, consent=consent_of
            )
        assert await Importer(desk.database, lambda: desk.now).step()
        return await found(desk, one.id)

    return taken


async def found(desk, import_id):
    async with desk.database.read() as tx:
        return await imports.get(tx, desk.practice.id, import_id)


async def confirmed(desk, one):
    async with desk.database.write() as tx:
        chosen = ImportChoices(one.choices.consent, "form", "2025-06-01")
        one = await use_case.choose(
            tx, BY, desk.practice, one.id, columns=one.columns, consent=chosen, now=desk.now
        )
        return await use_case.confirm(tx, BY, desk.practice, one.id, one.version, now=desk.now)


async def undone(desk, one):
    async with desk.database.write() as tx:
        await use_case.undo(tx, BY, desk.practice, one.id, now=desk.now)
    assert await Importer(desk.database, lambda: desk.now).step()
    return await found(desk, one.id)


def ending(desk, after: int):
    """Return a clock whose service ends after it was looked at some times."""
    looks = iter(range(after))

    def now():
        if next(looks, None) is None:
            raise Cut
        return desk.now

    return now


async def names(desk):
    async with desk.database.read() as tx:
        some = await clients.page(tx, desk.practice.id, limit=5000)
    return sorted(one.last for one in some)


async def test_what_a_service_leaves_unfinished_goes_on_and_nobody_is_added_twice(desk, file):
    count = FIRST * 3 + 50
    text = HEAD + "".join(f"Ada,Byron{n:04},{mobile(n)},,\n" for n in range(count))
    one = await file(text)
    assert (one.status, one.name, one.counts["new"]) == (ImportStatus.READY, "clients.csv", count)
    one = await confirmed(desk, one)
    with pytest.raises(Cut):
        await Importer(desk.database, ending(desk, after=4)).step()
    half = await found(desk, one.id)
    assert half.status is ImportStatus.PERFORMING
    assert 0 < half.done < count
    assert len(await names(desk)) == half.done

    assert not await Importer(desk.database, lambda: desk.now).step()  # still leased
    later = desk.now + imports.LEASE + timedelta(seconds=1)
    assert await Importer(desk.database, lambda: later).step()
    one = await found(desk, one.id)
    assert (one.status, one.done) == (ImportStatus.DONE, count)
    assert len(await names(desk)) == len(set(await names(desk))) == count
    async with desk.database.read() as tx:
        rows = await import_rows.found(tx, desk.practice.id, one.id, limit=3)
    assert all(not row.cells for row in rows)


async def test_an_import_is_undone_whole_although_a_part_of_it_was_done_alone(desk, file):
    count = FIRST + 20
    text = HEAD + "".join(f"Ada,Byron{n:04},{mobile(n)},,yes\n" for n in range(count))
    one = await confirmed(desk, await file(text))
    with pytest.raises(Cut):
        await Importer(desk.database, ending(desk, after=3)).step()
    assert len(await names(desk)) == FIRST
    async with desk.database.write() as tx:
        await use_case.undo(tx, BY, desk.practice, one.id, now=desk.now)
    assert await Importer(desk.database, lambda: desk.now).step()
    one = await found(desk, one.id)
    assert one.status is ImportStatus.UNDONE
    assert await names(desk) == []


async def test_whom_something_else_belongs_to_by_now_is_kept_and_named(desk, file):
    lines = ["Ada", "Grace", "Alan", "Marie"]
    text = HEAD + "".join(f"{one},Byron{one},{mobile(n)},,\n" for n, one in enumerate(lines))
    one = await confirmed(desk, await file(text))
    await Importer(desk.database, lambda: desk.now).step()
    async with desk.database.write() as tx:
        ada, grace, alan, _ = sorted(
            await clients.page(tx, desk.practice.id),
            key=lambda client: lines.index(client.first),
        )
        said = (grace.id, Channel.SMS, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, desk.now)
        await consent.record(tx, desk.practice.id, [ConsentStatement(*said)], now=desk.now)
        await clients.change(tx, desk.practice, alan.id, by=BY, now=desk.now, last="Turing")
    await desk.book(ada, desk.now + timedelta(days=2))
    one = await undone(desk, one)
    async with desk.database.read() as tx:
        kept = await import_rows.found(
            tx, desk.practice.id, one.id, outcomes=[RowOutcome.KEPT], limit=9
        )
    assert [(row.line, row.fault) for row in kept] == [
        (2, "the client has visits or messages by now"),
        (3, "the client has said more about consent since"),
        (4, "changed since: last"),
    ]
    assert await names(desk) == ["ByronAda", "ByronGrace", "Turing"]


async def test_a_file_gives_nobody_consent_again_who_has_withdrawn_it_here(desk, file):
    ada = await desk.client("Ada", "Byron", 1)
    grace = await desk.client("Grace", "Hopper", 2, consents=False)
    marie = await desk.client("Marie", "Curie", 3)
    async with desk.database.write() as tx:
        stop = (ada.id, Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, BY, desk.now)
        await consent.record(tx, desk.practice.id, [ConsentStatement(*stop)], now=desk.now)
    text = HEAD + (
        f"Ada,Byron,{ada.mobile},,yes\nGrace,Hopper,{grace.mobile},,yes\n"
        f"Marie,Curie,{marie.mobile},,no\n"
    )
    one = await file(text)
    assert (one.choices.consent, one.counts["same"]) == (ConsentChoice.COLUMN, 1)
    one = await confirmed(desk, one)
    await Importer(desk.database, lambda: desk.now).step()
    wanted = [(desk.practice.id, each.id, Channel.SMS) for each in (ada, grace, marie)]
    async with desk.database.read() as tx:
        assert await consent.allowed(tx, wanted) == {wanted[1]}
    await undone(desk, one)
    async with desk.database.read() as tx:
        assert await consent.allowed(tx, wanted) == {wanted[2]}


async def test_what_rests_is_let_go(desk, file):
    one = await confirmed(desk, await file(HEAD + f"Ada,Byron,{mobile(1)},ada@example.org,\n"))
    await Importer(desk.database, lambda: desk.now).step()
    preview = await file(HEAD + f"Grace,Hopper,{mobile(2)},,\n")
    await Importer(desk.database, lambda: desk.now + timedelta(days=15)).tidy()
    assert (await found(desk, preview.id)).status is ImportStatus.DISCARDED
    assert (await found(desk, one.id)).status is ImportStatus.DONE
    later = desk.now + imports.UNDO_WITHIN + timedelta(days=1)
    await Importer(desk.database, lambda: later).tidy()
    assert (await found(desk, one.id)).status is ImportStatus.DISCARDED
    async with desk.database.read() as tx:
        assert await import_rows.found(tx, desk.practice.id, one.id) == ()
    assert await names(desk) == ["Byron"]


async def test_an_erased_client_leaves_nothing_in_the_rows_of_an_import(desk, file):
    one = await confirmed(desk, await file(HEAD + f"Ada,Byron,{mobile(1)},ada@example.org,\n"))
    await Importer(desk.database, lambda: desk.now).step()
    async with desk.database.write() as tx:
        (ada,) = await clients.page(tx, desk.practice.id)
        theirs = client_erasure.OfClient((), (), (), ())
        await client_erasure.erase(tx, ada, theirs, reason="asked", by=BY, now=desk.now)
    async with desk.database.read() as tx:
        (row,) = await import_rows.found(tx, desk.practice.id, one.id)
    assert (dict(row.entry), dict(row.changes), list(row.cells)) == ({}, {}, [])
    one = await undone(desk, one)
    assert one.counts["outcome.kept"] == 1


async def test_a_nul_far_down_in_a_file_costs_nothing(desk, file):
    many = "".join(f"Ada,Byron{n:05},{mobile(n)},,\n" for n in range(6000))
    one = await file(HEAD + many + "Grace,Hop\0per,06\x00 12,,\nAlan,Tur\0ing,347 123 4567,,\n")
    assert (one.status, one.counts["new"], one.counts["wrong"]) == (ImportStatus.READY, 6001, 1)


async def test_doubles_of_a_file_are_kept_once_it_is_written_and_go_with_the_undo(desk, file):
    rows = "Grace,Hopper,347 200 0001,,\nGrace,Hoper,347 200 0001,,\n"
    one = await confirmed(desk, await file(f"{HEAD}{rows}"))
    assert await Importer(desk.database, lambda: desk.now).step()

    async def pairs():
        async with desk.database.read() as tx:
            return await doubles.listed(tx, desk.practice.id, limit=10)

    assert len(await pairs()) == 1
    await undone(desk, one)
    assert await pairs() == []


async def test_what_a_killed_service_has_left_goes_on_once_its_lease_ends(desk, file):
    one = await confirmed(desk, await file(f"{HEAD}Ada,Byron,{mobile(1)},,\n"))
    async with desk.database.write() as tx:
        soon = datetime.now(UTC) + timedelta(seconds=1)
        await imports.change(tx, desk.practice.id, one.id, leased_until=soon)
    changed = desk.database.changes.listen(Topic.IMPORTS)
    at_work = asyncio.create_task(Importer(desk.database, lambda: datetime.now(UTC)).run())
    try:
        async with asyncio.timeout(15):
            while (await found(desk, one.id)).status is not ImportStatus.DONE:
                await changed.wait()
    finally:
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)
