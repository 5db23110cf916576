"""Which carrier a message goes over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """What a carrier takes.

    Attributes:
        carrier: its name.
        numbers: ours that clients can answer to over it; () for a carrier that takes any.
        prefixes: digits that the numbers it reaches begin with; () when it reaches all.
    """

    carrier: str
    numbers: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    def reaches(self, recipient: str) -> bool:
        """Tell whether it takes messages to `recipient`, in E.164 or a short code."""
        return not self.prefixes or recipient.removeprefix("+").startswith(self.prefixes)


class Routes:
    """The carriers, asked for the one that fits a message."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: Sequence[Route] = tuple(routes)

    def carrier_for(self, sender: str, recipient: str) -> str | None:
        """Return the carrier over which the client is reached and can answer.

        Args:
            sender: our number, as the practice has it.
            recipient: the client's.

        Returns:
            The first carrier that has our number and reaches theirs; else the first that reaches
            theirs and is not bound to numbers of its own; None when there is no such.
        """
        reaching = [route for route in self._routes if route.reaches(recipient)]
        ours = (route for route in reaching if sender in route.numbers)
        any_sender = (route for route in reaching if not route.numbers)
        found = next(ours, None) or next(any_sender, None)
        return found.carrier if found else None

    def why_none(self, sender: str) -> str:
        """Return in words why `carrier_for` found none.

        Args:
            sender: our number.
        """
        if any(sender in route.numbers or not route.numbers for route in self._routes):
            return "no carrier has a price for this number; see prices in the configuration"
        return f"no carrier has the number {sender}; see numbers in the configuration"
