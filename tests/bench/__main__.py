"""Run the bench and print its table: rates, and their ratio to the bare flood of the same run."""

import argparse
import logging
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvloop
from rich.console import Console
from rich.table import Table

from gateway.warming import spare_the_collector
from tests.bench import booking_page, flood, measures
from tests.bench.carrier import lean_carrier
from tests.bench.mail_senders import lean_senders
from tests.bench.mails import mails_out
from tests.bench.mails_in import mails_in
from tests.bench.pages import report
from tests.bench.smarthost import lean_smarthost


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `ratio` is the rate over the bare flood's."""

    name: str
    rate: str
    ratio: str = ""


async def _measure(folder: Path, scale: float) -> list[Row]:
    count = int(20_000 * scale)
    spare_the_collector()
    with lean_carrier() as carrier:
        bare = await flood.flood(carrier, count)
        rows = [Row("bare flood of submit_sm, no store", f"{bare:,.0f}/s", "1")]

        def add(name: str, rate: float) -> None:
            rows.append(Row(name, f"{rate:,.0f}/s", f"1/{bare / rate:.1f}"))

        add(
            "(a) due reminders → accepted and recorded",
            await measures.reminders(folder / "a.db", carrier, count),
        )
        add(
            "(b) texts in → calendar changed → answer accepted",
            await measures.replies(folder / "b.db", carrier, count // 2),
        )
        add("(c) receipts recorded", await measures.receipts(folder / "c.db", carrier, count))
        lone = await measures.lone_text(folder / "lone.db", carrier, 200)
        rows.append(Row("    a lone text → its answer at the carrier, median", f"{lone:.1f} ms"))
        among = await measures.reply_among_reminders(folder / "busy.db", carrier, count)
        typical, worst = statistics.median(among), max(among)
        name = f"    a lone text among {count:,} due reminders, median and worst"
        rows.append(Row(name, f"{typical:.0f} and {worst:.0f} ms"))
    rows.append(Row("(d) replies understood, one core", f"{measures.understood():,.0f}/s"))
    million = int(1_000_000 * scale)
    search = await measures.full_calendar(folder / "e.db", million)
    rows.append(Row(f"(e) free times found beside {million:,} appointments", f"{search:,.0f}/s"))
    mails = await _mails(folder, count, bare)
    return [*rows, *mails, *await _booking(folder, million)]


async def _mails(folder: Path, count: int, bare: float) -> list[Row]:
    """Measure (f) and (g)."""
    with lean_smarthost() as smarthost:
        out = await mails_out(folder / "f.db", smarthost, count)
    with lean_senders() as senders, lean_smarthost() as smarthost:
        came = await mails_in(folder / "g.db", senders, smarthost, count // 4)

    def row(name: str, rate: float) -> Row:
        return Row(name, f"{rate:,.0f}/s", f"1/{bare / rate:.1f}")

    return [
        row(
            "(f) mails out: due reminders → accepted by the smarthost and recorded", out.per_second
        ),
        Row("    processor time of the service for each, composing beside", f"{out.cpu:.1f} ms"),
        row("(g) mails in: answers → calendar changed → answered by mail", came.answered),
        row("    committed and acknowledged", came.committed),
    ]


async def _booking(folder: Path, million: int) -> list[Row]:
    """Measure (h); its ratios are to a small store of the same run."""
    few = await booking_page.booking_pages(folder / "h-few.db", booking_page.FEW)
    many = await booking_page.booking_pages(folder / "h.db", max(million, booking_page.FEW))
    names = (
        f"(h) a page of times to book beside {million:,} appointments, median",
        "    a time held and its code sent, there",
    )
    return [
        Row(name, f"{one:.1f} ms", f"{one / small:.1f} × beside {booking_page.FEW:,}")
        for name, one, small in zip(names, many, few, strict=True)
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full numbers")
    scale = parser.parse_args().scale
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        rows = uvloop.run(_measure(Path(folder), scale))
        pages = report.tables(Path(folder), scale)
    table = Table(title=f"{os.cpu_count()} cores, carrier and service beside each other")
    for column in ("measure", "rate", "of the flood"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for row in rows:
        table.add_row(row.name, row.rate, row.ratio)
    Console().print(table)
    for one in pages:
        Console(width=120).print(one)


if __name__ == "__main__":
    main()
