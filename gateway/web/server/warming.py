"""Prepares after the start what the first request of a page would wait for.

Templates are compiled, and packages are loaded that take a while and that few pages need: of
documents, plots and public holidays. A thread does it beside the first requests.
"""

from importlib import import_module
from threading import Thread

import aiohttp_jinja2
import structlog
from aiohttp import web
from jinja2 import TemplateError

_SLOW = ("fpdf", "holidays", "pygal")
_log = structlog.get_logger(__name__)


def warm_beside(app: web.Application) -> None:
    """Prepare the pages in a thread, which ends with the process if it is not done before."""
    Thread(target=warm_pages, args=(app,), name="warm-pages", daemon=True).start()


def warm_pages(app: web.Application) -> None:
    """Prepare all pages of an application."""
    environment = aiohttp_jinja2.get_env(app)
    for name in environment.list_templates(extensions=("html",)):
        try:
            environment.get_template(name)
        except TemplateError as error:
            # the page says so to whoever opens it
            _log.warning("a template has a fault", template=name, cause=str(error))
    for package in _SLOW:
        import_module(package)
