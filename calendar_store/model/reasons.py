"""Why a message, a reminder or an alert stands as it does: a code and its facts.

Whoever decides compares codes and facts. Words are made where somebody reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from calendar_store.model.reason_codes import FACT_NAMES, ReasonCode


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its facts; false where there is none.

    Attributes:
        code: what it is.
        facts: by name, exactly those that `FACT_NAMES` has for the code; never changed. A moment
            is a text in ISO form: in UTC, or as a clock on the practice's wall shows it.

    Raises:
        ValueError: if a fact is missing, or is not one of this code.
    """

    code: ReasonCode = ReasonCode.NONE
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse facts that are not those of the code."""
        if self.facts.keys() != FACT_NAMES[self.code]:
            wanted, given = sorted(FACT_NAMES[self.code]), sorted(self.facts)
            raise ValueError(f"the reason {self.code} has the facts {wanted}, not {given}")

    def __bool__(self) -> bool:
        """Tell whether there is a reason."""
        return self.code is not ReasonCode.NONE

    def __hash__(self) -> int:
        """Return the same for the same code and facts."""
        return hash((self.code, frozenset(self.facts.items())))

    def facts_as_json(self) -> dict[str, Any]:
        """Return the facts as a column of the store has them."""
        facts = self.facts
        return {name: _plain(value) for name, value in facts.items()} if facts else _NONE


_NONE: dict[str, Any] = {}
"""One for all rows without facts: a statement for many rows looks at what repeats once."""
NO_REASON = Reason()


def reason_of(code: str, facts: Mapping[str, Any]) -> Reason:
    """Return the reason that two columns of the store hold.

    Args:
        code: one of `ReasonCode`.
        facts: as `Reason.facts_as_json` returned them.
    """
    if not code:
        return NO_REASON
    return Reason(ReasonCode(code), {name: _read(value) for name, value in facts.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Reason):
        return {"code": value.code.value, "facts": value.facts_as_json()}
    return list(value) if isinstance(value, tuple) else value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return reason_of(value["code"], value["facts"])
    return tuple(value) if isinstance(value, list) else value
