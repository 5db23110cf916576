"""Imports in each state that a page shows: a preview with faults, one done, one that failed."""

from calendar_store.clients import import_pieces, imports
from calendar_store.model.imports import ImportChoices, ImportFile, ImportKind, ImportStatus
from gateway.imports.importer import Importer
from gateway.use_cases import imports as use_case
from tests.support.desk import BY, Desk, mobile

_HEAD = "First name,Last name,Mobile,Email,SMS consent,Notes\n"
_PREVIEW = (
    _HEAD
    + f"Maximiliane Anastasia,Hohenstaufen-Wittelsbach,{mobile(71)},max@example.org,yes,\n"
    + f"Grace,Hopper,{mobile(2)},grace@example.org,,x\nAlan,Turing,06 1234,,,\n"
    + f"Marie,Curie,{mobile(72)},,no,\nMarie,Curie,{mobile(72)},,,\n"
)
_DONE = _HEAD + f"Emmy,Noether,{mobile(73)},,,\nSofja,,,,,\n"


async def import_each_state(desk: Desk) -> tuple[str, ...]:
    """Make an import of each state; return their ids."""
    importer = Importer(desk.database, lambda: desk.now)
    made = []
    for name, text in (("clients.csv", _PREVIEW), ("done.csv", _DONE), ("list.pdf", "%PDF-1")):
        async with desk.database.write() as tx:
            one = await use_case.begin(
                tx, BY, desk.practice, ImportKind.CLIENTS, name, now=desk.now
            )
            await import_pieces.add(tx, desk.practice.id, one.id, 0, text.encode())
            await use_case.uploaded(*(tx, BY, desk.practice, one.id, len(text)), now=desk.now)
        await importer.step()
        made.append(one)
    done = await _found(desk, made[1])
    assert done.status is ImportStatus.READY, done.fault
    async with desk.database.write() as tx:
        await use_case.choose(
            *(tx, BY, desk.practice, done.id),
            columns=done.columns,
            consent=ImportChoices(),
            now=desk.now,
        )
    await importer.step()
    done = await _found(desk, done)
    async with desk.database.write() as tx:
        await use_case.confirm(tx, BY, desk.practice, done.id, done.version, now=desk.now)
    await importer.step()
    return tuple(str(one.id) for one in made)


async def _found(desk: Desk, one: ImportFile) -> ImportFile:
    async with desk.database.read() as tx:
        return await imports.get(tx, desk.practice.id, one.id)
