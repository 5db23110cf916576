"""How each part is judged: the clock, disks, queues, carriers, certificates, lines, backups."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calendar_store.database.version import newest
from calendar_store.database.vitals import Vitals
from calendar_store.messages.backlog import QueueDepth, QueueKind
from calendar_store.messages.overdue import DueMessages
from calendar_store.model.lines import BeatSource, Heartbeat, LostLine
from config.sections import CarrierSettings
from gateway.backups.plan import BackupPlan
from gateway.doctor import (
    backups_check,
    carriers_check,
    certificates,
    clock_check,
    disk_check,
    lines_check,
    queues_check,
    store_check,
)
from gateway.doctor.disk_check import Disk
from gateway.doctor.examined import StoreFacts
from gateway.doctor.findings import length, size

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MINUTE, GB = timedelta(minutes=1), 2**30
FACTS = StoreFacts(newest(), Vitals("SQLite", "3.40.1", 1000, None), 0.01, NOW)
CARRIER = CarrierSettings(name="primary", host="smsc.example.org", system_id="esme")


def told(findings):
    return [(one.level.value, one.code.value) for one in findings]


@pytest.fixture(autouse=True)
def program_is_older(monkeypatch):
    """The file of a check is as old as a program that was installed before the clock's now."""
    old = (NOW - timedelta(days=90)).timestamp()
    monkeypatch.setattr(clock_check, "__file__", "/proc/version")
    assert Path("/proc/version").stat().st_mtime > old


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        (0, ("fine", "clock_fine")),
        (9, ("fine", "clock_fine")),
        (11, ("warning", "clock_ahead")),
        (-11, ("warning", "clock_behind")),
        (121, ("trouble", "clock_ahead")),
        (-86_400, ("trouble", "clock_behind")),
    ],
)
def test_a_clock_that_is_apart(apart, expected):
    now = datetime.now(UTC) + timedelta(days=1)
    peers = {"database": (now - timedelta(seconds=apart), now), "smarthost": (now, now)}
    found = clock_check.judged(now, peers, None)
    assert told(found) == [expected]
    if expected[0] != "fine":
        assert (found[0].where, found[0].facts["apart"]) == ("database", length(abs(apart)))


def test_a_clock_that_was_set_back():
    now = datetime.now(UTC) + timedelta(days=1)
    assert told(clock_check.judged(now, {}, now + MINUTE / 2)) == [("fine", "clock_alone")]
    found = clock_check.judged(now, {}, now + 2 * MINUTE)
    assert told(found) == [("trouble", "clock_set_back")]
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    assert told(clock_check.judged(long_ago, {}, None)) == [("trouble", "clock_before_us")]


@pytest.mark.parametrize(
    ("free", "whole", "grows", "writable", "expected"),
    [
        (100 * GB, 200 * GB, 0, True, ("fine", "disk_fine")),
        (GB // 2, 200 * GB, 0, True, ("warning", "disk_low")),
        (50 * 2**20, 200 * GB, 0, True, ("trouble", "disk_full")),
        # a small disk is judged by shares
        (30 * 2**20, 100 * 2**20, 0, True, ("fine", "disk_fine")),
        (2**20, 100 * 2**20, 0, True, ("trouble", "disk_full")),
        # and by what is there already
        (100 * GB, 500 * GB, 50 * GB, True, ("warning", "disk_low")),
        (40 * GB, 500 * GB, 50 * GB, True, ("trouble", "disk_full")),
        (100 * GB, 200 * GB, 0, False, ("trouble", "disk_read_only")),
    ],
)
def test_a_disk(free, whole, grows, writable, expected):
    disk = Disk(Path("/srv"), True, 1, free, whole, writable)
    assert told([disk_check.judged("store", disk, grows)]) == [expected]


def test_a_folder_that_is_not_there_is_judged_by_the_one_above(tmp_path):
    disk = disk_check.look(tmp_path / "not" / "there")
    assert (disk.exists, disk.device) == (False, os.stat(tmp_path).st_dev)  # noqa: PTH116


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(4, "fine"), (6, "warning"), (61, "trouble")],
)
def test_messages_that_wait(minutes, expected):
    due = (DueMessages("primary", 3, NOW - minutes * MINUTE),)
    (found,) = queues_check.judged(replace(FACTS, due=due), NOW)
    assert found.level.value == expected
    assert found.facts["count"] == "3"


@pytest.mark.parametrize(
    ("kind", "minutes", "expected"),
    [
        (QueueKind.INBOX, 1, ("fine", "queues_empty")),
        (QueueKind.INBOX, 3, ("warning", "inbox_late")),
        (QueueKind.INBOX, 16, ("trouble", "inbox_late")),
        (QueueKind.REMINDERS, 9, ("fine", "queues_empty")),
        (QueueKind.REMINDERS, 11, ("warning", "reminders_late")),
        (QueueKind.REMINDERS, 61, ("trouble", "reminders_late")),
        (QueueKind.UNATTRIBUTED, 1, ("warning", "unattributed")),
        (QueueKind.RECEIPTS, 59, ("fine", "queues_empty")),
        (QueueKind.RECEIPTS, 61, ("hint", "receipts_parked")),
    ],
)
def test_a_queue(kind, minutes, expected):
    waiting = (QueueDepth(kind, "", 2, NOW - minutes * MINUTE), QueueDepth(kind, "", 0, None))
    assert told(queues_check.judged(replace(FACTS, waiting=waiting), NOW)) == [expected]


def test_leases_that_nobody_renews():
    stuck = (DueMessages("primary", 4, NOW - 30 * MINUTE, "gone 127.0.0.1:8080"),)
    (found,) = queues_check.judged(replace(FACTS, stuck=stuck), NOW)
    assert told([found]) == [("trouble", "leases_stuck")]
    assert found.facts == {"count": "4", "age": "30 min", "owner": "gone 127.0.0.1:8080"}


def bind(state, **more):
    words = more.pop("words", "")
    return {"name": f"primary/{state}", "state": state, "words": words, "silent_seconds": 2} | more


@pytest.mark.parametrize(
    ("binds", "more", "expected"),
    [
        ([bind("bound"), bind("resting")], {}, [("fine", "bound")]),
        ([bind("bound"), bind("waiting", words="cut")], {}, [("warning", "partly_bound")]),
        ([bind("waiting", words="cut")], {"state": "waiting"}, [("trouble", "not_bound")]),
        ([bind("refused", words="bad")], {"state": "refused"}, [("trouble", "refused")]),
        (
            [bind("bound", asked=True, silent_seconds=40)],
            {},
            [("fine", "bound"), ("warning", "enquiry_unanswered")],
        ),
        ([bind("bound", asked=True, silent_seconds=31)], {}, [("fine", "bound")]),
        ([bind("paused")], {"throttled": 7}, [("fine", "bound"), ("warning", "throttled")]),
        (
            [bind("bound")],
            {"health": {"poor": {"44": {"words": "lost", "until": "2026-12-01T09:30:00+00:00"}}}},
            [("fine", "bound"), ("warning", "left_out")],
        ),
    ],
)
def test_a_carrier_of_the_running_service(binds, more, expected):
    assert told(carriers_check.judged(CARRIER, {"binds": binds} | more)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (90, ("fine", "certificate_fine")),
        (13, ("warning", "certificate_soon")),
        (2, ("trouble", "certificate_soon")),
        (-1, ("trouble", "certificate_over")),
    ],
)
def test_a_certificate(days, expected):
    ends = NOW + timedelta(days=days, hours=1)
    (found,) = (certificates.of_certificate("host", ends, NOW),)
    assert told([found]) == [expected]
    assert found.facts["days"] == str(max(0, days))


def test_lines_to_practices(practice):
    facts = replace(FACTS, practices=(practice,))
    assert told(lines_check.judged(facts, NOW)) == [("fine", "no_beacons")]
    with_beacon = replace(facts, beacons=frozenset({practice.id}))
    never = lines_check.judged(with_beacon, NOW)
    assert told(never) == [("warning", "beacon_silent")]
    assert never[0].of_practices == (practice.id,)
    for minutes, code in ((9, "lines_fine"), (11, "beacon_silent")):
        beats = (Heartbeat(practice.id, BeatSource.BEACON, NOW - minutes * MINUTE),)
        (found,) = lines_check.judged(replace(with_beacon, beats=beats), NOW)
        assert found.code == code
    lost = (LostLine(practice.id, 1, NOW - 60 * MINUTE, NOW, 2),)
    found = lines_check.judged(replace(with_beacon, lost=lost), NOW)
    assert told(found) == [("trouble", "line_lost")]
    assert found[0].where == practice.name


def test_backups_by_their_folder(tmp_path):
    to = tmp_path / "backups"
    to.mkdir(mode=0o700)
    plan = BackupPlan("sqlite:///x.db", to, every=timedelta(hours=1))
    assert told(backups_check.of_plan(plan, NOW)) == [("warning", "backup_none")]
    (to / "textback-000001-20261201T083000Z.sqlite.tar.zst.age").write_bytes(b"x")
    assert told(backups_check.of_plan(plan, NOW)) == [
        ("fine", "backup_fine"),
        ("hint", "drill_unset"),
    ]
    late = backups_check.of_plan(plan, NOW + timedelta(hours=5))
    assert ("trouble", "backup_trouble") in told(late)
    (to / "state.json").write_text(
        '{"drill": {"at": "2026-11-30T09:00:00+00:00", "file": "x", "faults": ["rows differ"]},'
        ' "failed": {"why": "the disk is full"}}'
    )
    found = backups_check.of_plan(plan, NOW)
    assert {one.facts["said"] for one in found if one.code == "backup_trouble"} == {
        "the last backup failed: the disk is full",
        "the drill of x failed: rows differ",
    }


def test_copies_of_the_log_by_their_files(tmp_path):
    to, store = tmp_path / "frames", tmp_path / "textback.db"
    wal = tmp_path / "textback.db-wal"
    assert told(backups_check.of_files(to, store)) == [("warning", "log_none")]
    chain = to / "textback-000001-20261201T083000Z.frames"
    chain.mkdir(parents=True)
    assert told(backups_check.of_files(to, store)) == [("warning", "log_none")]
    log = chain / "frames-00000001-20261201T083000Z.log"
    log.touch()
    assert told(backups_check.of_files(to, store)) == [("fine", "log_fine")]
    wal.touch()
    os.utime(log, (1_000_000, 1_000_000))
    found = backups_check.of_files(to, store)
    assert told(found) == [("warning", "log_behind")]


def test_pages_are_read_for_a_while_only(tmp_path, migrated_file):
    assert store_check.read_pages(migrated_file, 5) == ""
    assert store_check.read_pages(migrated_file, -1) in {None, ""}


def test_lengths_and_sizes():
    seconds = (0, 45, 119, 121, 7300, 90_000, 200_000, -3)
    assert [length(one) for one in seconds] == [
        *("0 s", "45 s", "119 s", "2 min", "2 h", "25 h", "2 d", "0 s")
    ]
    assert [size(one) for one in (512, 5 * 2**20, 3 * 2**30)] == ["0.5 kB", "5.0 MB", "3.0 GB"]
