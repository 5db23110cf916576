"""The file of a backup: read by common tools as well; whatever is wrong with it is one line."""

import io
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyrage import x25519

from calendar_store.model.errors import StoreTooNew
from gateway.backups import archive
from gateway.backups.errors import BackupFailed, BackupUnreadable
from gateway.backups.keys import identities_in, new_key, recipients_of
from gateway.backups.manifest import Contents, Manifest

MANIFEST = Manifest(
    datetime(2026, 1, 12, 9, tzinfo=UTC), "sqlite", "", Contents("0030", {"clients": 2}, {})
)
OWN = x25519.Identity.generate()


def written(store, path):
    with path.open("wb") as out:
        return archive.write(out, [OWN.to_public()], MANIFEST, iter(store))


def read(path, identity=OWN):
    out = io.BytesIO()
    return archive.read(path, [identity], out.write), out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 511, 512, 8 * 2**20, 8 * 2**20 + 1, 20_000_000])
def test_what_was_written_is_read(tmp_path, size):
    octets = os.urandom(size)
    digest = written([octets[:7], octets[7:]], tmp_path / "b")
    assert digest.octets == size
    assert read(tmp_path / "b") == (MANIFEST, octets)


def test_common_tools_read_it(tmp_path):
    """Who has the key needs nothing of ours: age, zstd and tar."""
    if shutil.which("age") is None:
        pytest.fail("age is not installed here; `make test` installs it", pytrace=False)
    octets = os.urandom(9_000_000)
    public = new_key(tmp_path / "key")
    with (tmp_path / "b").open("wb") as out:
        archive.write(out, recipients_of([public]), MANIFEST, iter([octets]))
    pipe = "age -d -i key b | zstd -dq | tar -xO --wildcards 'store/*'"
    done = subprocess.run(["sh", "-c", pipe], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == octets


def test_a_key_of_age_keygen_opens_it(tmp_path):
    if shutil.which("age-keygen") is None:
        pytest.fail("age is not installed here; `make test` installs it", pytrace=False)
    subprocess.run(["age-keygen", "-o", tmp_path / "key"], capture_output=True, check=True)
    (identity,) = identities_in(tmp_path / "key")
    with (tmp_path / "b").open("wb") as out:
        archive.write(out, [identity.to_public()], MANIFEST, iter([b"store"]))
    assert read(tmp_path / "b", identity) == (MANIFEST, b"store")


def test_the_manifest_is_read_without_the_store(tmp_path):
    written([os.urandom(3_000_000)], tmp_path / "b")
    # the end is not even there
    os.truncate(tmp_path / "b", 2_000_000)
    assert archive.read(tmp_path / "b", [OWN], None) == MANIFEST


def test_another_key_is_told(tmp_path):
    written([b"store"], tmp_path / "b")
    with pytest.raises(BackupUnreadable, match="the key does not open b; it is for another key"):
        read(tmp_path / "b", x25519.Identity.generate())


def test_whatever_is_cut_off_is_told(tmp_path):
    written([os.urandom(300_000)], tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    for length in {*range(0, len(whole), 9973), 1, 100, len(whole) - 1, 65536, 2 * 65536 + 200}:
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(BackupUnreadable, match=r"cut off|is no backup"):
            read(tmp_path / "cut")


def test_one_changed_octet_is_told(tmp_path):
    written([os.urandom(300_000)], tmp_path / "b")
    whole = bytearray((tmp_path / "b").read_bytes())
    for at in (30, 150, 250, 70_000, len(whole) - 5):
        whole[at] ^= 1
        (tmp_path / "changed").write_bytes(whole)
        whole[at] ^= 1
        with pytest.raises(BackupUnreadable):
            read(tmp_path / "changed")


def test_anything_else_is_no_backup(tmp_path):
    (tmp_path / "b").write_bytes(b"SQLite format 3\0" * 100)
    with pytest.raises(BackupUnreadable, match="b is no backup"):
        read(tmp_path / "b")


def test_what_is_refused_by_its_manifest_takes_nothing(tmp_path):
    written([os.urandom(300_000)], tmp_path / "b")
    taken = []

    def refuse(manifest):
        raise StoreTooNew("later")

    with pytest.raises(StoreTooNew, match="later"):
        archive.read(tmp_path / "b", [OWN], taken.append, refuse)
    assert taken == []


def test_an_error_of_the_store_or_the_disk_comes_through(tmp_path):
    def breaks():
        yield b"x" * 10_000_000
        raise BackupFailed("pg_dump: it broke")

    with pytest.raises(BackupFailed, match="it broke"):
        written(breaks(), tmp_path / "b")
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left"),
    ):
        archive.write(full, [OWN.to_public()], MANIFEST, iter([os.urandom(1000)]))


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    new_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupFailed, match="File exists"):
        new_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(BackupFailed, match=r"others can read the key file \(mode 0640\)"):
        identities_in(tmp_path / "key")
    (tmp_path / "other").touch(0o600)
    with pytest.raises(BackupFailed, match="has no secret key"):
        identities_in(tmp_path / "other")
    with pytest.raises(BackupFailed, match="No such file"):
        identities_in(tmp_path / "none")
