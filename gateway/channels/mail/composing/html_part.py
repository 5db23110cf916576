"""Writes the HTML of a mail: one column of tables, for phones, for the dark, and for Outlook.

Outlook for Windows draws a mail with Word: it knows tables, paddings of cells and the attributes
`bgcolor` and `width`; Gmail keeps the styles of elements and drops style sheets that it does not
like. So all that matters stands at the elements, and the style sheet only adds the dark and the
narrow. There are no pictures, scripts, fonts or anything else to load.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from dialogs.wording.mail_content import MailContent
from gateway.channels.mail.composing.colours import palette

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class MailLink:
    """A button or a link of a mail: its words and its address."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class MailFrame:
    """What stands around the words of a mail.

    Attributes:
        practice: the practice's name in messages.
        address: its address, "" for none.
        phone: its phone number as people write it, "" for none.
        tel: the same in E.164, to be called by a touch.
        accent: its accent colour, "" for the usual one.
        buttons: the buttons, in order.
        main: whether the first button is the main one, in the accent colour.
        links: the links of the footer.
    """

    practice: str
    address: str
    phone: str
    tel: str
    accent: str
    buttons: tuple[MailLink, ...]
    main: bool
    links: tuple[MailLink, ...]


def html_part(mail: MailContent, frame: MailFrame) -> str:
    """Return the HTML of a mail, lines ended by a line feed.

    Args:
        mail: the mail in words.
        frame: what stands around the words.
    """
    return _template().render(
        mail=mail,
        preview=_preview(mail),
        css=_css(),
        colours=palette(frame.accent),
        practice=frame.practice,
        address=frame.address,
        phone=frame.phone,
        tel=frame.tel,
        buttons=frame.buttons,
        main=frame.main,
        links=frame.links,
    )


def _preview(mail: MailContent) -> str:
    """Return what a list of mails shows beside the subject: the first sentences.

    Without it, lists show the practice's name and the greeting.
    """
    if not mail.greeting or not mail.paragraphs:
        return ""
    first = mail.paragraphs[0].replace("\n", " ")
    return first[:1].upper() + first[1:]


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("mail.html")


@cache
def _css() -> Markup:
    return Markup((_FOLDER / "mail.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
