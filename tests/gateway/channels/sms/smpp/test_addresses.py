"""Whose address it is, however a carrier writes it: clients' and ours, end to end."""

from datetime import timedelta

import pytest
import structlog

from calendar_store.clients import clients, consent
from calendar_store.clients.new_client import NewClient
from calendar_store.model.statuses import Channel, InboundStatus
from calendar_store.practices import practices, practitioners
from config.settings import Settings
from gateway.channels.sms.smpp.addresses import destination_address
from gateway.channels.sms.smpp.received_address import (
    alias_key,
    home_country,
    our_number,
    received_address,
)
from gateway.service import opened
from tests.support.actors import named
from tests.support.carrier import SUBMIT_SM, message, submitted
from tests.support.studio import Studio

ADA = "+393331234014"
BY = named("ada@example.org")
OURS = "+390699000111"


@pytest.mark.parametrize(
    ("number", "ton", "country", "address"),
    [
        ("393331234014", 0, "IT", ADA),
        ("3331234014", 0, "IT", ADA),
        ("3331234014", 2, "IT", ADA),
        ("00393331234014", 0, "", ADA),
        ("0039 333 123 4014", 2, "", ADA),
        ("+39-333-1234014", 5, "", ADA),
        ("3331234014", 1, "IT", ADA),  # everything is called international
        ("07911123456", 0, "GB", "+447911123456"),
        ("7911123456", 2, "GB", "+447911123456"),
        ("011393331234014", 0, "US", ADA),
        ("4155550123", 0, "US", "+14155550123"),
        ("14165550123", 0, "US", "+14165550123"),  # Canada's, by the same code
        ("4915112345678", 0, "DE", "+4915112345678"),
        ("20123456", 0, "DK", "+4520123456"),
    ],
)
@pytest.mark.row("4.one-form")
def test_one_form_of_a_clients_address(number: str, ton: int, country: str, address: str) -> None:
    assert received_address(number, ton, country) == address


@pytest.mark.parametrize(
    ("number", "ton", "country"),
    [
        ("3331234014", 0, ""),  # with a plus it would be a number in France
        ("393331234014", 0, ""),
        ("3331234014", 2, ""),
        ("3331234014", 1, ""),
        ("447911123456", 0, "IT"),
        ("1234014", 4, "IT"),
        ("48222", 0, "IT"),
        ("48222", 1, "IT"),
        ("33312340141234567890", 0, "IT"),
        ("", 0, "IT"),
        ("+", 1, "IT"),
        ("Vodafone", 5, "IT"),
        ("٣٣٣١٢٣٤٠١٤", 0, "IT"),
        ("99999999999", 0, "IT"),
    ],
)
@pytest.mark.row("4.one-form")
def test_what_is_not_recognised_is_never_made_international(
    number: str, ton: int, country: str
) -> None:
    assert received_address(number, ton, country) == number


@pytest.mark.row("4.one-form")
def test_digits_of_unknown_country_go_back_as_they_came() -> None:
    assert destination_address("3331234014") == ("3331234014", 0, 1)
    assert destination_address(ADA) == (ADA[1:], 1, 1)
    assert destination_address("48222") == ("48222", 3, 0)


@pytest.mark.parametrize(
    ("number", "ton"),
    [
        ("390699000111", 0),
        ("00390699000111", 0),
        ("0699000111", 2),
        ("699000111", 2),
        ("39699000111", 1),
        ("+39 06 99000111", 1),
        ("STUDIO", 5),
        ("studio", 5),
        ("48222", 3),
        ("48 222", 0),
    ],
)
@pytest.mark.row("4.our-aliases")
def test_our_number_in_any_spelling_or_under_an_alias(number: str, ton: int) -> None:
    aliases = {alias_key(alias): OURS for alias in ("Studio", "48222")}
    assert our_number(number, ton, (OURS, "+390699000222"), aliases, "IT") == OURS
    assert our_number("99000", ton, (OURS, "+390699000222"), aliases, "IT") == "99000"


@pytest.mark.row("4.one-form")
def test_the_country_is_that_of_our_numbers_unless_it_is_configured() -> None:
    assert home_country("", (OURS, "48222")) == "IT"
    assert home_country("", (OURS, "+441632960001")) == ""
    assert home_country("GB", (OURS,)) == "GB"
    assert home_country("", ()) == ""


@pytest.fixture
async def ada(studio: Studio) -> int:
    """Ada, a client of the practice."""
    async with studio.database.write() as tx:
        practice = await practices.get(tx, studio.office.practice_id)
        added = await clients.add(
            tx, practice, NewClient("Ada", "Byron", ADA), by=BY, now=studio.now
        )
    return added.id


async def stopped(studio: Studio) -> set[str]:
    async with studio.database.read() as tx:
        wanted = [(studio.office.practice_id, Channel.SMS, ADA)]
        return {number for _, _, number in await consent.stopped(tx, wanted)}


async def handled(studio: Studio) -> None:
    """Wait until everything that came is handled."""

    async def done() -> bool:
        texts = await studio.texts()
        return bool(texts) and all(one.status is not InboundStatus.NEW for one in texts)

    await studio.until(done)


@pytest.mark.parametrize(
    ("source", "ton", "settings"),
    [
        (b"393331234014", 0, {}),
        (b"393331234014", 0, {"numbers": ("48222", OURS, "+441632960001")}),  # no country
        (b"3331234014", 2, {}),
        (b"03331234014", 0, {"country": "GB"}),
    ],
)
@pytest.mark.row("4.stop-in-any-spelling", "4.known-client")
async def test_stop_stops_the_client_in_whatever_spelling_it_comes(
    studio: Studio, ada: int, source: bytes, ton: int, settings: dict[str, object]
) -> None:
    async with studio.running(**settings):
        waiting = await studio.sends(recipient=ADA, not_before=studio.now + timedelta(hours=1))
        assert await studio.heard(message(b"STOP", source=source, ton=ton, npi=0)) == 0
        await studio.carrier.until(lambda: studio.carrier.of(SUBMIT_SM))
        assert await stopped(studio) == {ADA}
        assert (await studio.status(waiting)).value == "skipped"
    (goodbye,) = studio.carrier.of(SUBMIT_SM)
    assert b"scriva START" in submitted(goodbye.body)["octets"]


@pytest.mark.parametrize(
    ("source", "ton"),
    [
        (b"1234014", 4),
        (b"88393331234014", 0),
        (b"443331234014", 1),  # the carrier's own country before a foreign number
    ],
)
@pytest.mark.row("4.stop-in-any-spelling")
async def test_stop_stops_the_only_client_whose_number_ends_alike_and_draws_no_paid_answer(
    studio: Studio, ada: int, source: bytes, ton: int
) -> None:
    async with studio.running():
        waiting = await studio.sends(recipient=ADA, not_before=studio.now + timedelta(hours=1))
        assert await studio.heard(message(b"STOP", source=source, ton=ton, npi=0)) == 0
        await handled(studio)
        assert await stopped(studio) == {ADA}
        assert (await studio.status(waiting)).value == "skipped"
    assert studio.carrier.of(SUBMIT_SM) == []


@pytest.mark.row("4.stop-in-any-spelling")
async def test_a_mobile_of_another_country_stops_nobody_else(studio: Studio, ada: int) -> None:
    async with studio.running():
        assert await studio.heard(message(b"STOP", source=b"923331234014", ton=1)) == 0
        await handled(studio)
    assert await stopped(studio) == set()


@pytest.mark.row("4.known-client")
async def test_what_fits_two_clients_is_neither(studio: Studio, ada: int) -> None:
    async with studio.database.write() as tx:
        practice = await practices.get(tx, studio.office.practice_id)
        grace = NewClient("Grace", "Hopper", "+923331234014")
        await clients.add(tx, practice, grace, by=BY, now=studio.now)
    async with studio.running(country="US"):
        assert await studio.heard(message(b"STOP", source=b"3331234014", ton=0)) == 0
        await handled(studio)
        assert await stopped(studio) == set()
    (text,) = await studio.texts()
    assert text.key.their_address == "3331234014"


@pytest.mark.row("4.known-client")
async def test_a_practitioner_is_known_without_the_country(studio: Studio) -> None:
    async with studio.database.write() as tx:
        practice = await practices.get(tx, studio.office.practice_id)
        await practitioners.add(tx, practice.id, "Bruno", by=BY, now=studio.now, mobile=ADA)
    async with studio.running(country="US"):
        assert await studio.heard(message(b"AGENDA", source=b"393331234014", ton=0)) == 0
    (text,) = await studio.texts()
    assert text.key.their_address == ADA


@pytest.mark.row("4.our-aliases")
async def test_a_text_to_an_alias_is_the_practices(studio: Studio, ada: int) -> None:
    async with studio.running(aliases={"studio": OURS}):
        to_alias = message(
            b"STOP", source=b"393331234014", destination=b"STUDIO", destination_ton=5
        )
        assert await studio.heard(to_alias) == 0
        await studio.carrier.until(lambda: studio.carrier.of(SUBMIT_SM))
    assert await stopped(studio) == {ADA}


@pytest.mark.row("4.nobodys-number")
async def test_a_text_to_a_number_of_no_practice_is_for_whoever_wrote_last(
    studio: Studio, ada: int
) -> None:
    async with studio.running(numbers=(OURS, "+390699000222")):
        hello = message(b"HELP", source=b"393331234014")
        assert await studio.heard(hello) == 0
        await studio.carrier.until(lambda: studio.carrier.of(SUBMIT_SM))
        other = message(b"STOP", source=b"393331234014", destination=b"390699000222")
        assert await studio.heard(other) == 0
        await studio.carrier.until(lambda: studio.carrier.count(SUBMIT_SM) == 2)
    assert await stopped(studio) == {ADA}
    assert {text.key.our_address for text in await studio.texts()} == {OURS}


@pytest.mark.row("4.nobodys-number")
async def test_a_text_that_belongs_to_nobody_waits_for_the_operator(studio: Studio) -> None:
    async with studio.running(numbers=(OURS, "+390699000222")):
        other = message(b"I am bleeding", source=b"393331234014", destination=b"390699000222")
        assert await studio.heard(other) == 0

        async def handled() -> bool:
            return (await studio.texts())[0].status is not InboundStatus.NEW

        await studio.until(handled)
    (text,) = await studio.texts()
    assert text.status is InboundStatus.UNATTRIBUTED
    (alert,) = await studio.alerts()
    assert "textback inbox unattributed" in alert
    assert "bleeding" not in alert


@pytest.mark.row("4.one-form")
async def test_a_stranger_without_a_country_is_written_to_at_what_he_wrote(studio: Studio) -> None:
    async with studio.running(country="US"):
        assert await studio.heard(message(b"HELP", source=b"3331234014", ton=0, npi=0)) == 0
        await handled(studio)
        # by itself nothing goes to a number of nobody knows which country; a person may answer
        assert studio.carrier.of(SUBMIT_SM) == []
        _, (answer,) = await studio.accepted(recipient="3331234014")
    assert submitted(answer.body)["destination"] == (0, 1, b"3331234014")


@pytest.mark.row("4.nobodys-number")
async def test_a_number_that_its_practice_gave_up_is_still_stopped(
    studio: Studio, ada: int
) -> None:
    numbers = (OURS, "+390699000222")
    async with studio.running(numbers=numbers):
        assert await studio.heard(message(b"HELP", source=b"393331234014")) == 0
        await studio.carrier.until(lambda: studio.carrier.of(SUBMIT_SM))
    async with studio.database.write() as tx:
        await practices.change(
            tx, studio.office.practice_id, now=studio.now, by=BY, sender="+390699000222"
        )
    async with studio.running(numbers=numbers):
        assert await studio.heard(message(b"STOP", source=b"393331234014")) == 0
        await studio.carrier.until(lambda: studio.carrier.count(SUBMIT_SM) == 2)
    assert await stopped(studio) == {ADA}


@pytest.mark.row("4.nobodys-number")
async def test_numbers_that_no_practice_has_are_told_at_the_start(
    studio: Studio, store_url: str
) -> None:
    settings = Settings.model_validate(
        {
            "store": {"url": store_url},
            "carrier": [
                {
                    "name": "primary",
                    "host": "127.0.0.1",
                    "port": studio.carrier.port,
                    "system_id": "esme",
                    "numbers": [OURS, "+390699000222"],
                }
            ],
        }
    )
    with structlog.testing.capture_logs() as logged:
        async with opened(settings):
            pass
    told = [one for one in logged if one["event"] == "no practice has a configured number"]
    assert [(one["carrier"], one["ending"]) for one in told] == [("primary", "222")]
