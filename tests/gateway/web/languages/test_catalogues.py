"""Every word of the staff pages is in the catalogues, and every catalogue is whole."""

import ast
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from dialogs.wording import own_wording
from gateway.web.languages.text_names import TEXT_NAMES
from gateway.web.languages.translation import ENGLISH, catalogue, languages
from gateway.web.server.static_files import PAGES

ROOT = PAGES.parents[1]
CONFIGURATION = PAGES / "languages/babel.cfg"
LANGUAGES = [code for code in languages() if code != ENGLISH]
TEMPLATES = sorted(
    file for room in ("shared", "staff", "demo") for file in PAGES.glob(f"{room}/**/*.html")
)
PYTHON = sorted(file for room in ("staff", "server") for file in PAGES.glob(f"{room}/**/*.py"))
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+[^>]*>")
NAMES = {"Textback", "UCS-2", "Esc", "ms"}
"""Names, which are the same in every language."""
READ = re.compile(r"""(?:title|aria-label|placeholder|alt|data-say-\w+)=(?:"([^"]*)"|'([^']*)')""")
"""Attributes that people read or hear; scripts find their words in attributes data-say-…."""
NOT_SHOWN = frozenset(
    {
        "_",
        "gettext",
        "ngettext",
        "mark",
        "format_date",
        "format_time",
        "AppKey",
        "RequestKey",
        "Glyph",
    }
)
"""Functions whose texts are translated already, or are patterns."""


FAMILIAR = re.compile(
    r"\b(tu|ti|tuo|tua|tuoi|tue|vostr[oaie]|puoi|hai|sei|vuoi|devi|avevi|stai|sai|riesci)\b",
    re.IGNORECASE,
)
"""Words by which Italian says tu, or voi."""
FAMILIAR_ORDER = re.compile(
    r"\b((aggiung|chied|chiud|correg|disdic|inserisc|legg|mett|rispond|riapr|rimuov|ripet|scegl|"
    r"scriv|togl|tien|un?isc)i(l[oaie]|ne)?|riprova|(usa|lascia|indica|modifica|sposta|invia)l[oaie])\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Catalog:
    """All words, as the command in CONTRIBUTING.md collects them."""
    file = tmp_path_factory.mktemp("words") / "textback.pot"
    command = ["pybabel", "-q", "extract", "-F", str(CONFIGURATION), "-o", str(file), str(ROOT)]
    CommandLineInterface().run(command)
    with file.open("rb") as read:
        return read_po(read)


@cache
def read(language: str) -> Catalog:
    return catalogue(language)


def test_there_is_italian():
    assert "it" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_in_a_catalogue(collected, language):
    known = {message.id for message in read(language)}
    assert sorted(str(one.id) for one in collected if one.id not in known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_in_a_catalogue_that_no_page_says(collected, language):
    said = {message.id for message in collected}
    assert sorted(str(one.id) for one in read(language) if one.id not in said) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_translated(language):
    for message in read(language):
        if message.id:
            assert not message.fuzzy, message.id
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(said), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_and_tags_of_the_english(language):
    for message in read(language):
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            wanted = set(PLACEHOLDER.findall(message.id[1]))
            for said in message.string:
                assert set(PLACEHOLDER.findall(said)) | {"%(num)s"} == wanted | {"%(num)s"}, said
        else:
            found = sorted(PLACEHOLDER.findall(str(message.string)))
            assert found == sorted(PLACEHOLDER.findall(message.id)), message.id


def test_italian_sentences_say_lei_to_everybody():
    """Buttons are named as everywhere: "Salva", "Aggiungi un servizio"."""
    said = [
        one
        for message in read("it")
        for one in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert [one for one in said if FAMILIAR.search(one)] == []
    sentences = [one for one in said if one.endswith((".", "?", ":")) or "; " in one]
    assert [one for one in sentences if FAMILIAR_ORDER.search(one)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.relative_to(PAGES).as_posix())
def test_a_template_has_no_plain_words(template):
    source = template.read_text(encoding="utf-8")
    plain = re.sub(r"\{#.*?#\}", " ", source, flags=re.DOTALL)
    plain = re.sub(r"\{% block (?:room|breadth) %\}.*?\{% endblock %\}", "", plain, flags=re.DOTALL)
    plain = re.sub(r"\{%\s*trans\b.*?\{%\s*endtrans\s*%\}", "", plain, flags=re.DOTALL)
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", plain, flags=re.DOTALL)
    plain = re.sub(r"&\w+;", " ", plain)
    heard = [one or other for one, other in READ.findall(plain)]
    seen = re.split(r"<[^>]*>", re.sub(r"<kbd>.*?</kbd>", "", plain))
    words = [text.strip() for text in [*heard, *seen] if re.search(r"[^\W\d_]{2}", text)]
    assert [text for text in words if text not in NAMES and text.strip("· ") not in NAMES] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.relative_to(PAGES).as_posix())
def test_a_template_puts_no_words_together(template):
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 (nothing is rendered)
    parsed = environment.parse(template.read_text(encoding="utf-8"))
    found = [text for output in parsed.find_all(nodes.Output) for text in _plain(output)]
    assert found == []


def _plain(node):
    """Yield texts that an expression shows without translating them."""
    if isinstance(node, nodes.Call | nodes.Filter | nodes.Compare | nodes.TemplateData):
        return
    if isinstance(node, nodes.CondExpr):
        yield from _plain(node.expr1)
        if node.expr2 is not None:
            yield from _plain(node.expr2)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        if re.search(r"[A-Za-z]{2}", node.value) and _is_for_people(node.value):
            yield node.value
        return
    for child in node.iter_child_nodes():
        yield from _plain(child)


def _is_for_people(text):
    # attributes and their values: one word in small letters, a path, or name="value
    return not re.search(r'="', text) and text not in NAMES and bool(re.search(r"\S\s\S", text))


@pytest.mark.parametrize("file", PYTHON, ids=lambda one: one.relative_to(PAGES).as_posix())
def test_a_page_says_nothing_untranslated(file):
    module = ast.parse(file.read_text(encoding="utf-8"))
    skipped = set(_not_shown(module))
    found = [
        f"{node.lineno}: {text}"
        for node in ast.walk(module)
        if node not in skipped and (text := _sentence(node))
    ]
    assert found == []


def _sentence(node):
    """Return a text with several words, as people read them; "" for any other node."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
    else:
        return ""
    return text if re.search(r"(?:^|[\s“])[A-Za-z’']{2,} [A-Za-z“’']+", text) else ""


def _not_shown(module):
    """Yield nodes that no page shows: docstrings, logs, and what is translated already."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            yield from (one for one in ast.walk(node) if one is not node)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            # errors of the store are collected as refusals; others are for the log
            yield from ast.walk(node) if isinstance(node.exc.func, ast.Name) else ()
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if name in NOT_SHOWN or owner == "_log":
            yield from ast.walk(node)


def test_every_text_has_a_name_in_words():
    assert set(TEXT_NAMES) == set(own_wording.names())
    # no two are called alike
    assert len(set(TEXT_NAMES.values())) == len(TEXT_NAMES)
