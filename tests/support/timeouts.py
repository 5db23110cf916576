"""A plugin of pytest: the tests that may take longer than the `timeout` of pyproject.toml."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LONGER = {
    "end_to_end": 300,  # whole services, set up, driven and stopped
    "dialogs": 300,  # thousands of texts in one test
    "gateway/channels/sms/routing/test_long_outage.py": 300,  # ten thousand reminders
    "gateway/web/test_desk_story.py": 300,  # a morning of three people in three browsers
    "gateway/web/test_walk_in_chromium.py": 300,  # every page in real browsers
    "test_how_tos.py": 300,  # copies of the tree, read and run
}
"""Seconds for one test, by a folder or a file from `tests` on; these are for a busy machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.path.is_relative_to(TESTS):
            continue
        path = item.path.relative_to(TESTS)
        for place in (path, *path.parents):
            if seconds := LONGER.get(place.as_posix()):
                item.add_marker(pytest.mark.timeout(seconds))
                break
