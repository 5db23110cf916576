"""Links: what they say is what was signed, for one purpose, whole and unaltered, in one line."""

from datetime import UTC, datetime, timedelta
from string import ascii_letters, digits

import pytest

from calendar_store.model.statuses import Channel
from gateway.links.links import ClientLink, LinkInvalid, LinkPurpose, Links

KEY = b"k" * 32
OLDER = b"o" * 32
UNTIL = datetime(2027, 3, 4, 5, 6, tzinfo=UTC)
MOBILE = "+393471234567"
PRACTICE, APPOINTMENT, CLIENT = (1 << 63) - 1, (1 << 62) + 5, 77


def token_of(url):
    return url.rpartition("/")[2]


def links(*keys):
    return Links("https://book.example.org", keys or (KEY,))


def test_a_link_says_what_it_is_about():
    url = links().appointment(PRACTICE, APPOINTMENT, 3, UNTIL)
    assert url.startswith("https://book.example.org/a/")
    assert links().read(LinkPurpose.APPOINTMENT, token_of(url)) == ClientLink(
        LinkPurpose.APPOINTMENT, PRACTICE, APPOINTMENT, UNTIL, version=3
    )
    url = links().preferences(PRACTICE, CLIENT, (Channel.SMS, MOBILE), UNTIL)
    link = links().read(LinkPurpose.PREFERENCES, token_of(url))
    assert (link.practice_id, link.about, link.expires_at) == (PRACTICE, CLIENT, UNTIL)
    assert link.channel is Channel.SMS
    assert link.is_for(MOBILE)
    assert not link.is_for("+393471234568")


def test_a_link_is_one_line_of_a_mail():
    assert len(links().appointment(PRACTICE, APPOINTMENT, 65535, UNTIL)) <= 76


def test_a_link_works_for_its_purpose_alone():
    url = links().preferences(PRACTICE, CLIENT, (Channel.EMAIL, "ada@example.org"), UNTIL)
    for purpose in (LinkPurpose.APPOINTMENT, LinkPurpose.UNSUBSCRIBE):
        with pytest.raises(LinkInvalid):
            links().read(purpose, token_of(url))


def test_no_altered_or_cut_link_is_read():
    token = token_of(links().appointment(PRACTICE, APPOINTMENT, 3, UNTIL))
    for place, sign in enumerate(token):
        for other in (ascii_letters + digits + "-_.")[:: 7 + place % 5]:
            if other != sign:
                altered = token[:place] + other + token[place + 1 :]
                with pytest.raises(LinkInvalid):
                    links().read(LinkPurpose.APPOINTMENT, altered)
        with pytest.raises(LinkInvalid):
            links().read(LinkPurpose.APPOINTMENT, token[:place])


@pytest.mark.parametrize(
    "after", [".", ")", ").", "\u201d", "\u00bb.", ">", " ", "!", "\u2026", "="]
)
def test_what_stands_after_a_link_in_a_sentence_is_not_part_of_it(after):
    token = token_of(links().appointment(PRACTICE, APPOINTMENT, 3, UNTIL))
    assert links().read(LinkPurpose.APPOINTMENT, token + after).about == APPOINTMENT


@pytest.mark.parametrize("sign", [")", "=", "%", " ", "\u00e9"])
def test_nothing_is_skipped_within_a_link(sign):
    token = token_of(links().appointment(PRACTICE, APPOINTMENT, 3, UNTIL))
    for place in (0, 7, len(token) - 3):
        with pytest.raises(LinkInvalid):
            links().read(LinkPurpose.APPOINTMENT, token[:place] + sign + token[place:])


@pytest.mark.parametrize("token", ["", ".", "é", "a" * 10_000, "AAAA.AAAA", "\x00", "=" * 47])
def test_no_invented_link_is_read(token):
    with pytest.raises(LinkInvalid):
        links().read(LinkPurpose.APPOINTMENT, token)


def test_a_link_of_an_older_key_still_works_and_the_newest_signs():
    before = links(OLDER).appointment(PRACTICE, APPOINTMENT, 1, UNTIL)
    both = links(KEY, OLDER)
    assert both.read(LinkPurpose.APPOINTMENT, token_of(before)).about == APPOINTMENT
    after = both.appointment(PRACTICE, APPOINTMENT, 1, UNTIL)
    assert links(KEY).read(LinkPurpose.APPOINTMENT, token_of(after)).about == APPOINTMENT


def test_the_expiry_is_never_sooner_than_asked_for():
    until = UNTIL + timedelta(seconds=1)
    url = links().appointment(PRACTICE, APPOINTMENT, 1, until)
    assert links().read(LinkPurpose.APPOINTMENT, token_of(url)).expires_at >= until
