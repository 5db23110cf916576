"""Conversations over the real service, judged by the calendar afterwards."""

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.conversing import conversing, verdict
from tests.end_to_end.talks import Talk, read_all

TALKS = read_all()
LANGUAGES = ("de", "en", "es", "fr", "it", "pt")


@pytest.mark.parametrize("talk", TALKS, ids=[talk.name for talk in TALKS])
async def test_conversation(talk: Talk, migrated_file: Path, tmp_path: Path) -> None:
    store = tmp_path / "textback.db"
    shutil.copy(migrated_file, store)
    async with conversing(talk, store) as talking:
        assert not await verdict(talk, talking)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_there_are_conversations_in_every_language(locale: str) -> None:
    assert len([talk for talk in TALKS if talk.locale == locale]) >= 4
