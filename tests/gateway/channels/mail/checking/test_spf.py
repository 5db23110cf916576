"""SPF is evaluated as receivers do (RFC 7208), over a real DNS server."""

from ipaddress import ip_address

import pytest

from gateway.channels.mail.checking.dns_lookup import DnsLookup, DnsUnanswered
from gateway.channels.mail.checking.spf import SpfCheck, SpfResult
from tests.support.dns_server import DnsServer, Zone, txt

ZONE: Zone = {
    ("ip.example", "TXT"): [txt("something else"), txt("v=spf1 ip4:192.0.2.0/28 -all")],
    ("six.example", "TXT"): [txt("v=spf1 ip6:2001:db8::/32 ~all")],
    ("a.example", "TXT"): [txt("v=spf1 a a:other.example/24 ?all")],
    ("a.example", "A"): ["192.0.2.9"],
    ("a.example", "AAAA"): ["2001:db8::9"],
    ("other.example", "A"): ["198.51.100.7"],
    ("mx.example", "TXT"): [txt("v=spf1 mx -all")],
    ("mx.example", "MX"): ["10 mail.mx.example."],
    ("mail.mx.example", "A"): ["192.0.2.44"],
    ("include.example", "TXT"): [txt("v=spf1 include:ip.example include:six.example -all")],
    ("redirect.example", "TXT"): [txt("v=spf1 redirect=mx.example")],
    ("exists.example", "TXT"): [txt("v=spf1 exists:a.example -all")],
    ("macro.example", "TXT"): [txt("v=spf1 exists:%{i}.list.example -all")],
    ("twice.example", "TXT"): [txt("v=spf1 -all"), txt("V=SPF1 +all")],
    ("near.example", "TXT"): [txt("v=spf10 +all")],
    ("loop.example", "TXT"): [txt("v=spf1 include:loop.example -all")],
    ("broken.example", "TXT"): [txt("v=spf1 ipv4:192.0.2.1 -all")],
    ("network.example", "TXT"): [txt("v=spf1 ip4:192.0.2.300 -all")],
    ("nothing.example", "TXT"): [txt("v=spf1 include:near.example -all")],
    ("neutral.example", "TXT"): [txt("v=spf1")],
    ("minus.example", "TXT"): [txt("v=spf1 -ip4:192.0.2.1 +all exp=why.example")],
    ("long.example", "TXT"): [txt("v=spf1 " + "ip4:203.0.113.7 " * 40 + "ip4:192.0.2.1 -all")],
}


@pytest.mark.parametrize(
    ("domain", "address", "result"),
    [
        ("ip.example", "192.0.2.1", SpfResult.PASS),
        ("ip.example", "192.0.2.16", SpfResult.FAIL),
        ("ip.example", "2001:db8::1", SpfResult.FAIL),
        ("six.example", "2001:db8::1", SpfResult.PASS),
        ("six.example", "192.0.2.1", SpfResult.SOFTFAIL),
        ("a.example", "192.0.2.9", SpfResult.PASS),
        ("a.example", "2001:db8::9", SpfResult.PASS),
        ("a.example", "198.51.100.200", SpfResult.PASS),
        ("a.example", "192.0.2.1", SpfResult.NEUTRAL),
        ("mx.example", "192.0.2.44", SpfResult.PASS),
        ("mx.example", "192.0.2.1", SpfResult.FAIL),
        ("include.example", "192.0.2.1", SpfResult.PASS),
        ("include.example", "203.0.113.1", SpfResult.FAIL),
        ("redirect.example", "192.0.2.44", SpfResult.PASS),
        ("redirect.example", "192.0.2.1", SpfResult.FAIL),
        ("exists.example", "203.0.113.1", SpfResult.PASS),
        ("macro.example", "192.0.2.1", SpfResult.UNCLEAR),
        ("twice.example", "192.0.2.1", SpfResult.PERMERROR),
        ("near.example", "192.0.2.1", SpfResult.NONE),
        ("absent.example", "192.0.2.1", SpfResult.NONE),
        ("loop.example", "192.0.2.1", SpfResult.PERMERROR),
        ("broken.example", "192.0.2.1", SpfResult.PERMERROR),
        ("network.example", "192.0.2.1", SpfResult.PERMERROR),
        ("nothing.example", "192.0.2.1", SpfResult.PERMERROR),
        ("neutral.example", "192.0.2.1", SpfResult.NEUTRAL),
        ("minus.example", "192.0.2.1", SpfResult.FAIL),
        ("minus.example", "192.0.2.2", SpfResult.PASS),
        ("long.example", "192.0.2.1", SpfResult.PASS),
    ],
)
async def test_a_domain_permits_what_its_records_say(domain: str, address: str, result: SpfResult):
    async with DnsServer(ZONE) as server:
        check = SpfCheck(DnsLookup(server.address), ip_address(address))
        assert await check.result(domain) is result
        assert bool(check.fault) == (result is SpfResult.PERMERROR)


async def test_a_server_that_fails_is_no_missing_record():
    async with DnsServer(ZONE, broken=["ip.example"]) as server:
        check = SpfCheck(DnsLookup(server.address), ip_address("192.0.2.1"))
        with pytest.raises(DnsUnanswered, match=r"ip\.example"):
            await check.result("include.example")
