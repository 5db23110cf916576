"""`textback mail check` says in plain lines what is missing; its exit code says whether."""

import asyncio
import json
from pathlib import Path

from tests.support.command_line import CommandLine
from tests.support.dns_server import DnsServer, Zone, txt
from tests.support.smarthost import Smarthost

ZONE: Zone = {
    ("example.org", "TXT"): [txt("v=spf1 mx -all")],
    ("example.org", "MX"): ["10 mail.example.org."],
    ("mail.example.org", "A"): ["192.0.2.1"],
    ("_dmarc.example.org", "TXT"): [txt("v=DMARC1; p=none")],
    ("1.2.0.192.in-addr.arpa", "PTR"): ["mail.example.org."],
}
MAIL = """
[mail]
smarthost = "127.0.0.1:{port}"
sender = "Studio Aurora <calendar@example.org>"
hostname = "mail.example.org"
listen = "127.0.0.1:{port}"
"""


def _configure(folder: Path, port: int) -> None:
    with (folder / "textback.toml").open("a") as file:
        file.write(MAIL.format(port=port))


async def test_what_is_right_and_wrong_is_told_in_lines_and_in_json(cli: CommandLine):
    async with Smarthost(smtputf8=True).running() as host, DnsServer(ZONE) as server:
        _configure(cli.folder, host.port)
        command = ("mail", "check", "--resolver", str(server.address))
        good = await asyncio.to_thread(cli.script, *command)
        assert (good.code, good.err) == (0, "")
        lines = good.out.splitlines()
        assert "ok     SPF        example.org permits 192.0.2.1" in lines
        assert lines[-1] == "nothing is wrong"
        del server.zone["_dmarc.example.org", "TXT"]
        bad = await asyncio.to_thread(cli.script, *command)
        assert (bad.code, bad.err) == (1, "")
        lines = bad.out.splitlines()
        record = "                  add: _dmarc.example.org TXT v=DMARC1; p=none"
        assert lines[lines.index(record) - 1].startswith("WRONG  DMARC")
        assert lines[-1] == "1 thing is wrong"
        machine = await asyncio.to_thread(cli.script, *command, "--json")
        assert machine.code == 1
        told = json.loads(machine.out)
        assert (told["sender"], told["wrong"]) == ("calendar@example.org", 1)
        (wrong,) = (one for one in told["findings"] if one["kind"] == "wrong")
        assert wrong["record"] == "_dmarc.example.org TXT v=DMARC1; p=none"
        other = await asyncio.to_thread(cli.script, *command, "--address", "198.51.100.1")
        assert "example.org does not permit 198.51.100.1 (fail)" in other.out
        assert host.taken == []


def test_without_mail_there_is_nothing_to_check(cli: CommandLine):
    refused = cli.refused("mail", "check")
    assert refused == "there is no [mail] in the configuration, so nothing is mailed"


def test_what_is_no_server_and_no_address_is_refused(cli: CommandLine):
    _configure(cli.folder, 25)
    assert cli.refused("mail", "check", "--resolver", "dns").startswith("--resolver: write host")
    assert "--address" in cli.refused("mail", "check", "--address", "mail.example.org")
