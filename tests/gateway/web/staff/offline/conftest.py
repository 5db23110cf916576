"""A browser with a profile on disk at the pages, on a line that can be cut."""

import pytest

from tests.support.cut_line import cut_line
from tests.support.offline_browser import offline_browser


@pytest.fixture
async def line(server):
    async with cut_line(server.port) as line:
        yield line


@pytest.fixture
async def seat(line, tmp_path):
    """A browser of the desk, which is closed and opened again with what it keeps."""
    async with offline_browser(line, tmp_path / "profile") as browser:
        yield browser
