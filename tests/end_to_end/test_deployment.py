"""What is shipped to run the service elsewhere fits the service: unit, container, health check."""

import asyncio
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import zipfile
from asyncio.subprocess import DEVNULL
from pathlib import Path

import aiohttp
import pytest

from config.settings import load
from gateway import systemd
from gateway.web.server.connections import Connections
from gateway.web.server.forms import LARGEST_FORM
from tests.end_to_end.installed import PATIENCE, SCRIPT, Installed

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "config" / "textback.service"
NGINX = (ROOT / "config" / "nginx.example.conf").read_text("utf-8")
CADDY = (ROOT / "config" / "Caddyfile.example").read_text("utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
UNWINDING = 15
"""Seconds for what a stop does beside waiting for carriers, as the example's words promise."""


def seconds(key):
    """Return a length of time that the unit sets."""
    (length,) = re.findall(rf"^{key}=(\d+)s$", UNIT.read_text("utf-8"), re.MULTILINE)
    return int(length)


def run(*command, cwd=ROOT):
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_systemd_takes_the_unit_without_a_word(tmp_path):
    unit = tmp_path / "textback.service"
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/textback/bin/textback", str(SCRIPT)))
    assert run("systemd-analyze", "verify", "--man=no", unit) == (0, "", "")
    # from 0, locked in, to 10, exposed; what talks to the world stays above 1
    code, said, _ = run("systemd-analyze", "security", "--offline=yes", "--threshold=15", unit)
    assert code == 0, said


def test_a_unit_that_is_wrong_is_found_out(tmp_path):
    unit = tmp_path / "textback.service"
    unit.write_text(UNIT.read_text("utf-8").replace("ProtectSystem=strict", "ProtectSystem=so"))
    code, _, said = run("systemd-analyze", "verify", "--man=no", unit)
    assert (code, said) != (0, "")


def test_systemd_waits_for_longer_than_a_stop_may_take():
    drain = load(None, {}).delivery.drain_timeout.total_seconds()
    assert seconds("TimeoutStopSec") >= drain + UNWINDING


def test_the_unit_lets_more_be_open_than_the_pages_take():
    (most,) = re.findall(r"^LimitNOFILE=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)
    # a file of the static ones, a connection to the store: one beside each
    assert int(most) >= 2 * load(None, {}).web.max_connections


def test_proxies_bound_what_they_let_through_as_the_service_does():
    (largest,) = re.findall(r"client_max_body_size (\d+)k;", NGINX)
    assert int(largest) * 1024 == LARGEST_FORM
    (largest,) = re.findall(r"max_size (\d+)KB", CADDY)
    assert 0.95 * LARGEST_FORM < int(largest) * 1000 <= LARGEST_FORM
    (of_address,) = re.findall(r"limit_conn textback_connections (\d+);", NGINX)
    assert int(of_address) <= Connections().most_of_address
    for zone in re.findall(r"zone=(textback_\w+):10m", NGINX):
        assert re.search(rf"limit_(req zone=|conn ){zone}\b.*;", NGINX.partition("server {")[2])
    for limit in ("client_header_timeout", "client_body_timeout", "read_header", "read_body"):
        assert re.search(rf"\b{limit} \d+s", NGINX + CADDY)
    # a connection that is used again must not be one that the service has just ended
    upstream = NGINX.partition("upstream ")[2].partition("}")[0]
    kept = re.findall(r"keepalive_timeout (\d+)s", upstream) + re.findall(
        r"keepalive (\d+)s", CADDY
    )
    assert len(kept) == 2
    assert max(map(int, kept)) < Connections().request_within


def test_proxies_tell_the_browsers_address_and_keep_figures_to_themselves():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "header_up X-Forwarded-For {remote_host}" in CADDY
    (streams, figures) = (re.compile(path) for path in re.findall(r"location ~ (\S+) \{", NGINX))
    assert streams.search("/day/2026-01-12/events")
    for path in ("/metrics", "/status"):
        assert figures.search(path)
        assert path in re.search(r"@machines path (.*)", CADDY)[1].split()


def test_every_file_that_the_words_on_security_name_is_there():
    named = re.findall(r"`((?:gateway|calendar_store|config|tests)/[\w./]+)`", SECURITY)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert "Reporting a fault" in SECURITY


def test_pinned_versions_are_looked_up_and_it_is_said_where_that_cannot_be():
    assert (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1] == ".ci/audit"
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    done = subprocess.run(
        [ROOT / ".ci" / "audit"],
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "audit: not done, the data on vulnerabilities cannot be reached from here\n"
    )


async def test_systemd_and_the_container_are_told_when_it_is_ready_and_when_it_stops(
    textback: Installed, tmp_path
):
    listen = load(textback.config, {}).web.listen
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(tmp_path / "notify"))
        told.setblocking(False)
        hear = asyncio.get_running_loop().sock_recv
        assert not await healthy(listen.port)
        asks = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        async with asyncio.timeout(PATIENCE), textback.serving(**asks) as served:
            assert await hear(told, 100) == systemd.READY.encode()
            # ready is ready: the pages are there
            assert await asked(listen, "/readyz") == (200, {"ready": True})
            assert await healthy(listen.port)
            assert await served.stopped() == 0
            assert await hear(told, 100) == systemd.STOPPING.encode()
    said = [json.loads(line) for line in served.log.read_text("utf-8").splitlines()]
    (ready,) = [line for line in said if line["event"] == "ready"]
    assert ready["pages"] == f"http://{listen}"


async def healthy(port):
    """Tell whether the container's health check finds a service on `port`."""
    (check,) = re.findall(r"^HEALTHCHECK.*?CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    program, *words = json.loads(check)
    assert program == "python"
    assert words[-1].count("127.0.0.1:8080") == 1
    words[-1] = words[-1].replace(":8080", f":{port}")
    ended = await asyncio.create_subprocess_exec(sys.executable, *words, stderr=DEVNULL)
    return await ended.wait() == 0


def test_nobody_is_told_where_nobody_asks():
    systemd.notify(systemd.READY, {})
    systemd.notify(systemd.READY, {"NOTIFY_SOCKET": "/nowhere/at/all"})


def test_everything_that_the_container_copies_is_there():
    copied = re.findall(r"^COPY (?!--from)(.+)$", CONTAINERFILE, re.MULTILINE)
    sources = [word for line in copied for word in shlex.split(line)[:-1]]
    assert "gateway" in sources
    assert [name for name in sources if not (ROOT / name).exists()] == []


def test_the_container_runs_as_nobody_special_and_stops_in_good_order():
    last = CONTAINERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER textback$", last, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", last, re.MULTILINE)
    assert re.search(r"^VOLUME /var/lib/textback$", last, re.MULTILINE)
    assert "TEXTBACK__STORE__URL=sqlite:////var/lib/textback/textback.db" in last
    # every file is checked against its hash, and nothing is fetched that is not in the lock
    installs = re.findall(r"pip install ([^&\n]*)", CONTAINERFILE)
    assert installs
    for install in installs:
        assert "--no-deps" in install
        checked = "--require-hashes" in install
        assert checked or "--no-build-isolation" in install or "--no-index" in install


def test_what_runs_in_it_is_the_locks_without_the_tools():
    code, lines, said = run(sys.executable, ".ci/runtime-lock")
    assert (code, said) == (0, "")
    names = set(re.findall(r"^([a-z0-9-]+)==", lines, re.MULTILINE))
    assert {"aiohttp", "greenlet", "prometheus-client", "sqlalchemy", "uvloop"} <= names
    assert names.isdisjoint({"pytest", "mypy", "ruff", "playwright", "setuptools"})
    whole = (ROOT / "requirements.lock").read_text("utf-8")
    for entry in re.findall(r"^\S.*\n(?:    .*\n)+", lines, re.MULTILINE):
        assert entry in whole


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The service packed for installation, as the container does it; nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    copied = tmp_path_factory.mktemp("copied")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (copied / name).write_bytes((ROOT / name).read_bytes())
    for name in ("calendar_store", "config", "dialogs", "gateway"):
        (copied / name).symlink_to(ROOT / name)
    pack = ("-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps", "--no-index")
    code, said, wrong = run(
        sys.executable, *pack, "--no-build-isolation", "--wheel-dir", folder, ".", cwd=copied
    )
    assert code == 0, said + wrong
    (packed,) = folder.glob("*.whl")
    return packed


def test_what_is_installed_has_every_page_lexicon_and_migration(wheel):
    with zipfile.ZipFile(wheel) as packed:
        there = set(packed.namelist())
    kinds = ("*.html", "*.css", "*.js", "*.toml", "*.mako", "[0-9]*.py")
    folders = ("calendar_store", "config", "dialogs", "gateway")
    wanted = {
        str(path.relative_to(ROOT))
        for folder in folders
        for kind in kinds
        for path in (ROOT / folder).rglob(kind)
    }
    assert len(wanted) > 20
    assert wanted - there == set()


async def asked(listen, path):
    url = f"http://{listen}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()
