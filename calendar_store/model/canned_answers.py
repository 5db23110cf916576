"""The value `CannedAnswer`: an answer that staff keep for questions that come often."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CannedAnswer:
    """An answer in one language.

    Attributes:
        name: what staff call it; answers of one name say the same in several languages.
        locale: the language's code.
        text: the answer, with placeholders.
    """

    practice_id: int
    id: int
    name: str
    locale: str
    text: str
