"""The command line: staff's work on the pages can be scripted with its commands.

One module for each group of commands. Slow modules are imported only when a command runs, so that
help and usage errors appear at once.
"""

import atexit
import gc
import io
import os
import sys
from pathlib import Path

_COLLECT_EVERY = 300_000
"""Objects between two garbage collections: imports make many objects, and all of them stay."""


def collect_seldom() -> None:
    """Let the garbage collector look for cycles seldom; benchmarks call it to measure the same."""
    gc.set_threshold(_COLLECT_EVERY)


def main() -> None:
    """Run `textback`; the console script."""
    collect_seldom()
    # the process frees all memory at its end; a last collection took a quarter of a command's time
    atexit.register(gc.freeze)
    # our configuration needs no plug-ins of other packages, and the search for them is slow
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    from gateway.cli.program import app

    # the parent process may have closed these files: then read nothing, and discard output
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a character that the terminal lacks is replaced; the command does not fail
        sys.stdout.reconfigure(errors="replace")
    app()
