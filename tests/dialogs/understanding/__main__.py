"""`make understanding`: print how well and how fast the labelled texts are understood.

Each language has two lines: the texts set aside, which alone are the score, and those that its
lexicon was mended against. Then comes what the sweep of turned phrases acted on, confidence held
against truth, and the time a text takes. With `--wrong`, the misread texts follow.
"""

import sys

from rich.console import Console
from rich.table import Table

from .figures import Figures, figures, microseconds, readings, reliability, texts_per_second
from .labelled import LOCALES, Part
from .sweep import swept

COLUMNS = (
    "language", "part", "texts", "handled", "not left to staff", "false confirmations",
    "false cancellations", "missed opt-outs", "false opt-outs",
)  # fmt: skip


def main() -> int:
    """Print the figures; fail where a scored text was read in a way that should never happen."""
    console = Console()
    table = Table(*COLUMNS)
    harmful: list[str] = []
    for locale in LOCALES:
        for part in (Part.SCORED, Part.WORK):
            counted = figures(readings(locale, part))
            table.add_row(locale, part, *_cells(counted), end_section=part is Part.WORK)
            harmful += counted.harmful if part is Part.SCORED else ()
    console.print(table, _swept(harmful), _reliability(), _times())
    console.print(
        f"{texts_per_second():,.0f} texts without times understood per second of one core"
    )
    if "--wrong" in sys.argv:
        _print_wrong(console)
    return 1 if harmful else 0


def _swept(harmful: list[str]) -> Table:
    """Sweep the turned phrases; what is acted on counts as harm."""
    table = Table("language", "turned phrases", "acted on", title="the sweep")
    for locale in LOCALES:
        every = list(swept(locale))
        wrong = [each.text for each in every if each.harmful]
        table.add_row(locale, f"{len(every):,}", str(len(wrong)))
        harmful += wrong
    return table


def _reliability() -> Table:
    table = Table("confidence", "readings", "right", title="confidence against truth")
    read = [each for locale in LOCALES for part in Part for each in readings(locale, part)]
    for band in reliability(read):
        share = f"{band.right / band.readings:.1%}" if band.readings else ""
        table.add_row(f"{band.begins:.2f} to {min(band.ends, 1):.2f}", str(band.readings), share)
    return table


def _times() -> Table:
    table = Table("language", "median", "mean", title="microseconds a text")
    for locale in LOCALES:
        typical, average = microseconds(locale)
        table.add_row(locale, f"{typical:.0f}", f"{average:.0f}")
    return table


def _cells(counted: Figures) -> tuple[str, ...]:
    return (
        str(counted.texts),
        f"{counted.share:.1%} of {counted.answerable}",
        f"{counted.coverage:.1%}",
        *(
            str(len(texts))
            for texts in (
                counted.false_confirmations,
                counted.false_cancellations,
                counted.missed_opt_outs,
                counted.false_opt_outs,
            )
        ),
    )


def _print_wrong(console: Console) -> None:
    """Print the misread texts of the part to work with; the scored stay unseen."""
    for locale in LOCALES:
        for each in readings(locale, Part.WORK):
            if each.found is not each.meant:
                console.print(f"{locale}: {each.meant} read as {each.found}: {each.text}")


if __name__ == "__main__":
    sys.exit(main())
