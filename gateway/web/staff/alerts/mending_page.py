"""The acts that mend an alert, from the buttons beside it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from calendar_store.database import signing_keys
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, ConsentHow
from calendar_store.practices import practices
from gateway.links.links import Links
from gateway.use_cases import alert_mending
from gateway.use_cases.alert_mending import MendingTools
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.alerts.alerts_page import AlertRefusal, Shown, listed

_Done = Message | Reason | None
_Act = Callable[[Transaction, Practice, MendingTools], Awaitable[_Done]]

_HOW = {"spoken": ConsentHow.SPOKEN, "form": ConsentHow.FORM}
_BY = {"sms": Channel.SMS, "email": Channel.EMAIL}


async def resend(request: web.Request) -> web.Response:
    """Send the message of an alert again, by the channel of the button."""
    by = _BY.get(str((await form_of(request)).get("by", "")))
    actor, alert, now = of_staff(request[STAFF]), _alert(request), request.app[WEB_CONTEXT].clock()

    async def act(tx: Transaction, practice: Practice, tools: MendingTools) -> Message:
        return await alert_mending.resend(tx, actor, practice, alert, by, tools=tools, now=now)

    return await _mend(request, act)


async def correct(request: web.Request) -> web.Response:
    """Correct the number or the mail address of an alert's client."""
    address = str((await form_of(request)).get("number", "")).strip()
    actor, alert, now = of_staff(request[STAFF]), _alert(request), request.app[WEB_CONTEXT].clock()

    async def act(
        tx: Transaction, practice: Practice, tools: MendingTools
    ) -> Message | Reason | None:
        require_whole(request)
        return await alert_mending.correct(
            tx, actor, practice, alert, address, tools=tools, now=now
        )

    return await _mend(request, act, address)


async def agree(request: web.Request) -> web.Response:
    """Record that the client of an alert has agreed."""
    how = _HOW.get(str((await form_of(request)).get("how", "")), ConsentHow.STAFF)
    actor, alert, now = of_staff(request[STAFF]), _alert(request), request.app[WEB_CONTEXT].clock()

    async def act(
        tx: Transaction, practice: Practice, tools: MendingTools
    ) -> Message | Reason | None:
        return await alert_mending.agree(tx, actor, practice, alert, how, tools=tools, now=now)

    return await _mend(request, act)


async def _mend(request: web.Request, act: _Act, typed: str = "") -> web.Response:
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    shown = Shown.PERSON if form.get("list") == Shown.PERSON else Shown.UNDELIVERED
    keys = await signing_keys.load(site.database, site.clock())
    tools = MendingTools(site.tariff, Links(str(site.public_url), keys))
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            sent = await act(tx, practice, tools)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("That alert was seen to already.")) from error
    except (InvalidInput, Stale) as error:
        return await listed(request, shown, AlertRefusal(_alert(request), str(error), typed))
    done = "kept" if isinstance(sent, Reason) else sent.channel if sent else "noted"
    raise web.HTTPSeeOther(f"/alerts/{shown}?mended={done}")


def _alert(request: web.Request) -> int:
    return int(request.match_info["alert"])
