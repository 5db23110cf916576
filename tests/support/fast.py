"""`make test-fast`: the tests for every change, chosen here and nowhere else.

A plugin of pytest. With `--fast` it leaves out whatever needs an outside program (PostgreSQL, a
browser, another carrier, the installed service), and what takes long. The summary of the run says
how many tests it ran, and how many it left out.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PROGRAMS = (
    *("end_to_end", "gateway/demo", "gateway/web", "test_front_door.py", "test_how_tos.py"),
    *("gateway/channels/sms/smpp", "gateway/channels/sms/routing", "calendar_store/database"),
    *("gateway/outside_calendars", "gateway/test_processes.py"),
)
"""Where outside programs, browsers and processes of our own are driven, from `tests` on."""
LEFT_OUT = (
    *PROGRAMS,
    # commands take a second each
    "gateway/cli",
    # both performers of turns, and the waiting list: minutes
    *("gateway/turns/test_performed_talks.py", "gateway/turns/test_performed_walks.py"),
    *("gateway/turns/test_performers.py", "gateway/offers", "gateway/test_service.py"),
    # settings changed and undone by the hundred
    "gateway/test_settings_properties.py",
    # texts by the thousand
    *(
        "dialogs/understanding",
        "dialogs/languages/test_patterns.py",
        "dialogs/flows/test_by_itself.py",
    ),
    *("dialogs/test_engine_properties.py", "dialogs/flows/test_turned_turns.py"),
    *("dialogs/wording/test_standard_texts.py", "dialogs/flows/test_told_apart.py"),
    *("dialogs/flows/test_one_client.py", "dialogs/flows/test_half_texts.py"),
    *("dialogs/flows/test_each_of_family.py", "dialogs/flows/test_kept_of_family.py"),
    *("dialogs/flows/test_nobody_else.py", "dialogs/flows/test_done_already.py"),
    *("dialogs/flows/test_coming_after_all.py", "dialogs/flows/test_all_of_family.py"),
    *("dialogs/flows/test_taking_one_time.py", "dialogs/flows/test_questions_between.py"),
    *("dialogs/flows/test_one_time.py", "dialogs/test_work_of_turns.py"),
    # mails by the thousand
    "gateway/channels/mail/sending/test_mail_outage.py",
    # dozens of clients at once
    *("gateway/turns/test_booking.py", "gateway/test_bounds.py"),
)
"""Folders and files, from `tests` on."""
OUTSIDE = frozenset({"postgres_server", "chromium"})
"""Fixtures that start an outside program."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fast", action="store_true", help="only tests that are quick and need no outside program"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave whole files out before they are read, which takes long enough itself."""
    if not config.getoption("--fast") or not collection_path.is_relative_to(TESTS):
        return None
    name = collection_path.relative_to(TESTS).as_posix()
    return name in LEFT_OUT or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--fast"):
        return
    outside = [item for item in items if needs_outside_program(item)]
    config.hook.pytest_deselected(items=outside)
    items[:] = [item for item in items if item not in set(outside)]


def needs_outside_program(item: pytest.Item) -> bool:
    """Return whether a test is given PostgreSQL or a browser."""
    if not isinstance(item, pytest.Function):
        return False
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return any(each == "postgresql" for each in given) or not OUTSIDE.isdisjoint(item.fixturenames)
