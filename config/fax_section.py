"""The section `[fax]`: a HylaFAX server, or a gateway that makes faxes of mails."""

import re
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from config.checked import Duration, HostAndPort
from config.sections import Section

_FIELD = re.compile(r"\{[^{}]*\}|[{}]")
_FIELDS = frozenset({"{number}", "{digits}"})
_DIALLED = re.compile(r"[0-9+*#,;@wWtTpP ./()-]*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`|~-]+@[A-Za-z0-9.-]+")
_PLAIN = re.compile(r"[A-Za-z0-9._@-]+")


def _names_number(pattern: str) -> str:
    fields = _FIELD.findall(pattern)
    if len(fields) != 1 or fields[0] not in _FIELDS:
        raise ValueError("has to name the number once, as {number} or {digits}")
    return pattern


def _can_be_dialled(pattern: str) -> str:
    if not _DIALLED.fullmatch(_FIELD.sub("", pattern)):
        raise ValueError("has signs that cannot be dialled")
    return pattern


def _is_address(pattern: str) -> str:
    if not _ADDRESS.fullmatch(_FIELD.sub("1", pattern)):
        raise ValueError('is no address, such as "{digits}@fax.example.org"')
    return pattern


def _is_plain(user: str) -> str:
    if not _PLAIN.fullmatch(user):
        raise ValueError("has to be letters, digits and . _ @ - alone")
    return user


def _one_line(words: SecretStr) -> SecretStr:
    if not words.get_secret_value().isprintable():
        raise ValueError("has to be on one line")
    return words


Dialled = Annotated[str, AfterValidator(_names_number), AfterValidator(_can_be_dialled)]
AddressPattern = Annotated[str, AfterValidator(_names_number), AfterValidator(_is_address)]
Words = tuple[Annotated[str, Field(min_length=2, max_length=100)], ...]


class FaxSettings(Section):
    """How the calendar on paper is faxed: over `server`, or by `gateway` where there is none.

    Attributes:
        server: HylaFAX's hfaxd.
        user: our log-in there, with `password`.
        dial: what HylaFAX dials.
        fine: twice the lines an inch, in twice the time.
        give_up_after: how long HylaFAX tries.
        most_dials: how often it dials at most.
        timeout: how long one of its answers may take.
        gateway: the address of a mail-to-fax gateway for a number.
        gateway_delivered: words by which its receipt of a delivered fax is known.
        gateway_failed: words by which its receipt of a failed fax is known.
    """

    server: HostAndPort | None = None
    user: Annotated[str, AfterValidator(_is_plain)] = "textback"
    password: Annotated[SecretStr, AfterValidator(_one_line)] = SecretStr("")
    dial: Dialled = "{number}"
    fine: bool = False
    give_up_after: Annotated[Duration, Field(ge=timedelta(minutes=5), le=timedelta(days=2))] = (
        timedelta(hours=3)
    )
    most_dials: Annotated[int, Field(ge=1, le=100)] = 12
    timeout: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(seconds=60))] = (
        timedelta(seconds=20)
    )
    gateway: AddressPattern | None = None
    gateway_delivered: Words = ("successfully sent", "delivered", "sent ok")
    gateway_failed: Words = ("not delivered", "failed", "could not be sent", "no answer", "busy")

    @model_validator(mode="after")
    def _goes_one_way(self) -> Self:
        if self.server is None and self.gateway is None:
            raise ValueError("give server (HylaFAX) or gateway (mail to fax)")
        return self
