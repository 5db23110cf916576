"""Signed addresses: an answer is believed by the address that it came to, and by nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.database.ids import made_at
from config import mail_section
from gateway.channels.mail.addresses import (
    LONGEST_LOCAL,
    Purpose,
    SignedAddress,
    SignedAddresses,
)

KEY = b"k" * 32
UNTIL = datetime(2027, 3, 5, tzinfo=UTC)
PRACTICE, MESSAGE = (1 << 63) - 1, (1 << 62) + 5
ADDRESSES = SignedAddresses("Calendar@Example.org", [KEY])


def made(purpose=Purpose.REPLY):
    return ADDRESSES.make(purpose, PRACTICE, MESSAGE, UNTIL)


@pytest.mark.parametrize("purpose", Purpose)
def test_an_address_says_which_message_it_was_sent_with(purpose):
    said = SignedAddress(purpose, PRACTICE, MESSAGE, UNTIL)
    assert ADDRESSES.read(made(purpose)) == said
    assert ADDRESSES.read(made(purpose).upper()) == said  # some servers change the case


def test_a_local_part_fits_the_standard():
    longest = SignedAddresses("a" * LONGEST_LOCAL + "@example.org", [KEY])
    address = longest.make(Purpose.REPLY, PRACTICE, MESSAGE, UNTIL)
    assert len(address.partition("@")[0]) <= 64
    with pytest.raises(ValueError, match="at most"):
        SignedAddresses("a" * (LONGEST_LOCAL + 1) + "@example.org", [KEY])
    assert mail_section._LONGEST_LOCAL == LONGEST_LOCAL


def test_no_altered_address_is_read():
    local, _, domain = made().partition("@")
    for place, sign in enumerate(local):
        for other in "abcrbu27+":
            if other != sign:
                altered = local[:place] + other + local[place + 1 :]
                assert ADDRESSES.read(f"{altered}@{domain}") is None
    assert ADDRESSES.read(f"{local}@example.com") is None
    assert ADDRESSES.read("calendar@example.org") is None
    assert ADDRESSES.read("") is None


def test_an_address_of_another_key_is_not_ours():
    assert SignedAddresses("calendar@example.org", [b"o" * 32]).read(made()) is None
    both = SignedAddresses("calendar@example.org", [b"o" * 32, KEY])
    assert both.read(made()) is not None


def test_the_expiry_is_never_sooner_than_asked_for():
    until = UNTIL + timedelta(seconds=1)
    said = ADDRESSES.read(ADDRESSES.make(Purpose.REPLY, PRACTICE, MESSAGE, until))
    assert said is not None
    assert said.expires_at >= until


def test_an_organizer_is_the_same_in_every_update():
    organizer = ADDRESSES.organizer(PRACTICE, MESSAGE)
    assert organizer == ADDRESSES.organizer(PRACTICE, MESSAGE)
    said = ADDRESSES.read(organizer)
    assert said is not None
    assert (said.purpose, said.message_id) == (Purpose.INVITATION, MESSAGE)
    assert said.expires_at > made_at(MESSAGE) + timedelta(days=5 * 365)
