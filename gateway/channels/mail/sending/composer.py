"""Composes mails, beside the event loop: in a thread, or in processes where there are many."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import structlog

from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.composing.mail_facts import MailFacts
from gateway.channels.mail.composing.signing import Signer
from gateway.channels.mail.sending.facts_of_mails import LoadedFacts, MailIdentity, facts_of
from gateway.channels.mail.sending.smtp_mail import SmtpMail, smtp_mail
from gateway.links.links import Links
from gateway.messaging.fax_numbers import filled, is_fax_number
from gateway.processes import WorkProcesses

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MailKeys:
    """All that mails are signed with, in a form that another process understands.

    Attributes:
        sender: our bare address.
        keys: the store's signing keys, the newest first.
        public_url: the URL by which browsers reach the pages.
        dkim_domain: the domain that signs by DKIM.
        fax_gateway: pattern of the address of a mail-to-fax gateway; "" for none.
        dkim_keys: selectors and files of the private keys; none: mails are not signed.
    """

    sender: str
    keys: tuple[bytes, ...] = field(repr=False)
    public_url: str
    dkim_domain: str = ""
    fax_gateway: str = field(default="", kw_only=True)
    dkim_keys: tuple[tuple[str, Path], ...] = ()

    @property
    def identity(self) -> MailIdentity:
        """What signs addresses and links."""
        addresses = SignedAddresses(self.sender, self.keys)
        return MailIdentity(addresses, Links(self.public_url, self.keys))

    def signer(self) -> Signer | None:
        """Return what signs mails by DKIM; None for no signatures.

        Raises:
            DkimKeyInvalid: if a key file cannot sign.
        """
        domain = self.dkim_domain or self.sender.rpartition("@")[2]
        return Signer.load(domain, dict(self.dkim_keys))


@dataclass(frozen=True, slots=True)
class PreparedMail:
    """A composed mail, and whether it carries a calendar invitation."""

    mail: SmtpMail
    invites: bool


class MailComposer:
    """Composes mails.

    Args:
        keys: what mails are signed with.
        processes: where many mails are composed.

    Raises:
        DkimKeyInvalid: if a key file cannot sign.
    """

    def __init__(self, keys: MailKeys, processes: WorkProcesses) -> None:
        self._keys = keys
        self._processes = processes
        _desk(keys)

    async def compose(
        self, batch: Sequence[Message], loaded: LoadedFacts, now: datetime
    ) -> list[PreparedMail | None]:
        """Compose mails; None in the place of one that cannot be composed.

        Args:
            batch: the messages.
            loaded: their facts.
            now: the moment of sending, UTC.
        """
        return await self._processes.compute(_write, batch, loaded.of(batch), self._keys, now)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a process needs to write mails, made once."""

    identity: MailIdentity
    signer: Signer | None
    fax_gateway: str


@lru_cache(maxsize=4)
def _desk(keys: MailKeys) -> _Desk:
    return _Desk(keys.identity, keys.signer(), keys.fax_gateway)


def _write(
    batch: Sequence[Message], loaded: LoadedFacts, keys: MailKeys, now: datetime
) -> list[PreparedMail | None]:
    """Return the mails; None in the place of one that cannot be composed."""
    desk = _desk(keys)
    return [_one(message, loaded, desk, now) for message in batch]


def _to_gateway(facts: MailFacts, pattern: str) -> MailFacts:
    """Return a mail whose paper a gateway faxes: to its address for the number.

    It comes from an address that names the message, since gateways write to From, and little of
    what they say of a fax can be relied on.
    """
    if not pattern or not is_fax_number(facts.message.recipient):
        raise ValueError("a fax without a number, or without a gateway")
    return replace(
        facts,
        message=replace(facts.message, recipient=filled(pattern, facts.message.recipient)),
        addresses=replace(facts.addresses, sender=facts.addresses.reply_to),
    )


def _one(message: Message, loaded: LoadedFacts, desk: _Desk, now: datetime) -> PreparedMail | None:
    try:
        facts = facts_of(message, loaded, desk.identity, now)
        if message.channel is Channel.FAX:
            facts = _to_gateway(facts, desk.fax_gateway)
        mail = compose(facts, desk.signer)
        return PreparedMail(smtp_mail(mail), facts.invitation is not None)
    except Exception:  # noqa: BLE001 (logged whole)
        _log.exception("a mail cannot be composed", message=message.id)
        return None
