"""The command line in a folder: run in this process, or as the console script in its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gateway.cli.program import app

SCRIPT = Path(sys.executable).with_name("textback")
MONDAY_MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Nine o'clock in Rome."""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """Runs commands in a folder."""

    folder: Path

    def run(self, *args: str, typed: str | bytes | None = None) -> Answer:
        """Run a command in this process."""
        before = os.umask(0o022)
        try:
            result = CliRunner().invoke(app, list(args), input=typed)
        finally:
            os.umask(before)
        assert isinstance(result.exception, SystemExit | None), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def script(self, *args: str, typed: str | None = None, **environ: str) -> Answer:
        """Run the console script in a process of its own."""
        done = subprocess.run(
            [SCRIPT, *args],
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=os.environ | environ,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def ok(self, *args: str, typed: str | bytes | None = None) -> str:
        """Run a command that has to succeed; return what it printed."""
        answer = self.run(*args, typed=typed)
        assert (answer.code, answer.err) == (0, "")
        return answer.out

    def json(self, *args: str, typed: str | None = None) -> Any:
        """Run a command that has to succeed with --json; return the one document it printed."""
        out = self.ok(*args, "--json", typed=typed)
        assert out.count("\n") == 1
        return json.loads(out)

    def refused(self, *args: str, code: int = 1, typed: str | None = None) -> str:
        """Run a command that has to be refused; return its one line."""
        answer = self.run(*args, typed=typed)
        assert (answer.code, answer.out) == (code, "")
        (line,) = answer.err.splitlines()
        return line.removeprefix("textback: ")
