"""The worker: backups on their schedule, drills, and what is wrong while it is wrong."""

import shutil
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from calendar_store.conversations import alerts
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.backups import folder, health
from gateway.backups.alerting import BackupAlerts
from gateway.backups.child import here
from gateway.backups.retention import Retention
from gateway.backups.worker import BackupWorker
from gateway.backups.workers import BackupWorkers
from gateway.metrics import collector
from gateway.wording.reason_words import in_words
from tests.support.backed_up import backed_up
from tests.support.disks import small_disk

HOUR = timedelta(hours=1)


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(now):
    return Clock(now)


def numbers(backups):
    return [one.number for one in folder.listed(backups.to)]


async def test_backups_and_drills_come_when_they_are_due(backups, practice, clock):
    worker = BackupWorker(backups.plan, clock, here)
    with capture_logs() as logs:
        for _ in range(2):
            await worker.step()
        assert numbers(backups) == [1]
        # tried at once, the first time
        assert worker.health.drill_passed is True
        clock.now += timedelta(minutes=59)
        await worker.step()
        assert numbers(backups) == [1]
        clock.now += timedelta(minutes=1)
        await worker.step()
    assert numbers(backups) == [1, 2]
    events = [one["event"] for one in logs]
    assert events == ["backup made", "the newest backup passed its drill", "backup made"]
    assert worker.health.drilled_at == clock.now - HOUR
    clock.now += timedelta(days=7)
    await worker.step()
    assert worker.health.drilled_at == clock.now
    assert dict(worker.health.troubles) == {}


async def test_another_service_sees_what_was_made(backups, practice, clock):
    await BackupWorker(backups.plan, clock, here).step()
    other = BackupWorker(backups.plan, clock, here)
    await other.step()
    assert numbers(backups) == [1]
    assert other.health.newest.number == 1


async def test_without_a_key_nothing_is_tried_and_nothing_is_wrong(backups, practice, clock):
    worker = BackupWorker(backups.other(drill_key=None).plan, clock, here)
    await worker.step()
    assert (worker.health.drilled_at, dict(worker.health.troubles)) == (None, {})


async def test_a_clock_that_is_set_back_neither_stops_nor_floods(backups, practice, clock):
    plan = backups.other(drill_key=None).plan
    worker = BackupWorker(plan, clock, here)
    clock.now += timedelta(days=400)
    await worker.step()
    clock.now -= timedelta(days=400)
    assert "dated ahead" in health.look(plan, clock.now).troubles["clock"]
    for _ in range(3):
        await worker.step()
        clock.now += timedelta(minutes=1)
    assert numbers(backups) == [1, 2]
    assert dict(worker.health.troubles) == {}


async def test_what_is_wrong_is_told_once_and_when_it_is_mended(backups, practice, clock):
    """A full disk: one line now, one an hour later, one when there is room again."""
    with small_disk(backups.to, 1) as disk:
        worker = BackupWorker(backups.other(drill_key=None).plan, clock, here)
        await worker.step()
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(shutil.disk_usage(disk).free - 3 * 4096))
        with capture_logs() as logs:
            for _ in range(28):
                clock.now += timedelta(minutes=5)
                await worker.step()
        told = [one for one in logs if one["event"] == "backups need a person"]
        assert {one["trouble"] for one in told} == {"backup", "old"}
        assert [one["trouble"] for one in told].count("backup") == 2
        assert "the disk is full" in told[0]["why"]
        ballast.unlink()
        with capture_logs() as logs:
            clock.now += timedelta(minutes=6)
            await worker.step()
        assert {one.get("trouble") for one in logs if "mended" in one["event"]} == {"backup", "old"}
        assert dict(worker.health.troubles) == {}
        assert numbers(backups) == [1, 2]


async def test_a_folder_that_goes_away_is_told(backups, practice, clock):
    worker = BackupWorker(backups.plan, clock, here)
    await worker.step()
    backups.to.chmod(0o777)
    clock.now += 3 * HOUR
    with capture_logs() as logs:
        await worker.step()
    assert any("others can write in" in one.get("why", "") for one in logs)
    assert numbers(backups) == [1]


async def test_a_store_that_is_away_is_told_and_backed_up_later(tmp_path, clock, migrated_file):
    backups = backed_up(f"sqlite:///{tmp_path}/textback.db", tmp_path)
    worker = BackupWorker(backups.other(drill_key=None).plan, clock, here)
    await worker.step()
    assert "there is no store" in worker.health.troubles["backup"]
    shutil.copy(migrated_file, tmp_path / "textback.db")
    clock.now += timedelta(minutes=1)
    await worker.step()
    assert numbers(backups) == []
    clock.now += timedelta(minutes=5)
    await worker.step()
    assert numbers(backups) == [1]
    assert dict(worker.health.troubles) == {}


async def test_no_backup_where_there_should_be_some_is_told(backups, practice, clock):
    folder.made_private(backups.to)
    folder.note(backups.to, {"watched_since": clock.now.isoformat()})
    assert dict(health.look(backups.plan, clock.now + HOUR).troubles) == {}
    seen = health.look(backups.plan, clock.now + 3 * HOUR)
    assert seen.troubles["old"] == f"there is no backup in {backups.to}"


async def test_metrics_tell_ages_and_troubles(backups, database, practice, clock):
    workers = BackupWorkers(backups.plan, database, clock)
    await workers._making.step()
    clock.now += timedelta(seconds=90)
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for metric in collector.backups(workers.counts, clock.now)
        for sample in metric.samples
    }
    size = found.pop(("textback_backup_bytes",))
    assert size == folder.listed(backups.to)[0].octets
    assert found == {
        ("textback_backup_age_seconds", "backup"): 90,
        ("textback_backup_age_seconds", "drill"): 90,
        ("textback_backup_troubles",): 0,
    }
    assert list(collector.backups(None, clock.now)) == []


async def test_without_a_plan_the_workers_end(database, clock):
    workers = BackupWorkers(None, database, clock)
    await workers.make()
    await workers.copy_log()
    await workers.alert()
    assert workers.counts is None


async def test_who_runs_the_service_is_alerted_once_and_told_when_it_is_over(desk, clock):
    troubles = {}
    alerting = BackupAlerts(desk.database, lambda: troubles, clock)

    async def standing():
        async with desk.database.read() as tx:
            found = await alerts.open_of(tx, desk.practice.id)
        return [in_words(one.reason) for one in found]

    troubles["old"] = "the newest backup is 9.0 hours old"
    await alerting.step()
    # nobody here runs the service
    assert await standing() == []
    async with desk.database.write() as tx:
        await staff.add(
            *(tx, desk.practice.id),
            email="ada@example.org",
            role=Role.ADMIN,
            password_hash="",
            by=OPERATOR,
            now=clock.now,
            runs_service=True,
        )
    troubles["drill"] = "the drill of it failed: {rows} differ"
    await alerting.step()
    await alerting.step()
    (told,) = await standing()
    assert "did not pass its trial: the drill of it failed: {rows} differ" in told
    # a service that starts anew knows what stands, and tells the rest
    again = BackupAlerts(desk.database, lambda: troubles, clock)
    await again.step()
    assert len(await standing()) == 2
    del troubles["drill"]
    await again.step()
    (told,) = await standing()
    assert "9.0 hours old" in told
    troubles.clear()
    await again.step()
    assert await standing() == []


async def test_retention_runs_with_the_schedule(backups, practice, clock):
    plan = backups.other(drill_key=None, keep=Retention(2, 0, 0)).plan
    worker = BackupWorker(plan, clock, here)
    for _ in range(4):
        await worker.step()
        clock.now += HOUR
    assert numbers(backups) == [3, 4]
