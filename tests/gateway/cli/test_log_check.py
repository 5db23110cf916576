"""`textback log check`."""

import asyncio
import sqlite3
from pathlib import Path

from calendar_store.database.connection import Database
from calendar_store.practices import practices
from tests.support.audit_chain import seal_all
from tests.support.command_line import CommandLine


def seal() -> None:
    async def work() -> None:
        database = Database.connect("sqlite:///textback.db")
        async with database.read() as tx:
            (practice,) = await practices.all_practices(tx)
        await seal_all(database, practice.id)
        await database.close()

    asyncio.run(work())


def test_a_whole_log_has_a_head_to_keep(studio: CommandLine) -> None:
    (before,) = studio.json("log", "check")
    assert (before["whole"], before["sealed"]) == (True, 0)
    assert before["waiting"] > 3
    assert "are not sealed yet" in studio.ok("log", "check")
    seal()
    (found,) = studio.json("log", "check")
    assert (found["sealed"], found["waiting"], found["fault"]) == (before["waiting"], 0, None)
    told = studio.ok("log", "check", "--kept", found["head"])
    assert f"{found['sealed']} entries are as they were sealed" in told
    assert found["head"] in told
    assert "is no head of the log" in studio.refused("log", "check", "--kept", "12")


def test_a_changed_log_is_told_in_one_line_and_by_the_exit_code(studio: CommandLine) -> None:
    seal()
    with sqlite3.connect(Path("textback.db")) as store:
        store.execute("DROP TRIGGER append_only_audit_log_update")
        (entry,) = store.execute("SELECT min(id) FROM audit_log").fetchone()
        store.execute("UPDATE audit_log SET by = 'eve' WHERE id = ?", [entry])
    store.close()
    answer = studio.run("log", "check")
    assert answer.code == 1
    assert f"! Studio Aurora: entry {entry} (" in answer.out
    assert "was changed after it was sealed" in answer.out
    answer = studio.run("log", "check", "--json")
    assert answer.code == 1
    assert f'"entry": "{entry}"' in answer.out
    # the log itself is read as before
    assert "eve" in studio.ok("log", "--limit", "200")
