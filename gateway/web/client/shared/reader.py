"""The reader of a page for clients: the language, the calendar and the words of one request."""

from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import hdrs, web
from markupsafe import Markup, escape

from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from dialogs.languages import writing
from dialogs.wording import privacy
from dialogs.wording.page_words import PageWords, page_words
from gateway.web.client.shared.page_calendar import PageCalendar, page_calendar

_MOST_TAGS = 10
"""Languages of a browser that are looked at."""


@dataclass(frozen=True, slots=True)
class PageReader:
    """Who reads a page.

    Attributes:
        practice: the practice that the page is of; None where that is not known.
        words: the words of the page.
    """

    practice: Practice | None
    words: PageWords

    @property
    def code(self) -> str:
        """The language of the page."""
        return self.words.code

    @property
    def calendar(self) -> PageCalendar:
        """Writes the practice's times; only for a page of a practice."""
        if self.practice is None:
            raise ValueError("a page of no practice has no times")
        return page_calendar(self.practice, self.code)

    def say(self, name: str, **values: object) -> Markup:
        """Return a text of pages.toml for a template, its values escaped.

        Args:
            name: "section.name".
            values: by placeholder; markup stays markup, anything else is escaped.

        Raises:
            KeyError: if no text has that name.
        """
        filled = {key: str(escape(value)) for key, value in values.items()}
        return Markup(privacy.fill(str(escape(self.words.texts[name])), filled))  # noqa: S704

    def labelled(self, name: str) -> str:
        """Return a text of pages.toml as a label, with a colon as its language writes it."""
        return writing.labelled(self.words.texts[name], self.code)


def reader_of(
    request: web.Request, practice: Practice | None = None, client: Client | None = None
) -> PageReader:
    """Return the reader of a page.

    The language is the client's; else the first that the browser names and we write; else the
    practice's.

    Args:
        request: the request.
        practice: the practice that the page is of, if known.
        client: the client whose page it is, if known.
    """
    wanted = [client.locale] if client and client.locale else []
    wanted += _accepted(request)
    wanted += [practice.locale] if practice else []
    spoken = [each for each in wanted if writing.base(each) in writing.spoken()]
    return PageReader(practice, page_words(*spoken[:1]))


def _accepted(request: web.Request) -> list[str]:
    """Return the languages of Accept-Language (RFC 9110 §12.5.4), the most wanted first."""
    told = ",".join(request.headers.getall(hdrs.ACCEPT_LANGUAGE, []))
    tags = sorted(_weighted(told), key=lambda one: -one[1])
    return [tag for tag, weight in tags if weight > 0]


def _weighted(told: str) -> Iterator[tuple[str, float]]:
    for part in told.split(",")[:_MOST_TAGS]:
        tag, _, rest = part.partition(";")
        name, _, value = rest.strip().partition("=")
        try:
            weight = float(value) if name.strip().lower() == "q" else 1.0
        except ValueError:
            continue
        if tag.strip():
            yield tag.strip()[:35], weight
