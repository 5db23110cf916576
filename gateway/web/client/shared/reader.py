"""The reader of a page for clients: the language, the calendar and the words of one request."""

from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup, escape

from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from dialogs.languages import writing
from dialogs.wording import privacy
from dialogs.wording.page_words import PageWords, page_words
from gateway.web.client.shared.page_calendar import PageCalendar, page_calendar
from gateway.web.server.accepted_languages import accepted_languages


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
    wanted += accepted_languages(request)
    wanted += [practice.locale] if practice else []
    spoken = [each for each in wanted if writing.base(each) in writing.spoken()]
    return PageReader(practice, page_words(*spoken[:1]))
