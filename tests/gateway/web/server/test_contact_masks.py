"""What looks like a number or an address is hidden; dates, times, ids and figures stay."""

import time

import pytest

from gateway.web.server.contact_masks import ContactMask

MASK = ContactMask(frozenset({"390699000111", "desk@example.org"}), frozenset({"3471234567"}))


@pytest.mark.parametrize(
    "text",
    [
        *("347 1234567", "+39 347 12 34 567", "(0)44/668.18.00", "06.12.34.56.78"),
        *("06/12/34 56 78", "0039-347-1234567", "٠٣٤٧١٢٣٤٥٦٧", "a.b@c.de", "anna＠x.it"),
        *("347–123–4567", "347\u00a01234567", "+393471234567"),
    ],
)
def test_numbers_and_addresses(text):
    hidden = MASK.text(f"call {text}!")
    assert "•••" in hidden
    assert not any(one.isdigit() for one in hidden)
    assert hidden.startswith("call ")


@pytest.mark.parametrize(
    "text",
    [
        *("12/01/2026 09:00", "2026-01-12T09:00:00+00:00", "10:00–12:30", "12.1.26 10:30"),
        *("id 121098677250940928", "24 November 2026 at 10:30", "1.234,50 €", "48222"),
        *("+390699000111", "desk@example.org", "DESK@example.org"),
    ],
)
def test_what_stays(text):
    assert MASK.text(text) == text


def test_a_page():
    page = (
        '<a href="/clients/121098677250940928?day=2026-01-12" title="+39 347 1234567">Ada</a>'
        '<a href="tel:+393471234567">347 123 4567</a><input type="hidden" value="29470080">'
        '<input name="q" value="3471234567"><input name="note" value="3479999999">'
        "<p>o&#39;brien@example.net &amp; 12/01/2026</p>"
        '<a href="/log?who=%2B393471234567">x</a>'
    )
    assert MASK.page(page) == (
        '<a href="/clients/121098677250940928?day=2026-01-12" title="•••">Ada</a>'
        '<a href="tel:•••">•••</a><input type="hidden" value="29470080">'
        # what was typed stays where it was typed
        '<input name="q" value="3471234567"><input name="note" value="•••">'
        "<p>•••@••• &amp; 12/01/2026</p>"
        '<a href="/log?who=%E2%80%A2%E2%80%A2%E2%80%A2">x</a>'
    )


def test_documents():
    assert MASK.json('{"at": 1768208400, "to": ["+393471234567", 3]}') == (
        '{"at": 1768208400, "to": ["•••", 3]}'
    )
    lines = '{"to": "a@b.de"}\n\n{"id": "121098677250940928"}\n'
    assert MASK.lines(lines) == '{"to": "•••@•••"}\n\n{"id": "121098677250940928"}\n'


@pytest.mark.parametrize("piece", ["a", "1", "1-", "1 ", "a.", "@", "a@", "<", "+", "1  (", "x@b."])
def test_no_text_takes_long(piece):
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    MASK.text(text)
    MASK.page(text)
    assert time.process_time() - began < 3
