"""The pages of the wording: list texts by language, preview a practice's own wording, save it."""

from dataclasses import dataclass, replace

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from dialogs.languages.writing import first_spoken
from dialogs.wording.disclosure import disclosing
from gateway.messaging.text_cost import Measure
from gateway.use_cases import wordings
from gateway.use_cases.wordings import LANGUAGES, LONGEST, Book, Wording
from gateway.web.languages.refusals import refusal
from gateway.web.languages.text_names import TEXT_NAMES
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import language_name
from gateway.web.server.forms import form_of, too_long
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A text in the list, with a preview with usual names."""

    wording: Wording
    usual: Measure

    @property
    def label(self) -> str:
        """The text's name, in words."""
        return label(self.wording.name)


@dataclass(frozen=True, slots=True)
class Tried:
    """The wording in the form, checked and previewed.

    Attributes:
        text: the wording, as typed or as saved.
        wrong: errors of the wording, one line each.
        previews: (label, text and cost) of each preview; () if there are errors.
        overrulable: whether the wording's only fault is that it discloses something, so that an
            administrator may keep it with a reason.
        reason: the reason that was given.
    """

    text: str
    wrong: tuple[str, ...]
    previews: tuple[tuple[str, Measure], ...]
    overrulable: bool = False
    reason: str = ""


async def show_all(request: web.Request) -> web.Response:
    """List the texts of a language."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        book = await _book(tx, request)
    locale = request.query.get("locale", "")
    if locale not in LANGUAGES:
        locale = first_spoken(book.practice.locale)
    rows = [Row(one, book.preview(one, one.own)) for one in book.all_in(locale)]
    facts = {"rows": rows, "locale": locale, "saved": request.query.get("said") == "saved"}
    return page(request, "staff/wording/wordings.html", facts | _frame(book))


async def show(request: web.Request) -> web.Response:
    """Show one text in a form."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        book = await _book(tx, request)
    wording = _wording(book, request)
    return _form(request, book, wording, _tried(book, wording, wording.text))


async def change(request: web.Request) -> web.Response:
    """Save a wording, reset it to ours, or preview it without saving."""
    form = await form_of(request)
    do, site = str(form.get("do", "preview")), request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        book = await _book(tx, request)
        wording = _wording(book, request)
        reason = str(form.get("reason", "")).strip()
        tried = _bounded(request, _tried(book, wording, _typed(form.get("text", "")), reason))
        if do == "preview" or (do == "save" and tried.wrong) or too_long(request):
            return _form(request, book, wording, tried)
        text = wording.ours if do == "reset" else tried.text
        try:
            actor, now = of_staff(request[STAFF]), site.clock()
            await wordings.set_own(tx, actor, book, wording, text, now=now, overrule=reason)
        except InvalidInput as error:
            raise web.HTTPUnprocessableEntity(text=refusal(error)) from error
    raise web.HTTPSeeOther(f"/wording?locale={wording.locale}&said=saved#{wording.name}")


async def preview(request: web.Request) -> web.Response:
    """Return a preview of the typed wording, as HTML to show below the field."""
    form = await form_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        book = await _book(tx, request)
    reason = str(form.get("reason", "")).strip()
    tried = _tried(book, _wording(book, request), _typed(form.get("text", "")), reason)
    return page(request, "staff/wording/tried.html", {"tried": _bounded(request, tried)})


def label(name: str) -> str:
    """Return the name of a text, in words."""
    return _(TEXT_NAMES[name])


def _form(request: web.Request, book: Book, wording: Wording, tried: Tried) -> web.Response:
    facts = {
        "wording": wording,
        "label": label(wording.name),
        "language": language_name(wording.locale),
        "tried": tried,
        "longest": LONGEST,
    }
    status = 422 if tried.wrong else 200
    return page(request, "staff/wording/wording.html", facts | _frame(book), status=status)


def _frame(book: Book) -> dict[str, object]:
    languages = {code: language_name(code) for code in LANGUAGES}
    return {"practice": book.practice, "languages": languages, "shown": "wording"}


def _bounded(request: web.Request, tried: Tried) -> Tried:
    """Return what was tried, with what holds too much as its only mistakes."""
    long = too_long(request)
    return replace(tried, wrong=tuple(long.values()), previews=()) if long else tried


def _tried(book: Book, wording: Wording, text: str, reason: str = "") -> Tried:
    wrong = tuple(book.complaints(wording, text, overruled=bool(reason)))
    told = bool(disclosing(text)) and not book.complaints(wording, text, overruled=True)
    if wrong:
        return Tried(text, wrong, (), told)
    usual, long = book.previews(wording, text)
    previews = ((_("With usual names"), usual), (_("With long names and lists"), long))
    return Tried(text, (), previews, told, reason)


def _typed(text: object) -> str:
    return "\n".join(line.rstrip() for line in str(text).strip().splitlines())


def _wording(book: Book, request: web.Request) -> Wording:
    try:
        return book.wording(request.match_info["locale"], request.match_info["name"])
    except NotFound as error:
        raise web.HTTPNotFound(text=_("There is no such text.")) from error


async def _book(tx: Transaction, request: web.Request) -> Book:
    practice = await practices.get(tx, request[STAFF].practice_id)
    site = request.app[WEB_CONTEXT]
    return await wordings.load(tx, practice, site.tariff, str(site.public_url))
