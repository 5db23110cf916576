"""Reads a file in a process of its own, with bounds of memory and time.

What the process says is one JSON document a line: first what it has recognised, then, once it was
told which columns count, the rows in portions. Whatever a file does to it, the service goes on.
"""

import asyncio
import gc
import json
import os
import resource
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from signal import ITIMER_VIRTUAL, SIG_IGN, SIGINT, setitimer, signal
from typing import Any, NamedTuple

from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ImportKind
from gateway.imports.reading.table import MOST_ROWS, NotReadable, RawRow, has_text

WITHIN = 300.0
"""Seconds until a file has to be read; the largest takes a tenth of it."""
PORTION = 1000
"""Rows of one line of the process, which one transaction stores."""
_COMPUTING, _FOR_ANY, _FOR_MEGABYTE = 120.0, 20.0, 20.0
"""Seconds of processor time: at most, of any file, and more for each megabyte."""
_MEMORY = 1536 * 1024**2
_LONGEST_LINE = 64 * 1024**2
_JSON = json.JSONEncoder(check_circular=False)
_ROOT = Path(__file__).parents[3]
_NICE = 5
_COLLECT_EVERY = 300_000
"""Objects between two garbage collections: the rows of a file stay until they are told."""
_TOO_MUCH = (
    "the file takes too much memory or time to be read; save it as CSV, in parts, and try again"
)
_TOTAL = str(InvalidInput("this line counts those above it, and is no entry"))


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """What a file is to be read as.

    Attributes:
        kind: what it holds.
        region: country of numbers without one.
        today: the day of the practice, ISO.
        timezone: the practice's zone.
        encoding: the encoding of a text; "" to find it out.
        separator: the separator of a text; "" to find it out.
        sheet: the sheet; "" for the first one.
        days: "day" or "month", whichever is first in days as 03/04/2026; "" to find it out.
    """

    kind: ImportKind
    region: str
    today: str
    timezone: str = "UTC"
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    days: str = ""


class CheckedRow(NamedTuple):
    """A row as it was read and checked.

    Attributes:
        line: the line in the file where it begins.
        cells: its texts, as the JSON list that is stored.
        entry: the checked values by which it is judged; empty for a wrong row.
        written: all checked values, as the JSON object that is stored.
        fault: why it is wrong.
    """

    line: int
    cells: str
    entry: dict[str, Any]
    written: str
    fault: str


@dataclass(frozen=True, slots=True)
class ReadPortion:
    """Rows as they were read, in the order of the file."""

    checked: Sequence[CheckedRow]

    @property
    def rows(self) -> list[tuple[int, list[str], dict[str, Any], str]]:
        """Line, cells, entry (empty for a wrong one) and fault of each."""
        return [(row.line, json.loads(row.cells), row.entry, row.fault) for row in self.checked]


class FileReading:
    """A file that is being read in a process.

    Attributes:
        told: what was recognised: "header", "columns", "fingerprint", "facts", "total".
        days: facts about the order of day and month, once rows come; none without days.
    """

    def __init__(self, process: asyncio.subprocess.Process, told: Mapping[str, Any]) -> None:
        self._process = process
        self.told = told
        self.days: Mapping[str, str] = {}

    async def rows(self, columns: Sequence[str]) -> AsyncIterator[ReadPortion]:
        """Yield the rows, checked by the columns that were chosen.

        Raises:
            NotReadable: if they cannot be read to the end.
        """
        await _say(self._process, {"columns": list(columns)})
        while True:
            told = await _heard(self._process)
            if "end" in told:
                return
            if "days" in told:
                self.days = told["days"]
                continue
            yield ReadPortion([CheckedRow(*row) for row in told["rows"]])


@asynccontextmanager
async def reading(
    path: Path, question: ReadQuestion, within: float = WITHIN
) -> AsyncIterator[FileReading]:
    """Begin to read a file; the process ends with the block.

    Args:
        path: the file, absolute.
        question: what to read it as.
        within: seconds until it has to be read.

    Raises:
        NotReadable: if it cannot be read.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        limit=_LONGEST_LINE,
    )
    try:
        async with asyncio.timeout(within):
            asked = {name: getattr(question, name) for name in ReadQuestion.__slots__}
            await _say(process, asked | {"path": str(path)})
            yield FileReading(process, await _heard(process))
    except TimeoutError:
        raise NotReadable(_TOO_MUCH) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _say(process: asyncio.subprocess.Process, words: object) -> None:
    if process.stdin is None:
        raise RuntimeError("the process has no input")
    with suppress(ConnectionError):
        process.stdin.write(json.dumps(words).encode() + b"\n")
        await process.stdin.drain()


async def _heard(process: asyncio.subprocess.Process) -> dict[str, Any]:
    if process.stdout is None:
        raise RuntimeError("the process has no output")
    try:
        line = await process.stdout.readline()
    except ValueError:
        line = b""
    if not line.endswith(b"\n"):
        raise NotReadable(_TOO_MUCH)
    told: dict[str, Any] = json.loads(line)
    if "fault" in told:
        raise NotReadable(told["fault"])
    return told


def _bound() -> None:
    """Bound this process: what takes too long ends it (SIGVTALRM), what asks for too much fails."""
    signal(SIGINT, SIG_IGN)
    gc.set_threshold(_COLLECT_EVERY)
    setitimer(ITIMER_VIRTUAL, _COMPUTING)
    # a closed unit of systemd may refuse these two
    with suppress(OSError, ValueError):
        os.nice(_NICE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(asked: Mapping[str, Any]) -> None:
    from gateway.imports.columns.fields import OF_DAYS, ImportField
    from gateway.imports.columns.recognised import LOOKED_AT, recognised
    from gateway.imports.columns.values import order_of_days
    from gateway.imports.entries import Columns
    from gateway.imports.reading.formats import table_of

    path = Path(asked["path"])
    size = path.stat().st_size / 1024**2
    setitimer(ITIMER_VIRTUAL, min(_COMPUTING, _FOR_ANY + size * _FOR_MEGABYTE))
    chosen = {name: asked[name] for name in ("encoding", "separator", "sheet")}
    today = date.fromisoformat(asked["today"])
    table = table_of(path, **chosen, today=today, timezone=asked["timezone"])
    rows = iter(table.rows)
    head = list(islice(rows, LOOKED_AT))
    if not head:
        raise NotReadable("the file has no rows")
    kind = ImportKind(asked["kind"])
    found = recognised(head, kind, asked["region"], titled=table.titled)
    _tell(
        {
            "header": list(found.header),
            "columns": [field.value for field in found.columns],
            "fingerprint": found.fingerprint,
            "facts": dict(table.facts),
            "total": max(0, table.total - found.first),
        }
    )
    told = json.loads(sys.stdin.buffer.readline())
    fields = [ImportField(one) for one in told["columns"]]
    left = _without_header(chain(head[found.first :], rows), head[max(0, found.first - 1)])
    month_first = False
    if OF_DAYS.intersection(fields):
        # one day may tell of all others
        left = list(islice(left, MOST_ROWS + 1))
        places = [n for n, field in enumerate(fields) if field in OF_DAYS]
        cells = (row.cells[n] for row in left for n in places if n < len(row.cells))
        order = order_of_days(cells, asked["region"], asked["days"])
        month_first = order.month_first
        first = "month" if month_first else "day"
        _tell({"days": {"days": first, "days.shown": order.shown, "days.example": order.example}})
    columns = Columns(fields, asked["region"], today, asked["timezone"], month_first)
    _tell_rows(left, kind, columns)


def _without_header(rows: Iterable[RawRow], header: RawRow) -> Iterable[RawRow]:
    """Leave out the header where it comes again, as at the beginning of each printed page."""
    return (row for row in rows if row.cells != header.cells or row is header)


def _tell_rows(rows: Iterable[RawRow], kind: ImportKind, columns: Any) -> None:
    from gateway.imports.entries import client_entry
    from gateway.imports.visit_entries import visit_entry

    check = client_entry if kind is ImportKind.CLIENTS else visit_entry
    count = 0
    for portion in _portions(rows):
        count += len(portion)
        if count > MOST_ROWS:
            raise NotReadable(
                f"the file has more than {MOST_ROWS} rows; split it, and import the parts"
            )
        _tell({"rows": [_checked(row, check, columns) for row in portion]})
    if not count:
        raise NotReadable("the file has no rows below its header")
    _tell({"end": count})


def _portions(rows: Iterable[RawRow]) -> Iterator[list[RawRow]]:
    left = (row for row in rows if row.fault or has_text(row.cells))
    while portion := list(islice(left, PORTION)):
        yield portion


def _checked(row: RawRow, check: Callable[..., dict[str, Any]], columns: Any) -> CheckedRow:
    from gateway.imports.columns.values import is_total

    entry: dict[str, Any] = {}
    fault = row.fault
    if not fault:
        try:
            entry = check(row.cells, columns)
        except InvalidInput as error:
            fault = _TOTAL if is_total(row.cells) else str(error)
    written = _JSON.encode(entry)
    # what a client is found by is stored, and nothing is judged by it
    entry.pop("terms", None)
    return CheckedRow(row.line, _JSON.encode(row.cells), entry, written, fault)


def _tell(words: object) -> None:
    sys.stdout.write(_JSON.encode(words) + "\n")
    sys.stdout.flush()


def _main() -> None:
    _bound()
    try:
        _answer(json.loads(sys.stdin.buffer.readline()))
    except NotReadable as error:
        _tell({"fault": str(error)})
    except (MemoryError, RecursionError):
        _tell({"fault": _TOO_MUCH})
    except Exception:  # noqa: BLE001 (whatever a library makes of a broken file ends in words)
        _tell({"fault": str(NotReadable("the file is damaged, or of a form that is not known"))})


if __name__ == "__main__":
    _main()
