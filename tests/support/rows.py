"""The table of what a carrier link has to stand, printed row by row with the tests that prove it.

A plugin of pytest. Rows are named in tests/gateway/channels/sms/smpp/rows.toml; a test names
those it proves with `@pytest.mark.row("1.vendor-status")`, wherever it stands.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHANNEL = Path(__file__).parents[1] / "gateway" / "channels" / "sms"
ROWS = CHANNEL / "smpp" / "rows.toml"
_ROW = "row"
_OUTCOMES = ("passed", "skipped", "failed")  # the worst last


@dataclass
class Proof:
    """The tests of one row, and the worst of what became of them."""

    tests: set[str] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)

    @property
    def verdict(self) -> str:
        if not self.tests:
            return "NO TEST"
        ran = [outcome for outcome in _OUTCOMES if outcome in self.outcomes]
        worst = ran[-1] if ran else "NOT RUN"
        # of several tests one may be left out on this machine; the others prove the row
        if worst == "skipped" and "passed" in ran:
            worst = "passed"
        return worst.upper() if worst == "failed" else worst


class Table:
    """The rows, and what was seen of each in one run.

    Attributes:
        unknown: markers that name no row, with their tests.
        whole: whether everything in tests/gateway/channels/sms runs.
    """

    def __init__(self, sections: Mapping[str, Mapping[str, Any]]) -> None:
        self._sections = sections
        self._proofs = {name: Proof() for name, _ in self._named()}
        self.unknown: list[str] = []
        self.whole = False

    @property
    def missing(self) -> list[str]:
        """Rows that no test proves."""
        return [name for name, proof in self._proofs.items() if not proof.tests]

    def claim(self, test: str, names: Iterable[str]) -> None:
        """Note which rows a test proves."""
        for name in names:
            if name in self._proofs:
                self._proofs[name].tests.add(test)
            else:
                self.unknown.append(f"{name} ({test})")

    def saw(self, test: str, outcome: str) -> None:
        """Note what became of a test, or of what it needed before and after."""
        for proof in self._proofs.values():
            if test in proof.tests:
                proof.outcomes.add(outcome)

    def lines(self) -> Iterator[str]:
        """The table as it is printed."""
        width = max(map(len, self._proofs))
        for key, section in self._sections.items():
            yield f"{key}. {section['title']}"
            for row, words in section["rows"].items():
                proof = self._proofs[f"{key}.{row}"]
                name = f"{key}.{row}".ljust(width)
                yield f"  {proof.verdict:7} {len(proof.tests):3}  {name}  {words}"

    def _named(self) -> Iterator[tuple[str, str]]:
        for key, section in self._sections.items():
            for row, words in section["rows"].items():
                yield f"{key}.{row}", words


def read() -> Table:
    """The table as the file has it."""
    return Table(tomllib.loads(ROWS.read_text(encoding="utf-8")))


TABLE = pytest.StashKey[Table]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "row(*names): rows of smpp/rows.toml that it proves")
    table = config.stash[TABLE] = read()
    config.pluginmanager.register(Watch(table))


def pytest_collection_finish(session: pytest.Session) -> None:
    table = session.config.stash[TABLE]
    for item in session.items:
        names = [name for mark in item.iter_markers(_ROW) for name in mark.args]
        table.claim(item.nodeid, names)
        item.user_properties += [(_ROW, name) for name in names]
    table.whole = _is_whole(session.config, {item.path for item in session.items})


def _is_whole(config: pytest.Config, collected: Iterable[Path]) -> bool:
    """Whether all of tests/gateway/channels/sms was collected, and nothing was chosen from it."""
    wanted = set(CHANNEL.rglob("test_*.py"))
    chosen = config.option
    some = chosen.keyword or chosen.markexpr or getattr(chosen, "lf", False) or chosen.deselect
    parts = any("::" in arg for arg in config.args)
    return wanted.issubset(collected) and not (some or parts)


class Watch:
    """Writes what becomes of each test into the table, and prints it in the end."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Sequence[str]) -> None:
        """Take from a worker what it has collected: the process that prints collects nothing."""
        collected = {node.config.rootpath / each.partition("::")[0] for each in ids}
        self._table.whole = _is_whole(node.config, collected)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        proven = [str(name) for kind, name in report.user_properties if kind == _ROW]
        self._table.claim(report.nodeid, proven)
        if report.when == "call" or report.outcome != "passed":
            self._table.saw(report.nodeid, report.outcome)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._table.whole:
            return
        terminalreporter.section("what the carrier link stands, row by row")
        for line in self._table.lines():
            terminalreporter.write_line(line, red="FAILED" in line or "NO TEST" in line)
