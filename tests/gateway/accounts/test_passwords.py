"""Which passwords may be chosen."""

import pytest

from calendar_store.model.errors import InvalidInput
from gateway.accounts.passwords import is_common, require_good

ABOUT = ("ada.byron@example.org", "Studio Aurora")


@pytest.mark.parametrize(
    "common",
    [
        "password1234",
        "Passw0rd!2024",
        "P@ssw0rd1234",
        "summer2026!!",
        "iloveyou1234",
        "letmein-letmein",
        "1q2w3e4r5t6y",
        "qwertyuiop12",
        "azertyuiopqs",
        "123456789012",
        "0987654321098",
        "abcdefghijklm",
        "aaaaaaaaaaaa",
        "abababababab",
        "AdaByron2026",
        "studioaurora1",
        "Byron20262026",
        "textback2026!",
        "Receptionist1",
        "ada.byron@example.org",
        "AdaByron@example.org1",
        "example.org2026",
        "Aurora Studio 1",
        "ada byron, studio aurora",
    ],
)
def test_what_is_tried_first_is_refused(common):
    assert is_common(common, ABOUT)
    with pytest.raises(InvalidInput, match="among those that are tried first"):
        require_good(common, ABOUT)


@pytest.mark.parametrize(
    "good",
    [
        "correct horse battery staple",
        "hopper-lemon-12",
        "my dog ate the moon",
        "aurora painted the moon",
        "4711 0815 4242 1717",
        "il cane ha mangiato la luna",
        "wDz-4kq-9rT-xx",
        "犬が月を食べてしまったのです",
    ],
)
def test_a_few_words_together_are_taken(good):
    require_good(good, ABOUT)


@pytest.mark.parametrize("wrong", ["", "elevenchars", "x" * 2000])
def test_its_length_is_bounded(wrong):
    with pytest.raises(InvalidInput, match="a password has 12 to 1024 characters"):
        require_good(wrong)
