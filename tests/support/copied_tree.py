"""A copy of the code that a test changes as a developer would, and then runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("calendar_store", "config", "dialogs", "gateway")
_BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class CopiedTree:
    """The packages of the product in a folder of their own.

    Attributes:
        folder: where they are.
        touched: files that were changed or added, from the folder on.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: set[str] = set()
        for package in PACKAGES:
            shutil.copytree(
                ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
            )

    def add(self, path: str, content: str) -> None:
        """Add a file."""
        target = self.folder / path
        assert not target.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        self.touched.add(path)

    def add_copy(self, source: str, target: str) -> None:
        """Add a folder as a copy of another one."""
        shutil.copytree(self.folder / source, self.folder / target)
        for file in (self.folder / target).rglob("*"):
            if file.is_file():
                self.touched.add(str(file.relative_to(self.folder)))

    def insert(self, path: str, behind: str, line: str) -> None:
        """Insert lines into a file, behind a line that stands in it once."""
        file = self.folder / path
        before = file.read_text(encoding="utf-8")
        assert before.count(f"{behind}\n") == 1, f"{path} has not one line {behind!r}"
        file.write_text(before.replace(f"{behind}\n", f"{behind}\n{line}\n"), encoding="utf-8")
        self.touched.add(path)

    def run(self, *command: str, typed: str = "") -> str:
        """Run Python with the copy alone before what is installed; return what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env={"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def files_of_how_to(title: str) -> list[str]:
    """Return the paths that a how-to of CONTRIBUTING.md lists, <name> for what is chosen.

    Args:
        title: its heading.
    """
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, found, section = text.partition(f"\n## {title}\n")
    assert found, f"CONTRIBUTING.md has no {title!r}"
    block = _BLOCK.search(section.partition("\n## ")[0])
    assert block, f"{title!r} lists no files"
    return [line.split()[0] for line in block[1].splitlines()]


def unlike(touched: set[str], listed: list[str]) -> tuple[list[str], list[str]]:
    """Return the files touched that are not listed, and the paths listed that were not touched."""
    patterns = {path: re.compile(re.sub(r"<\w+>", r"[\\w-]+", re.escape(path))) for path in listed}
    strange = [one for one in touched if not any(p.fullmatch(one) for p in patterns.values())]
    unused = [path for path, p in patterns.items() if not any(p.fullmatch(one) for one in touched)]
    return sorted(strange), unused
