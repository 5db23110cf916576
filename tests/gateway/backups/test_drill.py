"""The drill: what is wrong with the newest backup is found, and noted for whoever asks."""

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text

from calendar_store.database import version
from calendar_store.database.connection import Database
from calendar_store.database.migrate import alembic_config
from gateway.backups import drill, folder, health, making
from gateway.backups.errors import BackupFailed
from gateway.backups.keys import new_key
from tests.support.audit_chain import seal_all


async def tried(backups, now):
    return await drill.drill(backups.plan, backups.to, backups.key, now)


async def run(database, statement):
    async with database.write() as tx:
        await tx.execute(text(statement))


async def test_a_whole_backup_passes(backups, practice, aurora, database, now):
    await seal_all(database, practice.id)
    made = await making.make(backups.plan, backups.to, now)
    # the living store goes on
    await run(database, "UPDATE practices SET name = 'Studio Aurora 2'")
    found = await tried(backups, now + timedelta(minutes=5))
    assert found.faults == ()
    assert found.rows == made.manifest.contents.rows
    assert found.seals > 0
    seen = health.look(backups.plan, now + timedelta(minutes=10))
    assert (seen.drill_passed, dict(seen.troubles)) == (True, {})
    assert folder.state(backups.to)["passed"] == made.file.path.name


async def test_nothing_is_left_of_a_throw_away_store(backups, practice, database, now):
    await making.make(backups.plan, backups.to, now)
    await tried(backups, now)
    if database.dialect == "postgresql":
        async with database.read() as tx:
            names = await tx.execute(text("SELECT datname FROM pg_database"))
            assert [name for name in names.scalars() if "drill" in name] == []
    else:
        assert [one.name for one in backups.to.parent.iterdir() if "copy" in one.name] == []


async def test_an_old_backup_does_not_pass(backups, practice, now):
    await making.make(backups.plan, backups.to, now)
    found = await tried(backups, now + timedelta(hours=9))
    assert found.faults == ("the newest backup is 9.0 hours old",)
    seen = health.look(backups.plan, now + timedelta(hours=9))
    assert seen.drill_passed is False
    assert "the newest backup is 9.0 hours old" in seen.troubles["drill"]
    assert "the newest backup is 9.0 hours old" in seen.troubles["old"]


async def test_a_damaged_backup_does_not_pass(backups, practice, now):
    made = await making.make(backups.plan, backups.to, now)
    octets = bytearray(made.file.path.read_bytes())
    octets[len(octets) // 2] ^= 1
    made.file.path.write_bytes(octets)
    found = await tried(backups, now)
    assert found.faults == (f"{made.file.path.name} is cut off or damaged; take another backup",)
    assert folder.state(backups.to)["drill"]["faults"] == list(found.faults)


async def test_a_backup_of_another_store_does_not_pass(backups, practice, aurora, database, now):
    """Its audit log is another one: the living one does not go on from it."""
    await seal_all(database, practice.id)
    await making.make(backups.plan, backups.to, now)
    if database.dialect == "sqlite":
        await run(database, "DROP TRIGGER append_only_audit_chain_update")
    else:
        await run(database, "ALTER TABLE audit_chain DISABLE TRIGGER USER")
    changed = "X'00'" if database.dialect == "sqlite" else r"'\x00'"
    await run(database, f"UPDATE audit_chain SET hash = {changed}")  # noqa: S608
    found = await tried(backups, now)
    assert found.faults == (
        "the audit log of Studio Aurora does not go on from that of the backup",
    )
    if database.dialect == "postgresql":
        await run(database, "ALTER TABLE audit_chain ENABLE TRIGGER USER")


async def test_a_log_that_was_changed_before_the_backup_does_not_pass(
    backups, practice, aurora, database, now
):
    await seal_all(database, practice.id)
    if database.dialect == "sqlite":
        await run(database, "DROP TRIGGER append_only_audit_log_update")
    else:
        await run(database, "ALTER TABLE audit_log DISABLE TRIGGER USER")
    await run(database, "UPDATE audit_log SET by = 'eve'")
    await making.make(backups.plan, backups.to, now)
    found = await tried(backups, now)
    assert found.faults[0].startswith("the audit log of Studio Aurora was changed at 1")
    if database.dialect == "postgresql":
        await run(database, "ALTER TABLE audit_log ENABLE TRIGGER USER")


async def test_no_backup_and_another_key_are_told(backups, practice, tmp_path, now):
    with pytest.raises(BackupFailed, match="there is no backup in"):
        await tried(backups, now)
    await making.make(backups.plan, backups.to, now)
    new_key(tmp_path / "other.key")
    found = await drill.drill(backups.plan, backups.to, tmp_path / "other.key", now)
    assert "it is for another key" in found.faults[0]


async def test_a_backup_of_before_an_upgrade_is_migrated_and_passes(
    migrated_file, tmp_path, now, backups, store_url
):
    """Until the next backup the newest is of the version before."""
    if store_url.startswith("postgresql"):
        return
    older = Database.connect(f"sqlite:///{tmp_path / 'older.db'}")

    def up(connection):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, version.known()[-2])

    async with older.write() as tx:
        await tx.run_sync(up)
    await older.close()
    plan = backups.other(url=f"sqlite:///{tmp_path / 'older.db'}").plan
    made = await making.make(plan, backups.to, now)
    assert made.manifest.contents.version == version.known()[-2]
    assert (await tried(backups, now)).faults == ()
