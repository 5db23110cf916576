"""A store that is damaged, or lost what was acknowledged, is told in words when it is opened."""

import shutil
import stat

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from calendar_store.conversations import inbox, integrity
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.conversations.integrity import Unchecked
from calendar_store.database.connection import Database
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import StoreDamaged
from calendar_store.model.statuses import AlertKind, Channel
from gateway.channels.sms.smpp.concat import join
from gateway.store_checks import checked
from gateway.wording.reason_words import in_words
from tests.support.desk import Desk, mobile

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

TALK = ConversationKey(Channel.SMS, "+390699000111", mobile(1))


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def hear(database, said, now):
    async with database.write() as tx:
        came = ReceivedText("primary", TALK, said, b"", said.encode(), "a", now)
        await inbox.store(tx, [came], {}, join)


async def opened(folder):
    return Database.connect(f"sqlite:///{folder / 'textback.db'}")


async def test_what_the_end_of_a_damaged_log_held_is_missed_and_told_once(desk, now, tmp_path):
    here, after = desk.database.file.parent, tmp_path / "after"
    after.mkdir()
    log = here / "textback.db-wal"
    await hear(desk.database, "one", now)
    sound = log.stat().st_size
    await hear(desk.database, "I am bleeding badly", now)
    # as after a loss of power on a disk that lies: the last pages of the log are garbage
    for path in here.glob("textback.db*"):
        shutil.copy(path, after / path.name)
    with (after / log.name).open("r+b") as file:
        file.seek(sound)
        file.write(b"\xff" * 4096)
    database = await opened(after)
    await integrity.require_whole(database)
    async with database.read() as tx:
        assert await inbox.count(tx) == 1
    lost = await integrity.look_for_lost(database, now)
    assert lost is not None
    assert "were acknowledged to the carrier and are not in the store" in in_words(lost.reason)
    (alert,) = await Desk(database, desk.practice, None, now).alerts()
    assert (alert.kind, alert.reason) == (AlertKind.TEXTS_LOST, lost.reason)
    assert await integrity.look_for_lost(database, now) is None
    await database.close()


async def test_a_store_that_has_everything_is_not_spoken_of(desk, now):
    assert await integrity.look_for_lost(desk.database, now) is None
    await hear(desk.database, "one", now)
    assert await integrity.look_for_lost(desk.database, now) is None
    assert await desk.alerts() == []
    assert stat.S_IMODE(beside(desk).stat().st_mode) == 0o600


def beside(desk):
    return desk.database.file.parent / "textback.db-sequence"


@pytest.mark.parametrize("damaged", [b"", b"nonsense", b"-1", b"\xff" * 20, b"9" * 20, b"\0" * 999])
async def test_a_note_that_cannot_be_read_is_no_alarm_and_is_told_once(desk, now, damaged):
    await hear(desk.database, "one", now)
    beside(desk).write_bytes(damaged)
    found = await integrity.look_for_lost(desk.database, now)
    assert isinstance(found, Unchecked)
    assert "where the last acknowledged text is noted; it is noted anew" in found.words
    assert await desk.alerts() == []
    assert await integrity.look_for_lost(desk.database, now) is None


async def test_a_note_that_is_not_there_is_told_once_where_texts_came(desk, now):
    assert not beside(desk).exists()
    assert await integrity.look_for_lost(desk.database, now) is None
    await hear(desk.database, "one", now)
    beside(desk).unlink()
    found = await integrity.look_for_lost(desk.database, now)
    assert found.words.startswith(f"there is no {beside(desk)}, where")
    assert await integrity.look_for_lost(desk.database, now) is None


async def test_a_directory_in_its_place_is_told_as_what_it_is(desk, now):
    beside(desk).mkdir()
    assert await integrity.look_for_lost(desk.database, now) is None
    await hear(desk.database, "one", now)
    found = await integrity.look_for_lost(desk.database, now)
    assert found.words == (
        f"{beside(desk)} is a directory, where the last acknowledged text is noted; "
        "it cannot be noted there either (Is a directory)"
    )
    with capture_logs() as logs:
        await checked(desk.database, desk.now)
    (log,) = logs
    assert (log["log_level"], log["why"]) == ("warning", found.words)


async def test_a_text_that_was_undone_is_not_noted(desk, now):
    async def undone():
        async with desk.database.write() as tx:
            came = ReceivedText("primary", TALK, "one", b"", b"1", "a", now)
            await inbox.store(tx, [came], {}, join)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    assert await integrity.look_for_lost(desk.database, now) is None


async def test_damaged_pages_are_refused_with_what_to_do(desk, now, tmp_path):
    for number in range(200):
        await hear(desk.database, f"text {number} " + "x" * 500, now)
    file = desk.database.file
    await desk.database.close()
    after = tmp_path / "after"
    after.mkdir()
    shutil.copy(file, after / "textback.db")
    with (after / "textback.db").open("r+b") as damaged:
        pages = file.stat().st_size // 4096
        damaged.seek((pages - pages // 4) * 4096)
        damaged.write(b"\x00\xff" * 4096)
    database = await opened(after)
    with pytest.raises(StoreDamaged, match=r"the store is damaged .* put a backup in its place"):
        await integrity.require_whole(database)
    await database.close()


async def test_a_check_leaves_the_page_cache_as_it_was(database):
    async def size():
        async with database.read() as tx:
            return int((await tx.execute(text("PRAGMA cache_size"))).scalar_one())

    before = await size()
    await integrity.require_whole(database)
    assert await size() == before < -2048
