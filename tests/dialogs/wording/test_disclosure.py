"""What tells others why a client comes: the lists in six languages, and what they refuse."""

import pytest

from dialogs.languages import writing
from dialogs.wording import disclosure, own_wording
from dialogs.wording.disclosure import disclosing


@pytest.mark.parametrize(
    "text",
    [
        "your oncology visit",
        "Chemo today at 10",
        "a CT scan and X-rays",
        "see your Psychiatrist",
        "PSYCH appt",
        "physio at 9",
        "the HIV-test results",
        "la visita oncologica di domani",
        "seduta di chemio",
        "dal ginecologo",
        "Ihre Chemotherapie",
        "Hautkrebsvorsorge am Montag",
        "beim Zahnarzt",
        "votre séance de kiné",
        "chez le psy",
        "votre seance de chimiotherapie",
        "consulta de psiquiatría",
        "su sesión de quimio",
        "consulta de psiquiatria",
        "sessão de quimioterapia",
        "o seu exame de sangue",
        "haemodialysis at 9",
        "la sua emodialisi",
        "sesión de hemodiálisis",
        "a sua hemodiálise",
        "unidad del dolor",
        "ｏｎｃｏｌｏｇｙ",
        "onco\u00adlogy",
    ],
)
def test_specialities_conditions_and_treatments_are_found_in_every_language(text):
    assert disclosing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("counselling at ten", "counseling", "your counsellor", "seizure clinic", "immunotherapy"),
        *("stent check", "angiogram", "cardiothoracic", "denture fitting", "dentures", "stoma"),
        *("antenatal visit", "your optician", "wisdom teeth", "lumbar puncture", "IBS review"),
        *("Kernspin", "Ihr Sono-Termin", "Verhütungsberatung", "Zahnspange", "Spielsucht"),
        *("Langzeit-EKG", "Hörtest", "Krampfanfall", "Zahnersatz", "votre détartrage"),
        *(
            "écho cardiaque",
            "dents de sagesse",
            "gastrite",
            "ludopatía",
            "Holter",
            "muela del juicio",
        ),
        *("quiste", "ludopatia", "pulizia dei denti", "mappatura dei nei", "artroscopia"),
        *("contraceção", "contracepção", "dente do siso", "destartarização", "jogo patológico"),
    ],
)
def test_further_fields_and_short_forms_are_found(text):
    assert disclosing(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "there is an echo on the line",
            "ci sono, grazie",
            "Sono Maria",
            "tenho sono",
            "uno o varios",
        ),
        *("si trova qui. Stop", "i testi che ha mandato", "square brackets", "take the bypass"),
        *("a stroke of luck", "counsel for the defence", "lui stenta a crederci", "Herr Warzecha"),
    ],
)
def test_words_that_only_look_like_further_ones_are_not(text):
    assert disclosing(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Studio Aurora: see you on Thursday with Dott.ssa Rossi",
        "your check-up",
        "I gotta go, its at nine",
        "Das ist gut, bis Donnerstag",
        "à votre goût",
        "disculpe el trastorno",
        "pedimos desculpa pelo transtorno",
        "la nostra dipendenza di Via Roma",
        "we had to cancel it",
        "the {treatment} of this braced word",
        "midwinter opening hours",
        "tacos at the studio",
        "Rückruf wegen des Termins",
    ],
)
def test_everyday_words_are_not(text):
    assert disclosing(text) == ()


def test_words_are_told_as_they_were_written_and_once():
    assert disclosing("Chemo, chemo and your Psychiatrist") == ("chemo", "Psychiatrist")


@pytest.mark.parametrize("code", writing.spoken())
def test_every_language_has_a_few_hundred_words_and_our_own_texts_none_of_them(code):
    assert code in disclosure.languages()
    assert len(set(disclosure.words(code))) >= 200
    found = {name: disclosing(own_wording.ours(name, code)) for name in own_wording.names()}
    assert not any(found.values())


def test_such_a_wording_is_refused_unless_it_is_overruled():
    text = "{practice}: {first}, chemo on {when}. STOP to stop texts."
    (wrong,) = own_wording.complaints("booked", "en", text)
    assert wrong.startswith("“chemo” tells others why a client comes")
    assert own_wording.complaints("booked", "en", text, overruled=True) == []


def test_a_text_of_any_length_is_read_in_one_go():
    assert disclosing("onco " * 20_000 + "chemo") == ("onco", "chemo")


@pytest.mark.parametrize(
    "text",
    [
        *("your H.I.V. result", "S.T.D. clinic", "on.co.logy at ten", "O N C O L O G Y"),
        *("your \u0441hemo today", "HRT review", "bei Magersucht", "rdv PMA", "h-i-v test"),
    ],
)
def test_letters_kept_apart_and_letters_alike_hide_nothing(text):
    assert disclosing(text)


@pytest.mark.parametrize(
    "text", ["at 3 p.m. on 3.12.2026", "e.g. a.m.", "U.S.A.", "1 2 3", "ive got it"]
)
def test_other_letters_with_stops_are_none(text):
    assert disclosing(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("ON COLOGY", "0ncology", "0n cology", "on-cology", "onc/ology", "onco log y at ten"),
        *("psych1atr1st", "psycho therapy", "chirurg1a", "chirur gia", "p5ychiatry", "dermat0log0"),
        *("Uro logie", "psi qui\u00e1trica", "gineco l\u00f3gica", "4nest3sia", "radi0l0gia"),
    ],
)
def test_spaces_inside_and_digits_for_letters_hide_nothing(text):
    assert disclosing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("ECT at ten", "the D&C", "E.C.T.", "IVF", "HIV", "STD", "TBC", "visita MTS", "rdv MST"),
        *("consulta ITS", "EKT am Montag", "IVE", "consulta DST", "ADHS", "bpco", "TDAH", "ptsd"),
    ],
)
def test_common_short_forms_are_found(text):
    assert disclosing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("time tbc", "its at nine", "das ist gut", "sep 3", "etc.", "ective", "toc toc", "mts"),
        *("you can certainly come", "we can ceremonially open", "at 10 30", "on 3 5 2026", "0 1 3"),
        *("an hour on course", "in Ferti 5", "see you on Col Aurora", "la serta", "room 101 on 5"),
        *("che mio figlio viene", "um problema de press\u00e3o", "un cambio de presi\u00f3n"),
    ],
)
def test_ordinary_words_beside_each_other_and_small_short_forms_are_none(text):
    assert disclosing(text) == ()


def test_parts_of_any_number_are_read_in_one_go():
    assert disclosing("on " * 50_000 + "cology") == ("on cology",)
    assert disclosing("0" * 50_000) == ()
