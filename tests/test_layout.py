"""The tests stand in the rooms of the code, what they share in tests/support; no file is long."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tests.support import fast, long_first, timeouts

TESTS = Path(__file__).parent
HELPERS = ("support", "bench", "soak", "end_to_end")
"""Folders whose modules need not be tests."""
OWN_HELPERS = ("dialogs",)
"""Folders whose tests have their texts, as tables in Python, beside them."""
ROOMS = ("calendar_store", "config", "dialogs", "gateway")
"""Folders of the code; those of its tests have the same names."""
MOST_LINES = 400
"""Of a file, which is to say one thing."""
NOT_ROOMS = ("gateway/web/attacks", "dialogs/understanding", "dialogs/golden")
"""Folders of tests that go across rooms."""


@cache
def modules() -> Sequence[tuple[Path, ast.Module]]:
    return [
        (path.relative_to(TESTS), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(TESTS.rglob("*.py"))
    ]


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def is_of_tests(name: str) -> bool:
    """Whether a dotted name leads to a module of tests, or into one."""
    parts = name.split(".")
    return parts[0] == "tests" and any(
        part == "conftest" or part.startswith("test_") for part in parts[1:]
    )


def defines_tests(tree: ast.Module) -> bool:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(
        isinstance(node, functions) and node.name.startswith("test_") for node in ast.walk(tree)
    ) or any(
        # a machine of Hypothesis: TestX = Machine.TestCase
        isinstance(node, ast.Assign) and "TestCase" in ast.unparse(node.value)
        for node in tree.body
    )


def test_nothing_is_imported_from_a_module_of_tests() -> None:
    found = {
        str(path): [name for name in imported(tree) if is_of_tests(name)]
        for path, tree in modules()
        if path.parts[0] not in OWN_HELPERS
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_a_module_without_tests_stands_with_the_helpers() -> None:
    astray = [
        str(path)
        for path, tree in modules()
        if path.name not in ("__init__.py", "conftest.py")
        and path.parts[0] not in (*HELPERS, *OWN_HELPERS)
        and not defines_tests(tree)
    ]
    assert astray == []


def test_helpers_are_no_tests() -> None:
    astray = [
        str(path) for path, tree in modules() if path.parts[0] == "support" and defines_tests(tree)
    ]
    assert astray == []


def test_every_folder_of_tests_is_a_room_of_the_code() -> None:
    folders = {path.parent for path, _ in modules() if path.parts[0] in ROOMS}
    rooms = TESTS.parent
    astray = {str(one) for one in folders if not (rooms / one).is_dir()}
    assert astray <= set(NOT_ROOMS)


def test_no_file_is_too_long_to_say_one_thing() -> None:
    project = TESTS.parent
    lengths = {
        path.relative_to(project).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for room in (*ROOMS, TESTS.name)
        for path in (project / room).rglob("*.py")
    }
    assert len(lengths) > len(modules())
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_what_the_quick_run_leaves_out_and_what_may_take_long_is_there() -> None:
    named = (*fast.LEFT_OUT, *timeouts.LONGER, *long_first.LONG)
    assert [name for name in named if not (TESTS / name).exists()] == []
