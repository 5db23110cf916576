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
        ("born 12/03/2015, 3.4.85 or 2019-03-12", "born <number>, <number> or <number>"),
        ("nato il 5 marzo 1985", "nato il <number>"),
        ("geboren am 5. März 2011", "geboren am <number>"),
        ("née le 5 mars 1985", "née le <number>"),
        ("nacida el 5 de marzo de 2011", "nacida el <number>"),
        ("nascida a 5 de março de 1985", "nascida a <number>"),
        ("born March 5, 1985 at night", "born <number> at night"),
        ("ada at example dot com or ada(at)example.com", "<email> or <email>"),
        ("scrivi ad ada chiocciola example.com", "scrivi ad <email>"),
        ("ada [arroba] example [punto] com, @ada_byron", "<email>, <name>"),
        ("This is Marco Rossi, my husband Carlo comes", "This is <name>, my husband <name> comes"),
        ("sono Marco, mia figlia Giulia non viene", "sono <name>, mia figlia <name> non viene"),
        ("ich bin Petra Schmidt, mein Sohn Uwe", "ich bin <name>, mein Sohn <name>"),
        ("je suis Chloé, ma fille Zoé", "je suis <name>, ma fille <name>"),
        ("me llamo Juan Pérez, mi hijo Luis", "me llamo <name>, mi hijo <name>"),
        ("meu nome é Ana Souza, minha filha Inês", "meu nome é <name>, minha filha <name>"),
        ("Adas Termin, Byrons Kind, OBrien, BYRON", "<name> Termin, <name> Kind, <name>, <name>"),
        ("via Roma 12, 12 High Street", "<address>, <address>"),
        ("Hauptstraße 5 / rue de Rivoli 12", "<address> / <address>"),
        ("calle Mayor 3; rua Augusta 100", "<address>; <address>"),
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
        "12/03/2026, the 3rd of December 2026, 3 marzo 2026, at 1945, 10.12.26",
        "Sono in ritardo, ich bin krank, ich bin Montag da, I am late, je suis là à 15 h",
        "mia figlia non viene, my son is ill, meine Tochter kommt um 9, via alle 15, Kind regards",
        "rue 5, see you at 12 way too early, can I come at 10 st 5",
        "room B12, 3x20 minutes, it's e.g. 100%",
    ],
)
def test_times_and_dates_stay(text):
    assert masked(text, NAMES) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王 芳", "王芳 here"),
        ("Jörg Müller-Lüdenscheidt", "Mueller, Joerg, Luedenscheidts, müller"),
    ],
)
def test_names_are_known_however_they_are_spelled(name, text):
    kept = masked(text, (name,))
    assert "<name>" in kept
    assert set(kept.replace("<name>", "").split(", ")) <= {"", " here"}


LONG = ("a", "a.", "1 ", "@", "via Roma ", "12 High ", "my son ", "1 a 1 ", "Str ", "x(at)", "äöü")


@pytest.mark.parametrize("text", LONG)
def test_long_texts_are_masked_at_once(text):
    assert masked(text * (60_000 // len(text)), NAMES)
