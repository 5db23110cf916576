"""What tests of backups share: the plan of a store's backups, with a key."""

from pathlib import Path

import pytest

from tests.support.backed_up import BackedUp, backed_up


@pytest.fixture
def backups(store_url: str, tmp_path: Path) -> BackedUp:
    """Backups of the test's store."""
    return backed_up(store_url, tmp_path)
