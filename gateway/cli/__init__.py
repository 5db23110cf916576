"""The command line: everything that staff do in the web can be scripted.

One file for each group of commands. Nothing heavy is imported before a command runs, so that help
and wrong usage are answered at once.
"""

import atexit
import gc
import io
import os
import sys
from pathlib import Path

_COLLECT_EVERY = 100_000
"""Objects made between two looks of the garbage collector: imports make many, and all stay."""


def main() -> None:
    """Run `textback`; the console script."""
    gc.set_threshold(_COLLECT_EVERY)
    # at the end everything goes at once; looking through it first took a quarter of a command
    atexit.register(gc.freeze)
    # no plug-in of another package has a part in our configuration, and looking for them is slow
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    from gateway.cli.program import app

    # whoever started us may have closed them: nothing is read then, and nobody reads
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a terminal that lacks a letter shows another instead of ending the command
        sys.stdout.reconfigure(errors="replace")
    app()
