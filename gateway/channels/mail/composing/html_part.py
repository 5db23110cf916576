"""Writes the HTML of a mail: one column of tables, for phones, for the dark, and for Outlook.

Outlook for Windows draws a mail with Word: it knows tables, paddings of cells and the attributes
`bgcolor` and `width`; Gmail keeps the styles of elements and drops style sheets that it does not
like. So all that matters stands at the elements, and the style sheet only adds the dark and the
narrow. There are no pictures, scripts, fonts or anything else to load.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from dialogs.wording.mail_content import MailContent
from gateway.colours import palette

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
        styles=_styles(frame.accent),
        card=mail.card,
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


@dataclass(frozen=True, slots=True)
class _Styles:
    """The attributes and styles of a mail that have the accent colour, ready to be written."""

    dark: Markup
    bar: Markup
    main: Markup
    on_main: Markup
    other: Markup
    on_other: Markup
    link: Markup


_BUTTON = "border-radius:8px;mso-padding-alt:13px 20px"
_LABEL = (
    "display:block;padding:13px 20px;font-size:17px;line-height:22px;font-weight:700;"
    "text-decoration:none"
)
_DARK = """@media (prefers-color-scheme:dark){{
.bar{{background:{fill}!important}}
.main{{background:{fill}!important;border-color:{fill}!important}}
.main a{{color:{on_fill}!important}}
.other{{border-color:{ink}!important}}
.other a,.ink .link{{color:{ink}!important}}
}}
[data-ogsb] .bar,[data-ogsb] .main{{background:{fill}!important}}
[data-ogsc] .main a{{color:{on_fill}!important}}
[data-ogsc] .other a,[data-ogsc] .ink .link{{color:{ink}!important}}
"""


@lru_cache(maxsize=512)
def _styles(accent: str) -> _Styles:
    of = palette(accent)
    dark = _DARK.format(fill=of.dark_fill, on_fill=of.on_dark_fill, ink=of.dark_ink)
    written = (
        dark,
        f'bgcolor="{of.fill}" style="height:6px;line-height:6px;font-size:0;background:{of.fill}"',
        f'bgcolor="{of.fill}" style="background:{of.fill};border:1px solid {of.fill};{_BUTTON}"',
        f'style="{_LABEL};color:{of.on_fill}"',
        f'style="border:1px solid {of.ink};{_BUTTON}"',
        f'style="{_LABEL};color:{of.ink}"',
        f'style="color:{of.ink};text-decoration:none;white-space:nowrap"',
    )
    # all of it is ours: a palette has nothing but colours
    return _Styles(*map(Markup, written))


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
