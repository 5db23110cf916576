"""What names a person is masked in texts that are kept as examples; what they ask for stays."""

import pytest

from dialogs.masking import masked

NAMES = ("Ada Byron", "Conor O'Brien")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tel.3331234567 thanks", "Tel.<number> thanks"),
        ("ring me...3331234567", "ring me...<number>"),
        ("3331234567please", "<number>"),
        ("333 - 1234567, 333–123–4567", "<number>, <number>"),
        ("I am RSSMRA85T10A562S", "I am <number>"),
        ("IT60X0542811101000000123456", "<number>"),
        ("passport AB1234567", "passport <number>"),
        ("born 12/05/1960 or 1960-05-12", "born <number> or <number>"),
        ("see wa.me/393331234567 and example.org/ada?x=1", "see <link> and <link>"),
        ("Ada's visit, il turno d'Ada, O'Brien's", "<name> visit, il turno <name>, <name>"),
    ],
)
def test_what_names_a_person_is_masked(text, kept):
    assert masked(text, NAMES) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Thursday 15/01/2026 at 15:30 or 16.30",
        "2026-01-15 15:30",
        "15jan2026, 9.30 / 10.45, not 10-12",
        "room B12, 3x20 minutes, it's e.g. 100%",
    ],
)
def test_times_and_dates_stay(text):
    assert masked(text, NAMES) == text


@pytest.mark.parametrize("text", ["a" * 200_000, "a." * 100_000, "1 " * 100_000, "@" * 200_000])
def test_long_texts_are_masked_at_once(text):
    assert masked(text, NAMES)
