"""What is missing for mails is found, over a real DNS server and a real smarthost."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from config.checked import Address
from config.choices import MailTls
from config.mail_section import MailSettings
from gateway.channels.mail.checking.findings import FindingKind, MailFinding
from gateway.channels.mail.checking.mail_check import MailCheck, check_clock, check_mail
from gateway.channels.mail.checking.smarthost_check import SmarthostCheck, check_smarthost
from gateway.channels.mail.composing.signing import load_key
from tests.support.dns_server import DnsServer, Zone, txt
from tests.support.smarthost import Smarthost, certificate

FINE, HINT, WRONG, UNKNOWN = FindingKind
OURS = "192.0.2.1"
USUAL: Zone = {
    ("example.org", "TXT"): [txt(f"v=spf1 ip4:{OURS} -all")],
    ("example.org", "MX"): ["10 mail.example.org."],
    ("_dmarc.example.org", "TXT"): [txt("v=DMARC1; p=quarantine")],
    ("mail.example.org", "A"): [OURS],
    ("1.2.0.192.in-addr.arpa", "PTR"): ["mail.example.org."],
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    made = {
        "2026a": rsa.generate_private_key(65537, 2048),
        "2026e": ed25519.Ed25519PrivateKey.generate(),
        "short": rsa.generate_private_key(65537, 1024),  # noqa: S505 - to be told
    }
    for selector, key in made.items():
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / selector).write_bytes(pem)
    return {selector: folder / selector for selector in made}


@pytest.fixture
async def smarthost():
    async with Smarthost(smtputf8=True).running() as host:
        yield host


def published(keys: Mapping[str, Path]) -> Zone:
    """Return the records of keys."""
    return {
        (f"{selector}._domainkey.example.org", "TXT"): [txt(load_key(selector, path).record)]
        for selector, path in keys.items()
    }


def settings(host: Smarthost, **changes: object) -> MailSettings:
    return MailSettings.model_validate(
        {
            "smarthost": f"127.0.0.1:{host.port}",
            "sender": "Studio Aurora <calendar@example.org>",
            "hostname": "mail.example.org",
            "listen": f"127.0.0.1:{host.port}",
            **changes,
        }
    )


async def found(
    mail: MailSettings, zone: Zone, *, addresses: Sequence[str] = (), broken: Sequence[str] = ()
) -> list[MailFinding]:
    async with DnsServer(zone, broken) as server:
        return await check_mail(
            MailCheck(
                mail,
                "https://book.example.org",
                server.address,
                tuple(addresses),
                datetime.now(UTC),
            )
        )


def of(findings: Sequence[MailFinding], subject: str) -> list[tuple[FindingKind, str]]:
    return [(one.kind, one.words) for one in findings if one.subject == subject]


def only(findings: Sequence[MailFinding], subject: str) -> tuple[FindingKind, str]:
    (one,) = of(findings, subject)
    return one


async def test_where_all_is_right_nothing_is_wrong(smarthost: Smarthost, keys: Mapping[str, Path]):
    used = {name: keys[name] for name in ("2026a", "2026e")}
    mail = settings(smarthost, dkim_keys=used)
    findings = await found(mail, {**USUAL, **published(used)})
    assert {one.kind for one in findings} == {FINE}, findings
    assert [one.subject for one in findings] == [
        *("smarthost", "TLS", "clock", "SPF", "DKIM", "DKIM", "DMARC", "PTR", "MX", "answers"),
        "links",
    ]
    assert smarthost.taken == []


async def test_where_nothing_is_set_up_the_missing_records_are_told(
    smarthost: Smarthost, keys: Mapping[str, Path]
):
    mail = settings(smarthost, listen=None, dkim_keys={"2026a": keys["2026a"]})
    findings = await found(mail, {}, addresses=[OURS])
    wrong = {one.subject: one for one in findings if one.kind is WRONG}
    assert set(wrong) == {"SPF", "DKIM", "DMARC", "PTR", "MX", "answers"}
    assert wrong["SPF"].record == f"example.org TXT v=spf1 ip4:{OURS} ~all"
    assert wrong["DMARC"].record == "_dmarc.example.org TXT v=DMARC1; p=none"
    key = load_key("2026a", keys["2026a"])
    assert wrong["DKIM"].record == f"2026a._domainkey.example.org TXT {key.record}"


@pytest.mark.parametrize(
    ("records", "kind", "words"),
    [
        (["v=spf1 -all"], WRONG, "does not permit 192.0.2.1 (fail); add it"),
        (["v=spf1 +all", "v=spf1 -all"], WRONG, "has 2 records of SPF"),
        (["v=spf1 foo -all"], WRONG, '"foo" in a record of SPF is not known'),
        (["v=spf1 exists:%{s}.example.org -all"], HINT, "decides for every single mail"),
    ],
)
async def test_spf_is_judged_for_the_sending_address(
    smarthost: Smarthost, records: Sequence[str], kind: FindingKind, words: str
):
    zone = {**USUAL, ("example.org", "TXT"): [txt(one) for one in records]}
    told = only(await found(settings(smarthost), zone), "SPF")
    assert told[0] is kind
    assert words in told[1]


@pytest.mark.parametrize(
    ("record", "kind", "words"),
    [
        ("v=DKIM1; k=rsa; p=", WRONG, "was revoked"),
        ("v=DKIM1; k=ed25519; p=AAAA", WRONG, "another kind than ours, which is rsa"),
        ("v=DKIM1; k=rsa; p=MIIB", WRONG, "another public key"),
        ("v=DKIM1; p=!!!", WRONG, "another public key"),
        ("v=DKIM1; h=sha1; p={p}", WRONG, "does not allow sha256"),
        ("v=DKIM1; s=tlsrpt; p={p}", WRONG, "is not for mails"),
        ("v=DKIM2; p={p}", WRONG, "another version"),
        ("v=spf1 -all", WRONG, "has no key"),
        ("v=DKIM1; t=y:s; p={p}", HINT, "test mode"),
        ("p={p}", FINE, "has our public key"),
        ("v=DKIM1; k=rsa; s=email; h=sha1:sha256; n=note; p={p}", FINE, "has our public key"),
    ],
)
async def test_a_published_key_has_to_be_that_of_the_private_key(
    smarthost: Smarthost, keys: Mapping[str, Path], record: str, kind: FindingKind, words: str
):
    letters = load_key("2026a", keys["2026a"]).record.partition("p=")[2]
    name = ("2026a._domainkey.example.org", "TXT")
    zone = {**USUAL, name: [txt(record.replace("{p}", letters))]}
    mail = settings(smarthost, dkim_keys={"2026a": keys["2026a"]})
    told = only(await found(mail, zone), "DKIM")
    assert told[0] is kind
    assert words in told[1]


async def test_another_keys_record_a_short_key_and_no_keys(
    smarthost: Smarthost, keys: Mapping[str, Path]
):
    other = {**USUAL, **published({"2026a": keys["short"], "short": keys["short"]})}
    used = {"2026a": keys["2026a"], "short": keys["short"]}
    first, second = of(await found(settings(smarthost, dkim_keys=used), other), "DKIM")
    assert first[0] is WRONG
    assert second[0] is HINT
    assert "2048 bits" in second[1]
    kind, words = only(await found(settings(smarthost), USUAL), "DKIM")
    assert (kind, "we do not sign" in words) == (HINT, True)


@pytest.mark.parametrize(
    ("zone", "kind", "words"),
    [
        ({("_dmarc.example.org", "TXT"): [txt("v=DMARC1; p=none")]}, FINE, "the policy none"),
        ({("_dmarc.example.org", "TXT"): [txt("v=DMARC1; rua=x")]}, WRONG, "has no policy"),
        ({("_dmarc.example.org", "TXT"): [txt("v=DMARC1; p=none")] * 2}, FINE, "policy none"),
        (
            {("_dmarc.example.org", "TXT"): [txt("v=DMARC1; p=none"), txt("v=DMARC1; p=reject")]},
            WRONG,
            "has 2 records",
        ),
        ({("_dmarc.example.org", "TXT"): [txt("something")]}, WRONG, "has no record of DMARC"),
        ({("_dmarc.example.org", "TXT"): [txt("v=DMARC1;p=reject;adkim=s")]}, FINE, "reject"),
    ],
)
async def test_dmarc_is_read(smarthost: Smarthost, zone: Zone, kind: FindingKind, words: str):
    told = only(await found(settings(smarthost), {**USUAL, **zone}), "DMARC")
    assert told[0] is kind
    assert words in told[1]


async def test_dmarc_of_the_domain_above_counts_and_signatures_have_to_fit(
    smarthost: Smarthost, keys: Mapping[str, Path]
):
    below = {"sender": "calendar@mail.example.org", "dkim_keys": {"2026a": keys["2026a"]}}
    kind, words = only(await found(settings(smarthost, **below), USUAL), "DMARC")
    assert (kind, words) == (FINE, "_dmarc.example.org has the policy quarantine")
    strict = {**USUAL, ("_dmarc.example.org", "TXT"): [txt("v=DMARC1; p=none; adkim=s")]}
    above = settings(smarthost, **below, dkim_domain="example.org")
    assert only(await found(above, USUAL), "DMARC")[0] is FINE
    assert only(await found(above, strict), "DMARC")[0] is WRONG
    foreign = settings(smarthost, **below, dkim_domain="other.example")
    kind, words = only(await found(foreign, USUAL), "DMARC")
    assert kind is WRONG
    assert "does not count" in words


@pytest.mark.parametrize(
    ("zone", "kind", "words"),
    [
        ({("1.2.0.192.in-addr.arpa", "PTR"): ["host7.provider.example."]}, WRONG, "not lead back"),
        (
            {
                ("1.2.0.192.in-addr.arpa", "PTR"): ["host7.provider.example."],
                ("host7.provider.example", "A"): [OURS],
            },
            HINT,
            "set mail.hostname to host7.provider.example",
        ),
        ({("1.2.0.192.in-addr.arpa", "PTR"): []}, WRONG, "has no reverse name"),
    ],
)
async def test_the_reverse_name_leads_there_and_back(
    smarthost: Smarthost, zone: Zone, kind: FindingKind, words: str
):
    told = only(await found(settings(smarthost), {**USUAL, **zone}), "PTR")
    assert told[0] is kind
    assert words in told[1]


async def test_a_local_smarthost_without_a_public_name_asks_for_the_address(smarthost: Smarthost):
    zone = {**USUAL, ("mail.example.org", "A"): ["10.0.0.4"]}
    findings = await found(settings(smarthost), zone)
    assert "--address" in only(findings, "PTR")[1]
    assert only(findings, "SPF")[0] is HINT


@pytest.mark.parametrize(
    ("zone", "kind", "words"),
    [
        ({("example.org", "MX"): ["0 ."]}, WRONG, "null MX"),
        ({("example.org", "MX"): []}, WRONG, "neither MX nor address"),
        ({("example.org", "MX"): [], ("example.org", "A"): [OURS]}, HINT, "the name itself"),
        ({("example.org", "MX"): ["10 gone.example.org."]}, WRONG, "which has no address"),
        ({}, FINE, "has to pass on calendar+…@example.org as well as calendar@example.org"),
    ],
)
async def test_answers_need_an_exchanger(
    smarthost: Smarthost, zone: Zone, kind: FindingKind, words: str
):
    told = only(await found(settings(smarthost), {**USUAL, **zone}), "MX")
    assert told[0] is kind
    assert words in told[1]


async def test_a_service_that_does_not_run_and_a_mailbox_that_is_away(smarthost: Smarthost):
    nobody = await free_port()
    mail = settings(smarthost, listen=f"127.0.0.1:{nobody}", imap=f"127.0.0.1:{nobody}")
    (first, second) = of(await found(mail, USUAL), "answers")
    assert (first[0], second[0]) == (HINT, WRONG)
    assert "the service does not run" in first[1]


async def test_a_dns_server_that_fails_is_told_and_stops_nothing_else(smarthost: Smarthost):
    findings = await found(settings(smarthost), USUAL, broken=["example.org"])
    assert only(findings, "SPF")[0] is UNKNOWN
    assert only(findings, "MX")[0] is UNKNOWN
    assert only(findings, "DMARC")[0] is FINE


async def free_port() -> int:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_the_smarthosts_certificate_is_verified(tmp_path: Path):
    file, context = certificate(tmp_path)
    now = datetime.now(UTC)
    for implicit in (False, True):
        tls = MailTls.TLS if implicit else MailTls.STARTTLS
        async with Smarthost(tls=context, implicit=implicit, smtputf8=True).running() as host:
            trusted = await check_smarthost(settings(host, tls=tls, tls_ca=file), now)
            # the certificate of the test is valid for two days
            assert [(one.subject, one.kind) for one in trusted.findings] == [
                ("smarthost", FINE),
                ("TLS", HINT),
            ]
            assert "ends soon" in trusted.findings[1].words
            unknown = await check_smarthost(settings(host, tls=tls), now)
            told = only(unknown.findings, "TLS")
            assert told[0] is WRONG
            assert "the certificate is not valid: self-signed certificate" in told[1]


async def test_a_smarthost_that_cannot_encrypt_and_one_that_is_away(smarthost: Smarthost):
    now = datetime.now(UTC)
    check = await check_smarthost(settings(smarthost, tls="starttls"), now)
    kind, words = only(check.findings, "TLS")
    assert kind is WRONG
    assert "does not offer STARTTLS" in words
    away = settings(smarthost, smarthost=f"127.0.0.1:{await free_port()}")
    kind, words = only((await check_smarthost(away, now)).findings, "smarthost")
    assert kind is UNKNOWN
    assert "is not reached" in words
    smarthost.say("connect", "554 5.7.1 we do not know you")
    kind, words = only((await check_smarthost(settings(smarthost), now)).findings, "smarthost")
    assert kind is WRONG
    assert "554 5.7.1 we do not know you" in words


async def test_the_log_in_is_tried_and_the_password_is_not_told():
    async with Smarthost(users={"aurora": "secret"}, smtputf8=True).running() as host:
        now = datetime.now(UTC)
        right = await check_smarthost(settings(host, username="aurora", password="secret"), now)
        assert only(right.findings, "log-in")[0] is FINE
        bad = await check_smarthost(settings(host, username="aurora", password="guessed"), now)
        kind, words = only(bad.findings, "log-in")
        assert kind is WRONG
        assert "refuses the log-in of aurora: 535" in words
        assert "guessed" not in words


async def test_a_log_in_that_is_not_offered_is_told(smarthost: Smarthost):
    check = await check_smarthost(settings(smarthost, username="aurora"), datetime.now(UTC))
    assert only(check.findings, "log-in")[0] is WRONG


def test_the_clock_is_compared_with_the_smarthosts():
    now = datetime.now(UTC)
    assert check_clock(now, SmarthostCheck(())).kind is FINE
    assert check_clock(now, SmarthostCheck((), now + timedelta(seconds=90))).kind is FINE
    assert check_clock(now, SmarthostCheck((), now - timedelta(hours=1))).kind is WRONG
    old = check_clock(datetime(2020, 1, 1, tzinfo=UTC), SmarthostCheck(()))
    assert old.kind is WRONG
    assert "younger" in old.words


async def test_a_greeting_with_the_time_is_read():
    greeting = b"220 mx.example.org ESMTP ready; Sun, 29 Nov 2026 21:03:04 +0100\r\n"

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        mail = MailSettings(smarthost=Address("127.0.0.1", port), sender="calendar@example.org")
        check = await check_smarthost(mail, datetime.now(UTC))
    assert check.clock == datetime(2026, 11, 29, 20, 3, 4, tzinfo=UTC)


async def test_pages_without_https_are_told(smarthost: Smarthost):
    async with DnsServer(USUAL) as server:
        usual = MailCheck(
            settings(smarthost), "http://127.0.0.1:8080", server.address, (), datetime.now(UTC)
        )
        assert only(await check_mail(usual), "links")[0] is HINT
        secure = replace(usual, public_url="https://book.example.org")
        assert only(await check_mail(secure), "links")[0] is FINE
