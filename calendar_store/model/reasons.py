"""The value `Reason`: why a message, a reminder or an alert has its status; a code with facts.

Decisions compare codes and facts. The words for a reason are made where a person reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from calendar_store.model.reason_codes import FACT_NAMES, ReasonCode


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code with its facts; false if there is no reason.

    Attributes:
        code: the code.
        facts: the facts by name, exactly those in `FACT_NAMES` for the code; must not be changed. A
            time is a text in ISO form, in UTC or in the practice's local time.

    Raises:
        ValueError: if a fact is missing, or does not belong to the code.
    """

    code: ReasonCode = ReasonCode.NONE
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse facts that do not match the code."""
        if self.facts.keys() != FACT_NAMES[self.code]:
            wanted, given = sorted(FACT_NAMES[self.code]), sorted(self.facts)
            raise ValueError(f"the reason {self.code} has the facts {wanted}, not {given}")

    def __bool__(self) -> bool:
        """Tell whether there is a reason."""
        return self.code is not ReasonCode.NONE

    def __hash__(self) -> int:
        """Return a hash of code and facts."""
        return hash((self.code, frozenset(self.facts.items())))

    def facts_as_json(self) -> Mapping[str, Any]:
        """Return the facts in the form in which the store keeps them.

        The same object is returned for the same reason: a repeated object is converted only once.
        """
        facts = self.facts
        if not facts:
            return _NONE
        if any(isinstance(value, _NESTING) for value in facts.values()):
            return {name: _plain(value) for name, value in facts.items()}
        return facts


_NONE: dict[str, Any] = {}
"""One shared object for all rows without facts."""
NO_REASON = Reason()
_NESTING = (Reason, tuple)
"""Types of facts that JSON has not."""


def reason_of(code: str, facts: Mapping[str, Any]) -> Reason:
    """Convert two columns of the store to a reason.

    Args:
        code: a value of `ReasonCode`.
        facts: the facts, as returned by `Reason.facts_as_json`.
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
