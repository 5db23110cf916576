"""A plugin of pytest: what drives outside programs has a second try, and is named when it needs it.

A PostgreSQL, a browser or a mail server on a machine that stands still for seconds can fail a test
that finds nothing wrong. Such a test is run once more, and the summary lists it as RERUN. A fault
of the product fails twice. Whatever needs no outside program has one try.
"""

from pathlib import Path

import pytest

from tests.support.fast import PROGRAMS, TESTS, needs_outside_program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if needs_outside_program(item) or _drives_programs(item.path):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _drives_programs(file: Path) -> bool:
    if not file.is_relative_to(TESTS):
        return False
    name = file.relative_to(TESTS)
    return any(name.is_relative_to(one) for one in PROGRAMS)
