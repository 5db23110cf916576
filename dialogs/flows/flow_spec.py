"""What a flow declares of the intent that it answers, and how the engine collects the flows."""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from dialogs.flows.turn_context import Flow
from dialogs.intents import Intent


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """One intent, and how it is answered.

    Attributes:
        intent: what a text wants.
        flow: decides about such a text.
        beside: the answer may follow the answer to the main thing that the text wants.
        with_more: a main thing that others may stand beside; True for all that are `beside`.
        from_anybody: dealt with although the number belongs to no client.
        asked_in_mourning: may only seem to be wanted by somebody who has just lost one of the
            family, and is then asked about.
    """

    intent: Intent
    flow: Flow
    beside: bool = False
    with_more: bool = False
    from_anybody: bool = False
    asked_in_mourning: bool = False


def specs_of(flows: ModuleType) -> Iterator[FlowSpec]:
    """Yield what the modules of a package declare in `FLOWS`, in the order of the modules' names.

    Args:
        flows: the package; a module without `FLOWS` answers no intent of its own.
    """
    for found in pkgutil.iter_modules(flows.__path__):
        yield from getattr(import_module(f"{flows.__name__}.{found.name}"), "FLOWS", ())
