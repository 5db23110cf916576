"""Which addresses the service may ask because somebody entered a name."""

from ipaddress import ip_network

import pytest

from gateway.outside_calendars.public_addresses import may_be_asked

ANY_ADDRESS = ".".join("0000")
PRIVATE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *(ANY_ADDRESS, "224.0.0.1", "255.255.255.255", "198.18.0.1", "240.0.0.1"),
    *("::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
    *("64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a00:1::1", "2001:0:a00:1::1", "::10.0.0.1"),
    *("192.0.0.192", "192.88.99.1", "::ffff:192.0.0.192", "fec0::1", "3fff::1", "5f00::1"),
    *("", "localhost", "127.1"),
)


@pytest.mark.parametrize("host", PRIVATE)
def test_what_is_not_public_is_not_asked(host):
    assert not may_be_asked(host, ())


@pytest.mark.parametrize(
    "host", ["142.250.180.14", "2a00:1450:4002:402::200e", "::ffff:142.250.180.14"]
)
def test_what_is_public_is_asked(host):
    assert may_be_asked(host, ())


def test_the_operator_allows_networks():
    allowed = (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))
    assert may_be_asked("10.0.0.7", allowed)
    assert may_be_asked("::ffff:10.0.0.7", allowed)
    assert may_be_asked("fd00::7", allowed)
    assert not may_be_asked("10.0.1.7", allowed)
