"""What the documents at the door say of the tree, and the contracts of the layers, are true."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_PATH = re.compile(r"`((?:calendar_store|dialogs|gateway|config|tests)/[\w./-]*)`")
CLIMBS = [
    ("calendar_store/clients/climb.py", "from calendar_store.messages import outbox\n"),
    ("calendar_store/model/climb.py", "from calendar_store.database import keys\n"),
    ("dialogs/climb.py", "from calendar_store.appointments import appointments\n"),
    ("gateway/channels/sms/climb.py", "from gateway.use_cases import tariff\n"),
    ("gateway/accounts/climb.py", "from gateway.cli import output\n"),
    ("gateway/use_cases/climb.py", "from gateway.cli import output\n"),
    ("gateway/use_cases/climb.py", "from gateway.channels.sms import sms_channel\n"),
    ("gateway/messaging/climb.py", "from gateway.turns import turns\n"),
    ("gateway/metrics/climb.py", "from gateway.channels.sms import carriers\n"),
    ("gateway/cli/climb.py", "from gateway.channels.sms import sms_channel\n"),
    ("gateway/web/climb.py", "from gateway.cli import output\n"),
    ("gateway/web/server/climb.py", "from gateway.web.demo import demo_plugin\n"),
    ("gateway/web/server/climb.py", "from gateway.web.staff.day import day_page\n"),
    ("gateway/web/staff/day/climb.py", "from gateway.demo import carrier\n"),
]


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    named = _PATH.findall((ROOT / document).read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(("place", "climb"), CLIMBS)
def test_a_climb_from_one_layer_to_another_above_is_refused(
    tmp_path: Path, place: str, climb: str
) -> None:
    for package in ("calendar_store", "dialogs", "gateway", "config"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / place).write_text(climb, encoding="utf-8")
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout
