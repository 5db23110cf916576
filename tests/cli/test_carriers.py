"""`textback carriers`: what the running service says, and what the store knows without it."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.cli.conftest import CommandLine

CARRIER = """
[[carrier]]
name = "sandbox"
host = "smpp.example.org"
system_id = "esme"
numbers = ["+390699000111"]
binds = 2
prices = { "1" = 0.05, "39" = 0.045, "" = 0.09 }
"""
STATUS = {
    "carriers": [
        {
            "carrier": "sandbox",
            "state": "bound",
            "binds": [
                {
                    "name": "sandbox 1",
                    "state": "bound",
                    "in_flight": 3,
                    "window": 50,
                    "words": "throttled",
                }
            ],
        }
    ]
}


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    """A server on a loopback port that answers every GET with `body`; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/status"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep standard error to what is tested."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        running = threading.Thread(target=server.serve_forever)
        running.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            running.join()


def _configure(cli: CommandLine, port: int, carrier: str = CARRIER) -> None:
    (cli.folder / "textback.toml").write_text(f'[web]\nlisten = "127.0.0.1:{port}"\n{carrier}')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_running_service_tells_its_binds_and_windows(sample: CommandLine) -> None:
    with answering(json.dumps(STATUS).encode()) as port:
        _configure(sample, port)
        told = sample.json("carriers")
        shown = sample.ok("carriers")
    assert told["running"] is True
    assert told["carriers"][0]["state"] == "bound"
    assert told["carriers"][0]["binds"] == STATUS["carriers"][0]["binds"]
    assert "sandbox 1 bound, 3 of 50: throttled" in shown


def test_without_the_service_the_store_s_figures_stand(sample: CommandLine) -> None:
    port = _free_port()
    _configure(sample, port)
    told = sample.json("carriers")
    [one] = told["carriers"]
    assert (told["running"], one["state"], one["configured_binds"]) == (False, None, 2)
    assert one["messages"] == {"delivered": 9, "failed": 1}
    # 3 parts to +1, 3 to +39 and 3 to the rest of the world; what failed is not billed
    assert (one["parts"], one["cost"]) == (9, "0.555")
    shown = sample.ok("carriers")
    assert f"no service on 127.0.0.1:{port} tells" in shown
    assert "2 configured, window 50" in shown


def test_what_is_older_is_not_counted(sample: CommandLine) -> None:
    _configure(sample, _free_port())
    recent = sample.json("carriers", "--days", "1")["carriers"][0]
    # the reminder about Tuesday at three went out on Sunday at three
    assert recent["messages"] == {"delivered": 1}


def test_a_stranger_on_the_port_is_not_believed(sample: CommandLine) -> None:
    for body in (b"<html>", b"[]", b'{"carriers": [1]}'):
        with answering(body) as port:
            _configure(sample, port)
            assert sample.json("carriers")["running"] is False


def test_no_carrier_is_said(studio: CommandLine) -> None:
    _configure(studio, _free_port(), carrier="")
    assert "so nothing is texted" in studio.ok("carriers")
