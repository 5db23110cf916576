"""The text of the configuration that `textback init` writes, made from the answers."""

import json
from dataclasses import dataclass, field

_TEXT = """\
# Textback. Every key is explained in textback.example.toml, beside the settings of the service.

[store]
url = {store}

[web]
listen = {listen}
public_url = {public_url}

"""

_MAIL = """\
# Your mail server, and the address that mails come from; `textback mail check` says what lacks.
[mail]
smarthost = {smarthost}
sender = {sender}
{log_in}# Answers come in by SMTP, where the MX of the domain passes them here, or from a mailbox:
# listen = "0.0.0.0:25"
# imap = "imap.example.org:993"

"""

_NO_MAIL = """\
# Mails go out over a mail server; without one nothing is mailed. Take the # away and enter yours.
# [mail]
# smarthost = "127.0.0.1:25"
# sender = "Your practice <calendar@example.org>"

"""

_NO_CARRIER = """\
# Your account with a carrier (SMPP 3.4); without one nothing is texted. Take the # away and enter
# what the carrier gave you. Its number has to be the practice's.
# [[carrier]]
# name = "primary"
# host = "smpp.example.org"
# port = 2775
# system_id = "esme"
# password = "secret"
# numbers = [{number}]
# prices = {{ "" = 0.05 }}
"""

_CARRIER = """\
# Your account with a carrier (SMPP 3.4).
[[carrier]]
name = "primary"
host = {host}
port = {port}
system_id = {system_id}
password = {password}
numbers = [{number}]
# prices = {{ "" = 0.05 }}                # of one part, by the digits that a number begins with
"""


@dataclass(frozen=True, slots=True)
class FirstCarrier:
    """An account with a carrier, from the answers."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FirstMail:
    """A mail server, from the answers; no log-in without a user name."""

    smarthost: str
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)


def text(
    *,
    store: str,
    listen: str,
    public_url: str,
    number: str,
    carrier: FirstCarrier | None = None,
    mail: FirstMail | None = None,
) -> str:
    """Return the configuration as TOML.

    Args:
        store: the store's URL.
        listen: host and port that the pages are served on.
        public_url: the URL by which browsers reach the pages.
        number: the practice's number, which its texts come from.
        carrier: the account; None if the account is entered later.
        mail: the mail server; None if it is entered later.
    """
    head = _TEXT.format(
        store=_quoted(store), listen=_quoted(listen), public_url=_quoted(public_url)
    )
    head += _mail(mail) if mail else _NO_MAIL
    if carrier is None:
        return head + _NO_CARRIER.format(number=_quoted(number))
    return head + _CARRIER.format(
        host=_quoted(carrier.host),
        port=carrier.port,
        system_id=_quoted(carrier.system_id),
        password=_quoted(carrier.password),
        number=_quoted(number),
    )


def _mail(mail: FirstMail) -> str:
    log_in = ""
    if mail.username:
        log_in = f"username = {_quoted(mail.username)}\npassword = {_quoted(mail.password)}\n"
    return _MAIL.format(
        smarthost=_quoted(mail.smarthost), sender=_quoted(mail.sender), log_in=log_in
    )


def _quoted(value: str) -> str:
    """Return a TOML string: a JSON string, with U+007F escaped, as only TOML requires."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
