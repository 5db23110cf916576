"""Routes of the doctor."""

from aiohttp import web

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.server.web_context import WEB_CONTEXT
from gateway.web.staff.doctor import doctor_page, practice_health_page

ROUTES = (
    PageRoute("GET", "/doctor", doctor_page.show, Permission.RUN_SERVICE),
    PageRoute("GET", "/practice/health", practice_health_page.show, Permission.MANAGE_PRACTICE),
)


def set_up(app: web.Application) -> None:
    """End an examination with the application."""

    async def end(app: web.Application) -> None:
        if (exams := app[WEB_CONTEXT].exams) is not None:
            exams.close()

    app.on_shutdown.append(end)
