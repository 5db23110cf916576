"""Mails to members of staff with a link to their own account."""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.messages import outbox
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.statuses import Channel, MessageKind, TokenKind
from calendar_store.practices.staff_tokens import LASTS
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message

_PATHS = {TokenKind.INVITATION: "join", TokenKind.RESET: "reset"}


@dataclass(frozen=True, slots=True)
class AccountMails:
    """How mails about accounts are sent, and where their links lead.

    Attributes:
        channels: the configured channels.
        public_url: the URL by which browsers reach the pages.
    """

    channels: Channels
    public_url: str

    @property
    def can_send(self) -> bool:
        """Whether mails can be sent at all."""
        return self.channels.of(Channel.EMAIL) is not None

    def link(self, kind: TokenKind, token: str) -> str:
        """Return the URL of a token's page."""
        return f"{self.public_url.rstrip('/')}/{_PATHS[kind]}/{token}"

    async def send(
        self,
        tx: Transaction,
        practice: Practice,
        member: StaffMember,
        about: tuple[TokenKind, str],
        *,
        now: datetime,
    ) -> bool:
        """Put a mail with a link into the outbox; return False where no mails can be sent.

        The words are those of mail.toml, by the name of the kind.

        Args:
            tx: a writing transaction.
            practice: the practice of the account.
            member: the account.
            about: what the link is for, and the link.
            now: UTC.
        """
        channel = self.channels.of(Channel.EMAIL)
        if channel is None:
            return False
        kind, link = about
        sender = our_address(self.channels, practice, Channel.EMAIL)
        message = compose_message(
            *(tx.ids, MessageKind.ACCOUNT, f"{kind.value}\n{link}"),
            Envelope(practice.id, sender, member.email),
            channel=channel,
            now=now,
            way=channel.way(sender, member.email, now),
            expires_at=now + LASTS[kind],
        )
        await outbox.enqueue(tx, [message])
        return True
