"""The mail server as the page of first steps shows it: whether it takes mails, and answers come."""

from dataclasses import dataclass

from aiohttp import web

from calendar_store.model.statuses import Channel
from gateway.web.languages.translation import gettext as _
from gateway.web.server.web_context import WEB_CONTEXT
from gateway.web.staff.carriers.carriers_page import STATE_WORDS

MAIL_SAMPLE = """[mail]
smarthost = "mail.example.org:587"
sender = "{name} <calendar@example.org>"
username = "calendar@example.org"
password_file = "mail.password"
imap = "imap.example.org:993"
imap_username = "calendar@example.org"
imap_password_file = "mail.password\""""
"""What the configuration of a mail server looks like."""
CARRIER_SAMPLE = """[[carrier]]
name = "primary"
host = "smpp.example.org"
port = 2775
system_id = "esme"
password_file = "carrier.password"
numbers = ["{number}"]
prices = {{ "" = 0.05 }}"""
"""What the configuration of a carrier looks like."""


@dataclass(frozen=True, slots=True)
class MailServerState:
    """The mail server that the service sends over.

    Attributes:
        trouble: why it takes no mails now, in words; "" if it does.
        hears: whether answers to mails come in.
    """

    trouble: str
    hears: bool


def mail_link(request: web.Request) -> MailServerState | None:
    """Return the state of the mail server; None if there is none, or no service runs here."""
    site = request.app[WEB_CONTEXT]
    for one in site.link_status() if site.link_status else ():
        if one.get("channel") == Channel.EMAIL:
            state = str(one.get("state", ""))
            trouble = _(STATE_WORDS[state]) if state in STATE_WORDS else state
            return MailServerState(
                trouble if one.get("hindrance") else "", bool(one.get("incoming"))
            )
    return None
