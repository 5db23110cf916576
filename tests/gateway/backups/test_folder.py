"""The folder of backups: private, one writer, and no half file whenever a process is killed."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from gateway.backups import folder
from gateway.backups.errors import BackupFailed
from tests.support.disks import small_disk

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)


def names(path):
    return sorted(one.name for one in path.iterdir())


def test_names_are_read_back_and_others_are_not_ours(tmp_path):
    for number in (2, 10, 1):
        (tmp_path / folder.name_of(number, NOW, "sqlite")).write_bytes(b"xx")
    (tmp_path / ".textback-000011-20260112T090000Z.sqlite.tar.zst.age.part").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / folder.name_of(3, NOW, "sqlite")).symlink_to("notes.txt")
    found = folder.listed(tmp_path)
    assert [(one.number, one.made_at, one.octets) for one in found] == [
        (1, NOW, 2),
        (2, NOW, 2),
        (10, NOW, 2),
    ]
    assert folder.listed(tmp_path / "none") == []


def test_a_folder_is_made_for_its_owner_and_refused_where_others_write(tmp_path):
    os.umask(0o022)
    folder.made_private(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "new").chmod(0o770)
    with pytest.raises(BackupFailed, match=r"others can write in .*; run: chmod 700"):
        folder.made_private(tmp_path / "new")
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match="is no folder"):
        folder.made_private(tmp_path / "file")
    with pytest.raises(BackupFailed, match="cannot be made: No such file"):
        folder.made_private(tmp_path / "no" / "such")


def test_a_file_is_private_and_whole_or_not_there(tmp_path):
    folder.write_whole(tmp_path / "one", lambda out: out.write(b"whole"))
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600

    def breaks(out):
        out.write(b"half")
        raise ValueError("not that")

    with pytest.raises(ValueError, match="not that"):
        folder.write_whole(tmp_path / "one", breaks)
    assert (tmp_path / "one").read_bytes() == b"whole"
    assert names(tmp_path) == ["one"]


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path):
    with small_disk(tmp_path / "disk", 1) as disk:
        (disk / "one").write_bytes(b"before")
        with pytest.raises(BackupFailed, match=r"the disk is full.*; make room, nothing was"):
            folder.write_whole(disk / "one", lambda out: out.write(bytes(3_000_000)))
        assert (disk / "one").read_bytes() == b"before"
        assert names(disk) == ["one"]


KILLED = """
import os, signal, sys
from pathlib import Path
from gateway.backups import folder
to = Path(sys.argv[1])
with folder.alone(to) as free:
    assert free
    folder.remove_parts(to)
    def write(out):
        out.write(bytes(1000)); out.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    folder.write_whole(to / "one", write)
"""


def test_a_killed_process_leaves_a_part_that_the_next_removes(tmp_path):
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
        assert done.returncode == -9
        assert names(tmp_path) == [".lock", ".one.part"]
    with folder.alone(tmp_path) as free, folder.alone(tmp_path) as again:
        assert (free, again) == (True, False)
        folder.remove_parts(tmp_path)
    assert names(tmp_path) == [".lock"]


def test_notes_are_kept_beside_each_other(tmp_path):
    folder.note(tmp_path, {"drill": {"at": "x"}})
    folder.note(tmp_path, {"failed": {}})
    assert folder.state(tmp_path) == {"drill": {"at": "x"}, "failed": {}}
    (tmp_path / "state.json").write_text("[")
    assert folder.state(tmp_path) == {}
