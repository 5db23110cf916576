"""A whole copy: written, read by others' libraries, imported into an empty store, written again."""

import asyncio
import csv
import io
import json
import os
import shutil
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import icalendar
import jsonschema
import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.database import audit_chain
from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.endings.carried import CARRIED, LEFT_OUT, LEFT_OUT_COLUMNS
from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.schema import metadata
from gateway.copies import importing, making
from gateway.copies.archive import SEAL, seal_of
from gateway.copies.opening import OpenCopy
from tests.support.every_table import HARD, fill_every_table

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DIFFERS = {
    # what an import itself writes, and the name that it is given
    "audit_log": "one entry more: that it was imported, and that the practice is suspended",
    "practices": "the name that was asked for",
}
"""The tables that may differ after an import, and why; nothing else may."""

NONE = frozenset({"audit_cuts", "freed_times"})


@pytest.fixture
def other_url(request: pytest.FixtureRequest, store_url: str, tmp_path: Path) -> Iterator[str]:
    """The URL of another empty store of the same kind."""
    if store_url.startswith("sqlite"):
        path = tmp_path / "other.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    with request.getfixturevalue("postgres_server").fresh() as url:
        asyncio.run(_migrated(url))
        yield url


async def _migrated(url: str) -> None:
    database = Database.connect(url)
    await migrate(database)
    await database.close()


@pytest.fixture
async def other(other_url: str) -> AsyncIterator[Database]:
    """Another empty store of the same kind, open."""
    database = Database.connect(other_url)
    yield database
    await database.close()


async def copied(database: Database, practice: Practice, path: Path) -> making.MadeCopy:
    with path.open("w+b") as file:
        return await making.make(database, practice.id, file, now=NOW)


async def imported(database: Database, path: Path, name: str = "Studio Beta") -> None:
    copy = OpenCopy.checked(path)
    try:
        await importing.imported(database, OPERATOR, copy, name, now=LATER)
    finally:
        copy.close()


def lines(path: Path) -> dict[str, list[Any]]:
    with zipfile.ZipFile(path) as archive:
        return {
            one.name: [
                json.loads(line) for line in archive.read(f"json/{one.name}.jsonl").splitlines()
            ]
            for one in CARRIED
        }


def test_every_table_of_the_store_is_carried_or_left_out_for_a_reason() -> None:
    named = {one.name for one in CARRIED} | LEFT_OUT.keys()
    assert named == metadata.tables.keys() | {"alembic_version"}
    assert not {one.name for one in CARRIED} & LEFT_OUT.keys()
    assert all(LEFT_OUT.values())
    for table, columns in LEFT_OUT_COLUMNS.items():
        assert columns.keys() <= set(metadata.tables[table].columns.keys())


async def test_a_copy_is_imported_into_an_empty_store_and_is_the_same(
    database: Database, practice: Practice, other: Database, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    made = await copied(database, practice, one)
    assert all(made.counts[each.name] for each in CARRIED if each.name not in NONE)
    await imported(other, one)
    await copied(other, practice, two)
    before, after = lines(one), lines(two)
    assert {name for name in before if before[name] != after[name]} == DIFFERS.keys()
    assert before["audit_log"] == after["audit_log"][: len(before["audit_log"])]
    assert [entry["action"] for entry in after["audit_log"][len(before["audit_log"]) :]] == [
        "practice.notice_given",
        "practice.suspended",
        "practice.imported",
    ]
    (was,), (becomes,) = before["practices"], after["practices"]
    assert becomes == was | {"name": "Studio Beta"}
    async with other.read() as tx:
        there = await practices.get(tx, practice.id)
        assert there.suspended_at == LATER
        sealed = await audit_chain.sealed(tx, practice.id, after=0, limit=100)
        hash_before = audit_chain.START
        for seal, entry in sealed:
            assert entry is not None
            assert seal.salt is not None
            assert audit_chain.detail_hash(entry.detail, seal.salt) == seal.detail_hash
            assert audit_chain.link(hash_before, entry, seal.detail_hash) == seal.hash
            hash_before = seal.hash
        assert len(sealed) == len(before["audit_chain"])


async def test_a_copy_is_what_its_schema_and_manifest_say(
    database: Database, practice: Practice, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    path = tmp_path / "copy.zip"
    await copied(database, practice, path)
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("schema.json"))
        jsonschema.Draft202012Validator.check_schema(document)
        manifest = json.loads(archive.read("manifest.json"))
        formats = jsonschema.FormatChecker()
        jsonschema.Draft202012Validator(document, format_checker=formats).validate(manifest)
        for one in CARRIED:
            line = document | {"$ref": f"#/$defs/{one.name}"}
            validator = jsonschema.Draft202012Validator(line, format_checker=formats)
            for row in archive.read(f"json/{one.name}.jsonl").splitlines():
                validator.validate(json.loads(row))
        for said in manifest["files"]:
            content = archive.read(said["name"])
            assert (len(content), sha256(content).hexdigest()) == (said["size"], said["sha256"])
        assert "vollst" not in archive.read("README.txt").decode("utf-8-sig")
        assert "Copia completa" in archive.read("README.txt").decode("utf-8-sig")
        assert archive.read("overview.pdf").startswith(b"%PDF-")
        secrets = b"".join(archive.read(name) for name in archive.namelist())
    assert b"password_hash" not in secrets.replace(b'"staff.password_hash"', b"")


async def test_tables_for_people_are_without_formulas_and_calendars_are_whole(
    database: Database, practice: Practice, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    path = tmp_path / "copy.zip"
    await copied(database, practice, path)
    with zipfile.ZipFile(path) as archive:
        tables = [name for name in archive.namelist() if name.startswith("csv/")]
        for name in tables:
            text = archive.read(name).decode("utf-8-sig")
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
                assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
        clients = archive.read("csv/clients.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(clients, newline=""), delimiter=";"))
        assert rows[0]["first"] == f"'{HARD}0"
        calendar = icalendar.Calendar.from_ical(archive.read("calendar/2026.ics"))
    events = calendar.walk("VEVENT")
    assert len(events) == 3
    assert "quoted" in str(events[0]["SUMMARY"])
    assert events[0].start == datetime(2026, 1, 13, 22, 59, 59, tzinfo=UTC)
    assert all(len(line) <= 75 for line in calendar.to_ical().splitlines())


async def test_any_damage_is_refused_and_nothing_is_done(
    database: Database, practice: Practice, other: Database, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    path, broken = tmp_path / "copy.zip", tmp_path / "broken.zip"
    await copied(database, practice, path)
    whole = path.read_bytes()
    size = len(whole)
    for at in [*range(0, size, max(1, size // 150)), size - 1, size - 30, 0, 3]:
        damaged = bytearray(whole)
        damaged[at] ^= 0x5A
        broken.write_bytes(damaged)
        with pytest.raises(InvalidInput) as refused:
            OpenCopy.checked(broken)
        assert "\n" not in str(refused.value)
    for end in (0, 1, 21, 22, size // 2, size - 1):
        broken.write_bytes(whole[:end])
        with pytest.raises(InvalidInput):
            OpenCopy.checked(broken)
    async with other.read() as tx:
        assert not (await tx.execute(select(schema.practices.c.id))).all()


async def test_a_line_that_was_changed_with_its_digest_is_refused_whole(
    database: Database, practice: Practice, other: Database, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    path, forged = tmp_path / "copy.zip", tmp_path / "forged.zip"
    await copied(database, practice, path)
    for table, change, told in (
        ("reminders", ('"step":1', '"step":"1"'), "reminders"),
        ("appointments", ('"client_id":"11"', '"client_id":"99"'), "appointments"),
        ("clients", ('"mobile":"', '"odd":"'), "clients"),
        ("messages", ("}", ""), "messages"),
    ):
        forge(path, forged, f"json/{table}.jsonl", *change)
        with pytest.raises(InvalidInput, match=told) as refused:
            await imported(other, forged)
        assert "\n" not in str(refused.value)
        async with other.read() as tx:
            for one in CARRIED:
                assert not (await tx.execute(select(one.table).limit(1))).all()


def forge(path: Path, forged: Path, name: str, was: str, becomes: str) -> None:
    """Change a file of a copy as somebody would who makes all digests right again."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(forged, "w") as made:
        contents = {one: archive.read(one) for one in archive.namelist()}
        changed = contents[name].replace(was.encode(), becomes.encode())
        assert changed != contents[name]
        contents[name] = changed
        manifest = json.loads(contents["manifest.json"])
        for said in manifest["files"]:
            if said["name"] == name:
                said |= {"size": len(changed), "sha256": sha256(changed).hexdigest()}
        contents["manifest.json"] = json.dumps(manifest).encode()
        for one, content in contents.items():
            made.writestr(one, content)
        made.comment = b"0" * SEAL
    with forged.open("r+b") as file:
        seal = seal_of(file)
        file.seek(-SEAL, os.SEEK_END)
        file.write(seal)


async def test_a_store_that_has_the_practice_its_name_or_its_staff_refuses(
    database: Database, practice: Practice, other: Database, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    path = tmp_path / "copy.zip"
    await copied(database, practice, path)
    with pytest.raises(InvalidInput, match="in the store already"):
        await imported(database, path)
    async with other.write() as tx:
        there = await practices.add(
            tx, name="Studio Beta", timezone="Europe/Rome", locale="en", sender="48222", now=NOW
        )
    with pytest.raises(InvalidInput, match="another name with --as"):
        await imported(other, path)
    await imported(other, path, "Studio Gamma")
    async with other.read() as tx:
        assert {one.id for one in await practices.all_practices(tx)} == {there.id, practice.id}
    with pytest.raises(InvalidInput, match="in the store already"):
        await imported(other, path, "Studio Delta")


async def test_a_copy_has_nothing_of_another_practice(
    database: Database, practice: Practice, tmp_path: Path
) -> None:
    await fill_every_table(database, practice.id)
    async with database.write() as tx:
        second = await practices.add(
            tx, name="Second", timezone="Europe/Rome", locale="de", sender="48222", now=NOW
        )
    path = tmp_path / "second.zip"
    made = await copied(database, second, path)
    assert {name for name, count in made.counts.items() if count} == {
        "practices",
        "reminder_steps",
        "audit_log",
    }
    with zipfile.ZipFile(path) as archive:
        assert "Vollständige Kopie von Second" in archive.read("README.txt").decode("utf-8-sig")
