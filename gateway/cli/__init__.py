"""The command line: everything that staff do in the web can be scripted.

One file for each group of commands. Nothing heavy is imported before a command runs, so that help
and wrong usage are answered at once.
"""

import io
import sys


def main() -> None:
    """Run `textback`; the console script."""
    from gateway.cli.program import app

    if isinstance(sys.stdout, io.TextIOWrapper):
        # a terminal that lacks a letter shows another instead of ending the command
        sys.stdout.reconfigure(errors="replace")
    app()
