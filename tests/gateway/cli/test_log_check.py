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


def test_heads_are_kept_in_a_file_from_one_check_to_the_next(studio: CommandLine) -> None:
    seal()
    assert studio.run("log", "check", "--heads", "heads.json").code == 0
    with sqlite3.connect(Path("textback.db")) as store:
        for table in ("audit_log", "audit_chain"):
            store.execute(f"DROP TRIGGER append_only_{table}_delete")
        (last,) = store.execute("SELECT max(entry_id) FROM audit_chain").fetchone()
        store.execute("DELETE FROM audit_chain WHERE entry_id = ?", [last])
        store.execute("DELETE FROM audit_log WHERE id = ?", [last])
    store.close()
    # the store alone cannot tell
    assert studio.run("log", "check").code == 0
    kept = Path("heads.json").read_text()
    answer = studio.run("log", "check", "--heads", "heads.json")
    assert (answer.code, "ends before the kept head" in answer.out) == (1, True)
    assert Path("heads.json").read_text() == kept, "the head of before is kept for the next check"
    Path("heads.json").write_text('{"7": "1:' + "0" * 64 + '"}')
    answer = studio.run("log", "check", "--heads", "heads.json")
    assert (answer.code, "practice 7 is gone" in answer.out) == (1, True)
    Path("heads.json").write_text("[]")
    assert "no file of heads" in studio.refused("log", "check", "--heads", "heads.json")
