"""The form of consent to messages, as a PDF in the client's language, to be signed on paper.

It is written with a PDF reader's own font, whose letters are those of Western Europe (the encoding
Windows-1252): all words of our six languages, and nearly all names. A name in other letters is left
out, for the client to write by hand.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.entry import numbers
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import MessageKind
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
    actor: Actor,
    practice: Practice,
    client: Client,
    *,
    now: datetime,
    language: str = "",
    kinds: Sequence[MessageKind] = (),
) -> ConsentForm:
    """Return the form of consent for a client.

    Args:
        actor: who wants it.
        practice: the client's practice.
        client: the client.
        now: UTC.
        language: the language; "" for the client's, else the practice's.
        kinds: messages after visits that the practice sends to who agrees to them.

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
    return ConsentForm(
        number, words.code, _written(words, practice, client, kinds, number=number, now=now)
    )


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


class _Paper:
    """A page that is written from top to bottom."""

    def __init__(self, language: str, title: str, now: datetime) -> None:
        from fpdf import FPDF  # the library takes a while to load, and few forms are printed

        self.pdf = pdf = FPDF(format="A4")
        pdf.core_fonts_encoding = _LETTERS
        pdf.set_creation_date(now)
        pdf.set_margins(_LEFT, 18, _LEFT)
        pdf.set_lang(language)
        pdf.set_title(title)
        pdf.add_page()

    def say(self, text: str, size: int = 11, style: str = "", room: int = 3) -> None:
        self.pdf.set_font(_FONT, style, size)
        self.pdf.multi_cell(_WIDTH, _LINE, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.pdf.ln(room)

    def line(self, label: str, written: str = "") -> None:
        """Write a label in small letters under a line with what is known."""
        pdf = self.pdf
        pdf.set_font(_FONT, "", 12)
        pdf.cell(_WIDTH, _TO_SIGN / 2, written, border="B", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font(_FONT, "", 9)
        pdf.cell(_WIDTH, 5, label, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(4)

    def box(self, label: str, written: str) -> None:
        """Write a box to tick, a label, and what is known on a line behind it."""
        pdf = self.pdf
        self._square(1.5)
        pdf.cell(60, 7, label)
        pdf.cell(_WIDTH - 68, 7, written, border="B", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)

    def tick(self, label: str) -> None:
        """Write a box to tick, and a sentence."""
        self._square(1)
        self.pdf.multi_cell(_WIDTH - 8, _LINE, label, new_x="LMARGIN", new_y="NEXT", align="L")
        self.pdf.ln(2)

    def _square(self, lower: float) -> None:
        self.pdf.rect(_LEFT, self.pdf.get_y() + lower, 4, 4)
        self.pdf.set_font(_FONT, "", 11)
        self.pdf.set_x(_LEFT + 8)


def _written(
    words: PageWords,
    practice: Practice,
    client: Client,
    kinds: Sequence[MessageKind],
    *,
    number: str,
    now: datetime,
) -> bytes:
    paper = _Paper(words.code, _said(words, "title"), now)
    told = writable(practice.told_as)
    where = writable(", ".join(line.strip() for line in practice.address.splitlines()))
    paper.say(told, 12, "B", 0)
    if where:
        paper.say(where, 10, room=6)
    paper.say(_said(words, "title"), 18, "B", 6)
    paper.say(_said(words, "agree", practice=told))
    paper.box(_said(words, "by_text"), numbers.national(client.mobile))
    paper.box(_said(words, "by_email"), writable(client.email))
    paper.pdf.ln(2)
    if kinds:
        paper.say(_said(words, "also"), room=1)
    for kind in kinds:
        paper.tick(_said(words, f"also_{kind}"))
    paper.say(_said(words, "discreet"))
    paper.say(_said(words, "free", phone=practice.phone))
    paper.say(_said(words, "rights"), room=8)
    paper.line(_said(words, "name"), writable(client.name))
    paper.line(_said(words, "guardian"))
    paper.line(_said(words, "place"))
    paper.pdf.ln(_TO_SIGN / 2)
    paper.line(_said(words, "signature"))
    paper.say(f"{_said(words, 'number', number=number)} · {_said(words, 'desk')} ", 9)
    return bytes(paper.pdf.output())


def _said(words: PageWords, name: str, **values: str) -> str:
    return words.say(f"consent_form.{name}", values)
