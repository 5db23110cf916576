"""What is done once before a service takes work: lexicons loaded, the collector spared."""

import gc
from datetime import UTC, datetime

from dialogs.intents import Frame
from dialogs.understand import understand


def warm_up() -> None:
    """Load the lexicons now, so that the first client does not wait for them."""
    understand("1", Frame(now=datetime.now(UTC), timezone="UTC"))


def spare_the_collector() -> None:
    """Exclude objects that last as long as the process from garbage collection; call this once.

    Lexicons, statements and modules are hundreds of thousands of objects; to check them again and
    again took a tenth of the time in which texts are answered.
    """
    warm_up()
    gc.collect()
    gc.freeze()
