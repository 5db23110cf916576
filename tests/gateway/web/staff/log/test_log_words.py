"""The words of the log: none of the actions that are recorded is without."""

import re
from pathlib import Path

from gateway.web.staff.log.log_words import ACTIONS


def test_every_action_has_words():
    root = Path(__file__).parents[5]
    written = {
        found
        for package in ("calendar_store", "gateway")
        for file in (root / package).rglob("*.py")
        for found in re.findall(r'(?:action=|"action": |action = )"([a-z_.]+)"', file.read_text())
    }
    assert len(written) > 40
    assert written <= set(ACTIONS)
