"""What staff choose about an import: how its file is read, and what is known of consent.

Nobody has agreed to messages but whom a column of the file says so of, or staff say so of all; and
then only once it is said how and since when.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ConsentChoice, ImportChoices, ImportFile
from calendar_store.model.statuses import ConsentHow

_HOWS = (ConsentHow.SPOKEN, ConsentHow.FORM, ConsentHow.WEB)
"""How consent may have been given before a file was made."""


@dataclass(frozen=True, slots=True)
class ReadingChoices:
    """How a file is read, where what was found out is wrong; "" to find it out.

    Attributes:
        encoding: the encoding of a text.
        separator: the separator of a text.
        sheet: the sheet of a workbook.
        days: "day" or "month", whichever is first in days as 03/04/2026.
    """

    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    days: str = ""

    def facts(self) -> dict[str, str]:
        """Return the choices as facts of the import."""
        chosen = {
            "encoding": self.encoding,
            "separator": self.separator,
            "sheet": self.sheet,
            "days": self.days,
        }
        return {f"chosen.{name}": value for name, value in chosen.items() if value}


def consent_of(consent: str, how: str, since: str) -> ImportChoices:
    """Return what was chosen about consent, from a form or a command.

    Raises:
        InvalidInput: if a value is none of the choices, or the day is none.
    """
    try:
        made = ImportChoices(ConsentChoice(consent or ConsentChoice.NONE), how, since.strip())
    except ValueError:
        raise InvalidInput("choose whose consent is recorded") from None
    if how and how not in _HOWS:
        raise InvalidInput("choose how consent was given")
    if made.consent is ConsentChoice.NONE:
        return replace(made, how="", since="")
    return made


def require_possible(consent: ImportChoices, now: datetime) -> None:
    """Refuse a day since when consent holds that is none, or in the future.

    Raises:
        InvalidInput: says what is wrong.
    """
    if not consent.since:
        return
    try:
        since = date.fromisoformat(consent.since)
    except ValueError:
        raise InvalidInput(f'"{consent.since}" is not a day; write it as 2026-11-30') from None
    if since > now.date():
        raise InvalidInput("consent cannot be given in the future; enter when it was given")


def require_told(file: ImportFile) -> None:
    """Refuse consent of which nobody has said how and since when it was given.

    Raises:
        InvalidInput: says what is missing.
    """
    agreed = file.counts.get("agreed", 0)
    if file.choices.consent is ConsentChoice.COLUMN and not agreed:
        return
    if not file.choices.how:
        raise InvalidInput("say how consent was given before you import it")
    if not file.choices.since and file.counts.get("agreed.undated", 0):
        raise InvalidInput("say since when consent holds; the file has no date for all who agreed")
