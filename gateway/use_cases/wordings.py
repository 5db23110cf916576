"""A practice's wordings: loads our texts and its own, checks, measures, sets and resets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel import Locale
from yarl import URL

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice, Service
from calendar_store.practices import practices, services
from dialogs.languages import writing
from dialogs.wording import own_wording
from dialogs.wording.disclosure import disclosing
from gateway.links.codes import ALPHABET, LENGTH
from gateway.messaging.text_cost import Measure
from gateway.use_cases import overruling
from gateway.use_cases.tariff import Tariff

LONGEST = 1000
"""Most characters of a wording."""

_SAMPLE_LINK = f"/s/{ALPHABET[:LENGTH]}"
LANGUAGES = {code: Locale(code).get_display_name("en") or code for code in writing.spoken()}
"""The languages of wordings by code, each with its English name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language.

    Attributes:
        name: name of the text.
        locale: the language's code.
        ours: our wording.
        own: the practice's wording, "" for none.
    """

    name: str
    locale: str
    ours: str
    own: str = ""

    @property
    def text(self) -> str:
        """The wording in use."""
        return self.own or self.ours


@dataclass(frozen=True, slots=True)
class Book:
    """All wordings of a practice, with the data to measure and check them.

    Attributes:
        public_url: the URL by which browsers reach the pages, for links in texts.
    """

    practice: Practice
    services: tuple[Service, ...]
    own: dict[tuple[str, str], str]
    price: Decimal | None
    tariff: Tariff
    public_url: str = ""

    def wording(self, locale: str, name: str) -> Wording:
        """Return a text.

        Raises:
            NotFound: if there is no such text, or we do not write that language.
        """
        if locale not in writing.spoken():
            raise NotFound(f'"{locale}" is no language of ours: {", ".join(writing.spoken())}')
        if name not in own_wording.names():
            raise NotFound(f'there is no text "{name}"; textback wording list shows them')
        return Wording(
            name, locale, own_wording.ours(name, locale), self.own.get((locale, name), "")
        )

    def all_in(self, locale: str) -> list[Wording]:
        """Return all texts of a language, in our order."""
        return [self.wording(locale, name) for name in own_wording.names()]

    def complaints(self, wording: Wording, text: str, *, overruled: bool = False) -> list[str]:
        """Return why `text` cannot be used for a wording, one line for each fault.

        Args:
            wording: the wording to replace.
            text: the text as entered.
            overruled: whether an administrator accepts words that tell why a client comes.
        """
        if len(text) > LONGEST:
            return [f"{len(text)} characters are too many, {LONGEST} at most."]
        return own_wording.complaints(
            wording.name, wording.locale, text, self.services, overruled=overruled
        )

    def previews(self, wording: Wording, text: str) -> tuple[Measure, Measure]:
        """Return size and cost of a valid text, with usual names and with long names."""
        return self.preview(wording, text), self.preview(wording, text, long=True)

    def preview(self, wording: Wording, text: str, *, long: bool = False) -> Measure:
        """Return size and cost of a valid text, with usual names or with long ones."""
        name, locale = wording.name, wording.locale
        link = str(URL(self.public_url).with_path(_SAMPLE_LINK)) if self.public_url else ""
        shown = own_wording.preview(name, locale, self.practice, text, long=long, link=link)
        return self.tariff.measure(shown, self.price)


async def load(tx: Transaction, practice: Practice, tariff: Tariff, public_url: str = "") -> Book:
    """Load the wordings of a practice.

    Args:
        tx: any transaction.
        practice: the practice.
        tariff: prices of texts.
        public_url: the URL by which browsers reach the pages.
    """
    own = (await practices.templates(tx, [practice.id]))[practice.id]
    found = await services.all_services(tx, practice.id)
    price = tariff.at_home(practice.sender, practice.region)
    return Book(practice, tuple(found), dict(own), price, tariff, public_url)


async def set_own(
    tx: Transaction,
    actor: Actor,
    book: Book,
    wording: Wording,
    text: str,
    *,
    now: datetime,
    overrule: str = "",
) -> None:
    """Set a practice's own wording of a text.

    Args:
        tx: a writing transaction.
        actor: who sets it.
        book: the wordings, loaded in `tx`.
        wording: the wording to replace.
        text: the new wording; our wording removes the practice's own.
        now: UTC.
        overrule: reason to keep words that tell why a client comes; "" to refuse these words.

    Raises:
        NotPermitted: if the actor may not change the practice.
        InvalidInput: if the text may not be used; the error text says why.
    """
    require(actor, Permission.MANAGE_PRACTICE, book.practice.id)
    wrong: Sequence[str] = book.complaints(wording, text, overruled=bool(overrule.strip()))
    if wrong:
        raise InvalidInput(" ".join(wrong))
    # stored with cheap characters if the whole text then fits: the names in it cost enough
    own = "" if text == wording.ours else book.tariff.fitted(text)
    if own != wording.own:
        await practices.set_template(
            tx, book.practice.id, wording.locale, wording.name, own, by=actor, now=now
        )
        words = disclosing(own)
        if words:
            subject = f"{wording.name} ({wording.locale})"
            await overruling.record(
                tx, book.practice.id, {subject: words}, overrule, by=actor, now=now
            )


async def reset(
    tx: Transaction, actor: Actor, book: Book, wording: Wording, *, now: datetime
) -> None:
    """Return to our wording of a text; raises NotPermitted as `set_own` does."""
    await set_own(tx, actor, book, wording, wording.ours, now=now)
