"""Checks of the answers to the questions of `textback init`; each raises InvalidInput."""

from calendar_store.model.errors import InvalidInput


def name(text: str) -> None:
    """Refuse a text that is no name of a practice."""
    from calendar_store.entry import lookup

    lookup.cleaned(text, "practice")


def discreet(text: str) -> None:
    """Refuse a name for messages that is no name, or that tells why clients come."""
    from gateway.use_cases.overruling import require_discreet

    name(text)
    require_discreet({"name for messages": text}, "")


def zone(text: str) -> None:
    """Refuse a time zone that does not exist."""
    from calendar_store.entry import locales

    locales.require_zone(text)


def language(text: str) -> None:
    """Refuse a language that the service does not support."""
    from calendar_store.entry import locales

    locales.language(text)


def email(text: str) -> None:
    """Refuse a text that is no email address."""
    from calendar_store.clients import new_client

    new_client.checked_email(text)


def store(text: str) -> None:
    """Refuse a text that is no URL of a store."""
    from config.checked import POSTGRESQL, SQLITE

    if not text.startswith((SQLITE, POSTGRESQL)):
        raise InvalidInput(f"write {SQLITE}textback.db or {POSTGRESQL}user@host/textback")


def listen(text: str) -> None:
    """Refuse a text that is no address and port."""
    from config.checked import Address

    try:
        Address.parse(text)
    except ValueError as error:
        raise InvalidInput(str(error)) from None


def usual_sender(staff_email: str) -> str:
    """Return an address that mails may come from: the administrator's, or one of their domain."""
    try:
        mail_sender(staff_email)
    except InvalidInput:
        return f"calendar@{staff_email.rpartition('@')[2]}"
    return staff_email


def named_sender(practice: str, address: str) -> str:
    """Return an address with the practice's name before it, where the name can stand there."""
    named = f"{practice} <{address}>"
    try:
        mail_sender(named)
    except InvalidInput:
        return address
    return named


def mail_sender(text: str) -> None:
    """Refuse a text that is no address, or one without room for the code of an answer."""
    from pydantic import ValidationError

    from config.mail_section import MailSettings

    try:
        MailSettings.model_validate({"smarthost": "127.0.0.1:25", "sender": text})
    except ValidationError as error:
        raise InvalidInput(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def carrier(text: str) -> None:
    """Refuse a text that is no host and port; an empty text is accepted."""
    if text:
        listen(text)


def system_id(text: str) -> None:
    """Refuse a system id of the wrong length (SMPP 3.4 section 5.2.1)."""
    if not 0 < len(text) <= 15:
        raise InvalidInput("a system id has 1 to 15 characters")


def url(text: str) -> None:
    """Refuse a text that is no HTTP or HTTPS URL."""
    if not text.startswith(("http://", "https://")):
        raise InvalidInput("write it as https://book.example.org")
