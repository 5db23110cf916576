"""The context of the demo's pages: carrier, phones, mailboxes, and the account to log in."""

from dataclasses import dataclass

from aiohttp import web

from gateway.demo.carrier import SandboxCarrier
from gateway.demo.mail_program import MailProgram
from gateway.demo.mail_server import SandboxMailServer


@dataclass(frozen=True, slots=True)
class Demo:
    """The objects and settings of a running demo.

    Attributes:
        carrier: the sandbox carrier, which has the phones.
        our_number: the number that the practice texts from, E.164.
        phones: (owner's name, number in E.164), in the order in which the pages show them.
        sign_in: email address of the account that visitors on this machine are logged in to.
        emails: the email addresses of the phones' owners, in the order of `phones`; "" for none.
        mail_server: the mail server with their mailboxes; None for a demo without mail.
        mail_program: writes their mails.
    """

    carrier: SandboxCarrier
    our_number: str
    phones: tuple[tuple[str, str], ...]
    sign_in: str
    emails: tuple[str, ...] = ()
    mail_server: SandboxMailServer | None = None
    mail_program: MailProgram | None = None


DEMO: web.AppKey[Demo] = web.AppKey("demo", Demo)
