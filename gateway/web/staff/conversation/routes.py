"""Routes of a conversation's page, and of the consent form beside it."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.appointment import consent_form
from gateway.web.staff.conversation import conversation_page, meaning_page, thread_acts

_TEXT = r"/inbox/text/{id:\d{1,18}}"
_NOTE = r"/inbox/note/{note:\d{1,18}}"
_ONE = r"/inbox/{kind:text|client|email}/{id:\d{1,18}}"

ROUTES = (
    PageRoute("GET", _ONE, conversation_page.show, RoutePermission.DESK),
    PageRoute("POST", _ONE, conversation_page.act, Permission.REPLY, tells_beside=True),
    PageRoute(
        "POST", f"{_ONE}/count", conversation_page.count, Permission.REPLY, tells_beside=True
    ),
    PageRoute("POST", f"{_TEXT}/meant", meaning_page.settle, Permission.REPLY),
    PageRoute("POST", f"{_TEXT}/meant/undo", meaning_page.take_back, Permission.REPLY),
    PageRoute("POST", f"{_ONE}/assign", thread_acts.assign, Permission.REPLY),
    PageRoute("POST", f"{_ONE}/note", thread_acts.add_note, Permission.REPLY, tells_beside=True),
    PageRoute("POST", f"{_ONE}/reopen", thread_acts.reopen, Permission.REPLY),
    PageRoute("POST", f"{_NOTE}/remove", thread_acts.remove_note, Permission.REPLY),
    PageRoute("POST", f"{_NOTE}/restore", thread_acts.put_note_back, Permission.REPLY),
    PageRoute("POST", f"{_ONE}/consent", consent_form.record, Permission.RECORD_CONSENT),
)
