"""`make understanding`: print how well and how fast the labelled texts are understood.

Each language has two lines: the texts set aside, which alone are the score, and those that its
lexicon was mended against. With `--wrong`, the misread texts follow.
"""

import sys

from rich.console import Console
from rich.table import Table

from .figures import Figures, figures, readings, texts_per_second
from .labelled import LOCALES, Part

COLUMNS = (
    "language", "part", "texts", "handled without staff", "false confirmations",
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
    console.print(table)
    console.print(
        f"{texts_per_second():,.0f} texts without times understood per second of one core"
    )
    if "--wrong" in sys.argv:
        _print_wrong(console)
    return 1 if harmful else 0


def _cells(counted: Figures) -> tuple[str, ...]:
    return (
        str(counted.texts),
        f"{counted.share:.1%} of {counted.answerable}",
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
