"""The body of a mail: its end is found however it is cut, its lines are as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.mail.receiving.smtp_data import END, MailBody
from tests.support.spent import seconds_of

WRITTEN = st.lists(
    st.sampled_from([b".", b"..", b"a", b"\r\n", b"\r\n.", b"\xff", b"."]), max_size=30
)


def stuffed(written):
    """Return a mail as a sender puts it on the wire (RFC 5321 §4.5.2)."""
    lines = written.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


@given(WRITTEN, st.lists(st.integers(0, 80), max_size=8), st.binary(max_size=20))
def test_a_mail_comes_as_it_was_written_however_it_is_cut(parts, cuts, after):
    written = b"".join(parts)
    wire = stuffed(written) + END + after
    body, rest, began = MailBody(), b"", 0
    for cut in [*sorted(cuts), len(wire)]:
        chunk, began = wire[began:cut], max(began, cut)
        if body.ended:
            rest += chunk
        elif chunk:
            rest = body.feed(chunk)
    assert body.ended
    assert rest == after
    assert body.content() == written + b"\r\n"
    assert not body.has_look_alike()
    assert body.size == len(wire) - len(after)


@pytest.mark.parametrize("mail", [b"", b"\r\n", b"x"])
def test_the_shortest_mails_end(mail):
    body = MailBody()
    end = b".\r\n" if not mail else END
    assert body.feed(mail + end) == b""
    assert body.ended


def test_a_dropped_mail_ends_as_well_and_takes_no_memory():
    body = MailBody()
    body.feed(b"x" * 1_000_000)
    body.drop()
    for _ in range(100):
        body.feed(b"y" * 10_000)
    assert len(body._octets) <= 10_010
    body.feed(b"\r\n.\r")
    assert not body.ended
    assert body.feed(b"\nQUIT\r\n") == b"QUIT\r\n"
    assert body.ended


def test_a_mail_in_single_octets_takes_no_longer_than_it_should():
    def feed():
        body = MailBody()
        for _ in range(200_000):
            body.feed(b"x")
        body.feed(END)
        assert body.ended

    assert seconds_of(feed) < 2
