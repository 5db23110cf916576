"""The form of consent to messages, as a PDF in the client's language, to be signed on paper.

It is written with a PDF reader's own font, whose letters are those of Western Europe (the encoding
Windows-1252): all words of our six languages, and nearly all names. A name in other letters is left
out, for the client to write by hand.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.entry import numbers
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from dialogs.wording.page_words import PageWords, page_words

_LETTERS = "windows-1252"
_FONT = "Helvetica"
_LEFT, _WIDTH, _LINE = 20, 170, 6
"""Millimetres: the left margin, the width of the text, and the height of a line."""

_TO_SIGN = 16
"""Millimetres of room above a line to write on."""
_NAMED = 1_000_000
"""A form's number has the last six digits of the client's id, and the day."""
_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "Ħ": "H"})


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """A form of consent.

    Attributes:
        number: names the form, as evidence of the consent.
        language: the language that it is in.
        pdf: the document.
    """

    number: str
    language: str
    pdf: bytes


def make(
    actor: Actor, practice: Practice, client: Client, *, now: datetime, language: str = ""
) -> ConsentForm:
    """Return the form of consent for a client.

    Args:
        actor: who wants it.
        practice: the client's practice.
        client: the client.
        now: UTC.
        language: the language; "" for the client's, else the practice's.

    Raises:
        NotPermitted: if the actor may not record consent.
        NotFound: if the client does not belong to the practice.
    """
    require(actor, Permission.RECORD_CONSENT, practice.id)
    if client.practice_id != practice.id:
        raise NotFound(f"there is no client {client.id} in this practice")
    words = page_words(language, client.locale, practice.locale)
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    number = f"{client.id % _NAMED:06}-{today:%y%m%d}"
    return ConsentForm(number, words.code, _written(words, practice, client, number, now))


def writable(text: str) -> str:
    """Return a text with letters of the font alone; "" if letters of another script remain."""
    found = []
    for char in text.translate(_PLAIN):
        for one in (char, _without_accent(char)):
            if _is_in_font(one):
                found.append(one)
                break
        else:
            return ""
    return "".join(found)


def _without_accent(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    return "".join(one for one in decomposed if not unicodedata.combining(one))


def _is_in_font(text: str) -> bool:
    try:
        return bool(text.encode(_LETTERS))
    except UnicodeEncodeError:
        return False


def _written(
    words: PageWords, practice: Practice, client: Client, number: str, now: datetime
) -> bytes:
    from fpdf import FPDF  # the library takes a while to load, and few forms are printed

    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = _LETTERS
    pdf.set_creation_date(now)
    pdf.set_margins(_LEFT, 18, _LEFT)
    pdf.set_lang(words.code)
    pdf.set_title(_said(words, "title"))
    pdf.add_page()

    def say(text: str, size: int = 11, style: str = "", room: int = 3) -> None:
        pdf.set_font(_FONT, style, size)
        pdf.multi_cell(_WIDTH, _LINE, text, new_x="LMARGIN", new_y="NEXT", align="L")
        pdf.ln(room)

    def line(label: str, written: str = "") -> None:
        """Write a label in small letters under a line with what is known."""
        pdf.set_font(_FONT, "", 12)
        pdf.cell(_WIDTH, _TO_SIGN / 2, written, border="B", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font(_FONT, "", 9)
        pdf.cell(_WIDTH, 5, label, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(4)

    def box(label: str, written: str) -> None:
        pdf.rect(_LEFT, pdf.get_y() + 1.5, 4, 4)
        pdf.set_font(_FONT, "", 11)
        pdf.set_x(_LEFT + 8)
        pdf.cell(60, 7, label)
        pdf.cell(_WIDTH - 68, 7, written, border="B", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)

    told = writable(practice.told_as)
    where = writable(" ".join(practice.address.split()))
    say(told, 12, "B", 0)
    if where:
        say(where, 10, room=6)
    say(_said(words, "title"), 18, "B", 6)
    say(_said(words, "agree", practice=told))
    box(_said(words, "by_text"), numbers.national(client.mobile))
    box(_said(words, "by_email"), writable(client.email))
    pdf.ln(2)
    say(_said(words, "discreet"))
    say(_said(words, "free", phone=practice.phone))
    say(_said(words, "rights"), room=8)
    line(_said(words, "name"), writable(client.name))
    line(_said(words, "guardian"))
    line(_said(words, "place"))
    pdf.ln(_TO_SIGN / 2)
    line(_said(words, "signature"))
    say(f"{_said(words, 'number', number=number)} · {_said(words, 'desk')} ", 9)
    return bytes(pdf.output())


def _said(words: PageWords, name: str, **values: str) -> str:
    return words.say(f"consent_form.{name}", values)
