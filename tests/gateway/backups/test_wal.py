"""The write-ahead log is read as SQLite reads it."""

import os
import sqlite3
from contextlib import closing, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.backups import wal


@contextmanager
def opened(path, **options):
    with closing(sqlite3.connect(path, isolation_level=None, **options)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        yield connection


@pytest.fixture
def log(tmp_path):
    with opened(tmp_path / "s.db") as connection:
        connection.execute("CREATE TABLE t (n, x)")
        for n in range(20):
            connection.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 3000))
        yield connection, tmp_path / "s.db-wal"


def end_of(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        header = wal.header_of(os.pread(handle, 32, 0))
        return wal.committed(handle, header, 0, header.checksum)
    finally:
        os.close(handle)


def mx_frame(connection):
    return connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]


def test_the_end_is_where_sqlite_sees_it(log):
    connection, path = log
    assert end_of(path) == mx_frame(connection)


def test_what_was_taken_back_is_behind_the_end(log):
    connection, path = log
    before = end_of(path)
    connection.execute("PRAGMA cache_size=5")
    connection.execute("BEGIN")
    for n in range(200):
        connection.execute("INSERT INTO t VALUES (?, ?)", (n, "y" * 3000))
    assert path.stat().st_size > 32 + (before + 50) * 4120
    assert end_of(path) == before
    connection.execute("ROLLBACK")
    assert end_of(path) == before
    connection.execute("INSERT INTO t VALUES (1, 2)")
    assert end_of(path) > before
    assert end_of(path) == mx_frame(connection)


def test_frames_of_before_the_log_began_anew_do_not_count(log):
    connection, path = log
    connection.execute("PRAGMA wal_checkpoint(RESTART)")
    connection.execute("INSERT INTO t VALUES (1, 2)")
    assert end_of(path) < 5
    assert end_of(path) == mx_frame(connection)


@pytest.mark.parametrize("cut", [1, 100, 4096, 4119, 4120, 4121, 9000])
def test_a_log_that_is_being_written_ends_at_the_commit_before(log, cut):
    connection, path = log
    octets = path.read_bytes()
    path.with_name("cut").write_bytes(octets[:-cut])
    assert 0 < end_of(path.with_name("cut")) < end_of(path)


def test_a_page_that_is_not_written_yet_does_not_count(log):
    """The header of the last frame is there before its page."""
    connection, path = log
    octets = bytearray(path.read_bytes())
    end = end_of(path)
    octets[32 + (end - 1) * 4120 + 24 + 2000] ^= 1
    path.with_name("torn").write_bytes(octets)
    assert end_of(path.with_name("torn")) < end


@given(st.binary(max_size=200))
def test_anything_else_is_no_log(octets):
    assert wal.header_of(octets) is None
