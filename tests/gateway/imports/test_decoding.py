"""The encoding of a list of names is found, so that no letter of a name is exchanged."""

import pytest

from gateway.imports.reading.decoding import decoded

_NAMES = {
    "it": "Niccolò Rossi;sì|Zoë Ferrari;sì|Gesù Perù;no|Città è già più|Così Lunedì;sì",
    "es": "María Muñoz;sí|José Núñez;sí|Íñigo Peña Ávila;sí|Begoña Güell;¿sí?|Ángel Ibáñez;sí",
    "fr": "Chloé Lefèvre;agréé|Benoît Châtelain;accepté|Zoë L’Hôte;né|François Hébert|Noëlle Bœuf",
    "de": "Jürgen Müller;ja|Björn Groß;ja|Käthe Schröder;für Größe|Ömer Weiß;ja|Uwe Jäger",
    "pt": "João Conceição;não|Inês Gonçalves;não|Simões Magalhães|Lúcia Assunção;não|Zé Camões",
    "pl": "Łukasz Wiśniewski;tak|Małgorzata Żółć;zgoda udzielona|Paweł Dąbrowski|Józef Wójcik Łódź",
    "cs": "Jiří Dvořák;ano|Tomáš Procházka;souhlasí|Růžena Šťastná|Zdeněk Kovář|Lukáš Němec Žižka",
    "ru": "Иванов Пётр;да|Кузнецова Мария;согласна|Соколов Алексей;да|Попова Елена;нет|Ян Ли",
    "el": "Παπαδόπουλος Γιώργος;ναι|Νικολάου Μαρία;ναι|Δημητρίου Ελένη;όχι|Ιωάννου Κώστας;ναι",
}
_WRITTEN = [
    *(("it", "cp1252"), ("es", "cp1252"), ("fr", "cp1252"), ("de", "cp1252"), ("pt", "cp1252")),
    *(("it", "mac_roman"), ("fr", "mac_roman"), ("de", "cp850"), ("es", "mac_roman")),
    *(("pl", "cp1250"), ("cs", "cp1250"), ("ru", "cp1251"), ("el", "cp1253")),
]


@pytest.mark.parametrize(("language", "encoding"), _WRITTEN)
@pytest.mark.parametrize("times", [1, 40])
def test_the_letters_of_names_are_read_as_they_were_written(
    language: str, encoding: str, times: int
) -> None:
    text = "Nome;Consenso\n" + _NAMES[language].replace("|", "\n") * times
    read, _ = decoded(text.encode(encoding))
    assert read == text


def test_a_foreign_name_among_many_does_not_exchange_the_letters_of_the_others() -> None:
    text = _NAMES["it"].replace("|", "\n") * 40 + "\nŠarić Žarko"
    text = text.replace("ć", "c")
    assert decoded(text.encode("cp1252"))[0] == text


def test_one_broken_letter_does_not_exchange_those_of_a_whole_list() -> None:
    names = (_NAMES["it"] + "|" + _NAMES["pl"]).replace("|", "\n") * 20
    read, encoding = decoded(names.encode() + b"\nNiccol\xf2;si\n")
    assert (read, encoding) == (names + "\nNiccol\ufffd;si\n", "utf-8")
