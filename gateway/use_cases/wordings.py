"""A practice's wordings: ours beside their own, checked, measured, set and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel import Locale

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice, Service
from calendar_store.practices import practices, services
from dialogs.languages import writing
from dialogs.wording import own_wording
from dialogs.wording.disclosure import disclosing
from gateway.messaging.text_cost import Measure
from gateway.use_cases import overruling
from gateway.use_cases.tariff import Tariff

LONGEST = 1000
"""Characters of a wording."""

LANGUAGES = {code: Locale(code).get_display_name("en") or code for code in writing.spoken()}
"""The languages of wordings by code, each with its English name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language.

    Attributes:
        name: of the text.
        locale: the language.
        ours: our wording.
        own: the practice's, "" for none.
    """

    name: str
    locale: str
    ours: str
    own: str = ""

    @property
    def text(self) -> str:
        """The wording that holds."""
        return self.own or self.ours


@dataclass(frozen=True, slots=True)
class Book:
    """All wordings of a practice, with what they are measured and checked by."""

    practice: Practice
    services: tuple[Service, ...]
    own: dict[tuple[str, str], str]
    price: Decimal | None
    tariff: Tariff

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
        """Return every text of a language, in our order."""
        return [self.wording(locale, name) for name in own_wording.names()]

    def complaints(self, wording: Wording, text: str, *, overruled: bool = False) -> list[str]:
        """Return what keeps `text` from being used for a wording.

        Args:
            wording: which text.
            text: as entered.
            overruled: an administrator answers for words that tell why a client comes.
        """
        if len(text) > LONGEST:
            return [f"{len(text)} characters are too many, {LONGEST} at most."]
        return own_wording.complaints(
            wording.name, wording.locale, text, self.services, overruled=overruled
        )

    def previews(self, wording: Wording, text: str) -> tuple[Measure, Measure]:
        """Return how a fit text reads and what it costs, with usual names and with long ones."""
        usual, long = (
            own_wording.preview(wording.name, wording.locale, self.practice, text, long=long)
            for long in (False, True)
        )
        return self.tariff.measure(usual, self.price), self.tariff.measure(long, self.price)


async def load(tx: Transaction, practice: Practice, tariff: Tariff) -> Book:
    """Load the wordings of a practice."""
    own = (await practices.templates(tx, [practice.id]))[practice.id]
    found = await services.all_services(tx, practice.id)
    price = tariff.at_home(practice.sender, practice.region)
    return Book(practice, tuple(found), dict(own), price, tariff)


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
    """Give a practice a wording of its own.

    Args:
        tx: a writing transaction.
        actor: who sets it.
        book: loaded in it.
        wording: which text.
        text: what it shall be; ours again is no wording of its own.
        now: UTC.
        overrule: why words that tell why a client comes stand in it all the same; "" to refuse
            them.

    Raises:
        NotPermitted: if the actor may not change the practice.
        InvalidInput: if it may not be used; the text says why.
    """
    require(actor, Permission.MANAGE_PRACTICE, book.practice.id)
    wrong: Sequence[str] = book.complaints(wording, text, overruled=bool(overrule.strip()))
    if wrong:
        raise InvalidInput(" ".join(wrong))
    # kept with cheap characters, where all of it then fits: the names in it cost enough
    own = "" if text == wording.ours else book.tariff.channel.fit(text).text
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
    """Return a text to our wording; raises NotPermitted as `set_own` does."""
    await set_own(tx, actor, book, wording, wording.ours, now=now)
