"""A plugin of pytest: files that take long begin first, so that no worker is left alone with one.

pytest-xdist begins the files with most tests first. Those that take longest have few tests: a whole
service is set up, driven and stopped in each. They began last, and one worker waited for the other.
"""

from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LONG = (
    "end_to_end",
    "test_how_tos.py",
    "dialogs/languages/test_patterns.py",
    "gateway/demo",
    "gateway/web/demo",
    "gateway/web/test_desk_story.py",
    "gateway/web/staff/day",
    "gateway/channels/sms/smpp/test_delivery_machine.py",
    "gateway/channels/sms/routing/test_long_outage.py",
    "gateway/channels/mail/sending/test_mail_outage.py",
)
"""Folders and files, from `tests` on, with half a minute or more for a file."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first, then those with most tests; a file's own order stays."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (not _is_long(item.path), -tests[item.path], str(item.path)))


def _is_long(file: Path) -> bool:
    if not file.is_relative_to(TESTS):
        return False
    name = file.relative_to(TESTS)
    return any(name.is_relative_to(one) for one in LONG)
