"""The site of passkeys of a web application, and what a challenge is for."""

from aiohttp import web

from gateway.accounts.passkey_checks import RelyingParty, relying_party
from gateway.web.server.web_context import WEB_CONTEXT

LOG_IN = "log_in"


def passkey_site(request: web.Request) -> RelyingParty | None:
    """Return the site of passkeys; None where browsers can have none."""
    context = request.app[WEB_CONTEXT]
    return relying_party(context.public_url, context.secret_key)


def of_login(token: str) -> str:
    """Return the purpose of a challenge for a new passkey, within one log-in."""
    return f"new_in_{token}"


def of_lock(token: str) -> str:
    """Return the purpose of a challenge that opens one locked log-in."""
    return f"lock {token}"


def of_step(token: str) -> str:
    """Return the purpose of a challenge for the second step of one log-in."""
    return f"step {token}"
