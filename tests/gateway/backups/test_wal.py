"""The write-ahead log is read as SQLite reads it."""

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
    """What the index says, held against the log itself."""
    index = wal.index_of(path.with_name("s.db-shm").read_bytes())
    octets = path.read_bytes()
    header = wal.header_of(octets)
    if index.frames:
        assert index.salts == header.salts
        seed = header.checksum
        for n in range(index.frames):
            frame = octets[header.begins(n) : header.begins(n + 1)]
            assert wal.is_right(frame, seed, header.order)
            seed = wal.frame_header(frame).checksum
        assert seed == index.checksum
        assert wal.frame_header(frame).pages
    return index.frames


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


def test_a_changed_octet_is_seen(log):
    _, path = log
    octets = path.read_bytes()
    header = wal.header_of(octets)
    frame = bytearray(octets[header.begins(0) : header.begins(1)])
    assert wal.is_right(bytes(frame), header.checksum, header.order)
    for at in (0, 5, 500, 4119):
        frame[at] ^= 1
        assert not wal.is_right(bytes(frame), header.checksum, header.order)
        frame[at] ^= 1


def test_an_index_that_is_being_written_is_none(log):
    _, path = log
    octets = bytearray(path.with_name("s.db-shm").read_bytes())
    octets[16] ^= 1
    assert wal.index_of(bytes(octets)) is None
    assert wal.index_of(b"") is None


@given(st.binary(max_size=200))
def test_anything_else_is_no_log(octets):
    assert wal.header_of(octets) is None
    assert wal.index_of(octets) is None
