"""Names of booking pages, and the websites that may show them."""

import pytest

from calendar_store.model.errors import InvalidInput
from calendar_store.practices.practice_checks import checked_frames, checked_slug


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        ("studio-aurora", "studio-aurora"),
        (" studio2 ", "studio2"),
        ("https://book.example.org/b/studio-aurora/", "studio-aurora"),
        ("none", ""),
        ("", ""),
    ],
)
def test_names_are_kept_as_they_stand_in_addresses(entered, stored):
    assert checked_slug(entered) == stored


@pytest.mark.parametrize(
    "entered", ["Studio", "stüdio", "a b", "-aurora", "aurora-", "a--b", "ab", "a" * 41, "../etc"]
)
def test_other_names_are_refused(entered):
    with pytest.raises(InvalidInput, match="small letters, digits and hyphens"):
        checked_slug(entered)


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        ("https://Example.org", "https://example.org"),
        (
            "https://example.org/a, https://www.example.org:8443",
            "https://example.org https://www.example.org:8443",
        ),
        ("https://example.org https://example.org/", "https://example.org"),
        ("NONE", ""),
        ("", ""),
    ],
)
def test_websites_are_kept_as_origins(entered, stored):
    assert checked_frames(entered) == stored


@pytest.mark.parametrize(
    "entered",
    [
        *("http://example.org", "example.org", "*", "https://*", "https://*.example.org"),
        *("'self'", "https://a b;script-src *", "https://example.org;", "https://localhost"),
        "https://user@example.org",
        " ".join(f"https://n{n}.example.org" for n in range(11)),
    ],
)
def test_what_is_no_website_is_refused(entered):
    with pytest.raises(InvalidInput):
        checked_frames(entered)
