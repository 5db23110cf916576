"""Connects to the smarthost over aiosmtplib: TCP, TLS, EHLO and log-in, each failure told apart."""

import asyncio
import os
import socket
import ssl
from typing import cast

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
)

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.channels.mail.sending.smarthost_session import SmarthostSession
from gateway.channels.mail.sending.smtp_replies import (
    ReplyMeaning,
    SmtpReply,
    SmtpStage,
    meaning,
    reason_of_reply,
)

_METHODS = ("plain", "login", "cram-md5")
_PRIVATE_METHODS = ("cram-md5",)
"""What may be used without encryption: the password itself is not sent."""


class DialFailure(Exception):
    """No connection on which mails can be sent.

    Attributes:
        reason: why.
        refused: whether somebody has to correct the configuration, or the server's.
    """

    def __init__(self, reason: Reason, *, refused: bool = False) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.refused = refused


async def dial(config: SmarthostConfig, tls: ssl.SSLContext | None) -> SmarthostSession:
    """Return a session that is encrypted and logged in as configured.

    Args:
        config: the smarthost.
        tls: `config.tls_context()`, made once for all connections.

    Raises:
        DialFailure: with the reason; nothing is left open.
    """
    smtp = SMTP(
        hostname=config.host,
        port=config.port,
        local_hostname=config.hostname,
        timeout=config.timeout,
        use_tls=config.implicit_tls,
        start_tls=False,
        tls_context=tls,
    )
    try:
        # of the whole, since a server may trickle its replies
        async with asyncio.timeout(4 * config.timeout):
            await _connect(smtp)
            if config.starts_tls:
                await _encrypt(smtp)
            if config.username:
                await _log_in(smtp, config)
            await _greet(smtp)
        return _session_on(smtp)
    except TimeoutError as error:
        _drop(smtp)
        raise DialFailure(_away("it does not answer in time")) from error
    except BaseException:
        _drop(smtp)
        raise


def _session_on(smtp: SMTP) -> SmarthostSession:
    if smtp.transport is None:
        raise DialFailure(_away("the server closed the connection"))
    return SmarthostSession(cast("asyncio.Transport", smtp.transport), smtp.esmtp_extensions)


async def _connect(smtp: SMTP) -> None:
    try:
        await smtp.connect()
    except SMTPResponseException as error:
        raise _refused(SmtpStage.CONNECT, error) from error
    except TimeoutError:
        raise
    except (SMTPException, OSError) as error:
        cause = error.__cause__
        if isinstance(cause, ssl.SSLError):
            raise _no_tls(cause) from error
        raise DialFailure(_away(_words(cause or error))) from error


async def _greet(smtp: SMTP) -> None:
    """Say EHLO where it was not said since the connection was made or encrypted."""
    if not smtp.is_ehlo_or_helo_needed:
        return
    try:
        await smtp.ehlo()
    except SMTPResponseException as error:
        if error.code == 421 or error.code < 500:
            raise _refused(SmtpStage.CONNECT, error) from error
        await _greet_old(smtp)
    except TimeoutError:
        raise
    except (SMTPException, OSError) as error:
        raise DialFailure(_away(_words(error))) from error


async def _greet_old(smtp: SMTP) -> None:
    """Say HELO to a server that does not know EHLO (RFC 5321 §3.2)."""
    try:
        await smtp.helo()
    except SMTPResponseException as error:
        raise _refused(SmtpStage.CONNECT, error) from error
    except TimeoutError:
        raise
    except (SMTPException, OSError) as error:
        raise DialFailure(_away(_words(error))) from error


async def _encrypt(smtp: SMTP) -> None:
    await _greet(smtp)
    if not smtp.supports_extension("starttls"):
        raise DialFailure(Reason(ReasonCode.TLS_NOT_OFFERED), refused=True)
    try:
        await smtp.starttls()
    except SMTPResponseException as error:
        raise _no_tls(error) from error
    except ssl.SSLError as error:
        raise _no_tls(error) from error
    except TimeoutError:
        raise
    except (SMTPException, OSError) as error:
        # a server that cannot agree on an encryption may just close the connection
        raise DialFailure(_away(_words(error))) from error


async def _log_in(smtp: SMTP, config: SmarthostConfig) -> None:
    """Log in by one method only: failed attempts by others may lock the account."""
    await _greet(smtp)
    encrypted = config.starts_tls or config.implicit_tls or config.on_this_machine
    offered = smtp.server_auth_methods
    allowed = _METHODS if encrypted else _PRIVATE_METHODS
    method = next((one for one in allowed if one in offered), None)
    if method is None:
        raise DialFailure(Reason(ReasonCode.NO_LOG_IN_OFFERED), refused=True)
    ways = {"plain": smtp.auth_plain, "login": smtp.auth_login, "cram-md5": smtp.auth_crammd5}
    try:
        await ways[method](config.username, config.password)
    except SMTPAuthenticationError as error:
        raise _refused(SmtpStage.LOG_IN, error) from error
    except TimeoutError:
        raise
    except (SMTPException, OSError) as error:
        raise DialFailure(_away(_words(error))) from error


def _refused(stage: SmtpStage, error: SMTPResponseException) -> DialFailure:
    reply = SmtpReply(error.code, error.message)
    means = meaning(stage, reply)
    # a final refusal of the log-in is one, whichever code the server has for it
    refused = means is ReplyMeaning.LOG_IN or (stage is SmtpStage.LOG_IN and error.code >= 500)
    return DialFailure(reason_of_reply(stage, reply), refused=refused)


def _no_tls(error: Exception) -> DialFailure:
    return DialFailure(Reason(ReasonCode.TLS_REFUSED, {"fault": _words(error)}), refused=True)


def _away(words: str) -> Reason:
    return Reason(ReasonCode.SMARTHOST_AWAY, {"fault": words})


def _words(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return (error.reason or str(error)).replace("_", " ").lower()
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return str(error).partition("\n")[0][:160] or type(error).__name__


def _drop(smtp: SMTP) -> None:
    """Close what is left of a connection that could not be used."""
    transport = smtp.transport
    smtp.close()
    if isinstance(transport, asyncio.Transport):
        transport.abort()
