"""Imports at a desk: a file taken in, confirmed as its preview shows it, and undone."""

from dataclasses import dataclass, replace

from calendar_store.clients import clients, consent, import_pieces, import_rows, imports
from calendar_store.model.clients import Client
from calendar_store.model.imports import (
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
)
from calendar_store.model.statuses import Channel
from gateway.imports.importer import Importer
from gateway.use_cases import imports as use_case
from tests.support.desk import BY, Desk


@dataclass(frozen=True, slots=True)
class Importing:
    """Whoever imports files at a desk."""

    desk: Desk

    async def read(self, text: str, kind: ImportKind = ImportKind.CLIENTS) -> ImportFile:
        """Take in a file; return its preview."""
        desk, content = self.desk, text.encode()
        async with desk.database.write() as tx:
            one = await use_case.begin(tx, BY, desk.practice, kind, "list.csv", now=desk.now)
            await import_pieces.add(tx, desk.practice.id, one.id, 0, content)
            await use_case.uploaded(tx, BY, desk.practice, one.id, len(content), now=desk.now)
        await self.work()
        read = await self.found(one.id)
        assert read.status is ImportStatus.READY, read.fault
        return read

    async def chosen(self, one: ImportFile) -> ImportFile:
        """Say how consent was given, and since when."""
        desk = self.desk
        async with desk.database.write() as tx:
            consent_of = replace(one.choices, how="form", since="2025-06-01")
            return await use_case.choose(
                *(tx, BY, desk.practice, one.id),
                columns=one.columns,
                consent=consent_of,
                now=desk.now,
            )

    async def adding_clients(self, one: ImportFile) -> ImportFile:
        """Choose that clients are added from rows of visits; return the preview then."""
        desk = self.desk
        async with desk.database.write() as tx:
            await use_case.choose(
                *(tx, BY, desk.practice, one.id),
                columns=one.columns,
                consent=replace(one.choices, strangers=True),
                now=desk.now,
            )
        await self.work()
        return await self.found(one.id)

    async def confirm(self, one: ImportFile) -> ImportFile:
        """Confirm a preview, and write it."""
        desk = self.desk
        one = await self.chosen(one)
        async with desk.database.write() as tx:
            await use_case.confirm(tx, BY, desk.practice, one.id, one.version, now=desk.now)
        await self.work()
        return await self.found(one.id)

    async def undo(self, one: ImportFile) -> ImportFile:
        """Undo an import."""
        desk = self.desk
        async with desk.database.write() as tx:
            await use_case.undo(tx, BY, desk.practice, one.id, now=desk.now)
        await self.work()
        return await self.found(one.id)

    async def work(self) -> None:
        """Do what imports wait for."""
        importer = Importer(self.desk.database, lambda: self.desk.now)
        while await importer.step():
            pass

    async def found(self, import_id: int) -> ImportFile:
        """Return an import as it is now."""
        async with self.desk.database.read() as tx:
            return await imports.get(tx, self.desk.practice.id, import_id)

    async def rows(self, one: ImportFile) -> tuple[ImportRow, ...]:
        """Return the rows of an import."""
        async with self.desk.database.read() as tx:
            return await import_rows.found(tx, self.desk.practice.id, one.id)

    async def people(self) -> dict[str, Client]:
        """Return the clients by their names."""
        async with self.desk.database.read() as tx:
            some = await clients.page(tx, self.desk.practice.id, limit=5000)
        return {one.name: one for one in some}

    async def agreed(self, client: Client) -> set[Channel]:
        """Return by which channels a client agrees to messages."""
        wanted = [(client.practice_id, client.id, channel) for channel in Channel]
        async with self.desk.database.read() as tx:
            return {channel for *_, channel in await consent.allowed(tx, wanted)}
