"""Whether texts can reach a number that somebody enters."""

from calendar_store.errors import InvalidInput
from gateway.routing.routes import Routes


def require_reached(routes: Routes, sender: str, mobile: str) -> None:
    """Refuse a number that no carrier reaches.

    A practice whose own number no carrier has yet may enter its clients all the same: that is
    mended in the configuration, and not at this number.

    Args:
        routes: the carriers of the configuration.
        sender: the practice's number.
        mobile: the client's, in E.164.

    Raises:
        InvalidInput: saying why no text can reach it.
    """
    unreached = routes.unreached(sender, mobile)
    if unreached and routes.has(sender):
        raise InvalidInput(unreached)
