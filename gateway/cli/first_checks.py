"""What answers to the questions of `textback init` have to be; refused where they are given."""

from calendar_store.model.errors import InvalidInput


def name(text: str) -> None:
    """Refuse what is no name."""
    from calendar_store.entry import lookup

    lookup.cleaned(text, "practice")


def discreet(text: str) -> None:
    """Refuse a name for messages that is none, or tells why clients come."""
    from gateway.use_cases.overruling import require_discreet

    name(text)
    require_discreet({"name for messages": text}, "")


def zone(text: str) -> None:
    """Refuse a time zone that does not exist."""
    from calendar_store.entry import locales

    locales.require_zone(text)


def language(text: str) -> None:
    """Refuse a language that is not one of ours."""
    from calendar_store.entry import locales

    locales.language(text)


def email(text: str) -> None:
    """Refuse what is no email address."""
    from calendar_store.clients import new_client

    new_client.checked_email(text)


def store(text: str) -> None:
    """Refuse what is no store's URL."""
    from config.checked import POSTGRESQL, SQLITE

    if not text.startswith((SQLITE, POSTGRESQL)):
        raise InvalidInput(f"write {SQLITE}textback.db or {POSTGRESQL}user@host/textback")


def listen(text: str) -> None:
    """Refuse what cannot be listened on."""
    from config.checked import Address

    try:
        Address.parse(text)
    except ValueError as error:
        raise InvalidInput(str(error)) from None


def carrier(text: str) -> None:
    """Refuse what is no host and port; nothing at all is entered later."""
    if text:
        listen(text)


def system_id(text: str) -> None:
    """Refuse what no SMSC takes as an account (SMPP 3.4 section 5.2.1)."""
    if not 0 < len(text) <= 15:
        raise InvalidInput("a system id has 1 to 15 characters")


def url(text: str) -> None:
    """Refuse what a browser cannot open."""
    if not text.startswith(("http://", "https://")):
        raise InvalidInput("write it as https://book.example.org")
