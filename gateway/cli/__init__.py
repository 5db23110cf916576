"""The command line: everything that staff do in the web can be scripted.

One file for each group of commands. Nothing heavy is imported before a command runs, so that help
and wrong usage are answered at once.
"""

import io
import os
import sys
from pathlib import Path


def main() -> None:
    """Run `textback`; the console script."""
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
