"""Finds the words in code that pages translate; used by pybabel (`babel.cfg`) and by a test.

Besides the calls of `gettext`, `ngettext` and `mark`, these are the texts of the store's errors,
the words of glyphs, and the labels of settings: those rooms know no translation, and pages
translate what comes from them. A text made with values, an f-string, is collected with numbers in
their place: "there is no client {0} in this practice" (`refusals` finds it again).
"""

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import IO, Any

Found = tuple[int, str, str | tuple[str, str], list[str]]
"""Line, name of the function, the words, comments: what Babel expects of an extractor."""

_TRANSLATED = frozenset({"_", "gettext", "mark"})
_NUMBERED = "ngettext"
_REFUSALS = frozenset({"InvalidInput", "NotFound", "NotPermitted", "SlotTaken", "Stale"})
"""Errors whose text people read; others are known by their `raise`."""
_OF_PYTHON = frozenset(name for name in dir(builtins) if name[0].isupper())
_SHOWN_ARGUMENTS = {"Glyph": (1,), "PolicyField": (1, 2, 3), "Suggestion": (1,)}
"""Values with words for people, and which of their arguments the words are."""
_TABLES = frozenset({"_WORDS", "_UNSAID", "_UNREADABLE", "_IMPOSSIBLE"})
"""Names of dictionaries whose values are words for people."""
_SENTENCES = frozenset(
    {"complaint", "complaints", "check_template", "warning", "_why_not", "_no_way", "_hindrance"}
)
"""Functions that return sentences for people."""


def words(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Yield the words in a file of Python code, as an extractor of Babel.

    Args:
        fileobj: the file.
        keywords: unused: the names of functions are above.
        comment_tags: unused.
        options: unused.
    """
    del keywords, comment_tags, options
    module = ast.parse(fileobj.read())
    constants = dict(_constants(module))
    for node in ast.walk(module):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from _of_refusal(node.exc, constants)
        elif isinstance(node, ast.Call):
            yield from _of_call(node, constants)
        elif isinstance(node, ast.FunctionDef) and node.name in _SENTENCES:
            yield from _sentences(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(one, ast.Name) and one.id in _TABLES for one in targets):
                yield from _each(node.value.values)


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the module's names of texts, with the texts."""
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _of_refusal(call: ast.Call, constants: Mapping[str, ast.expr]) -> Iterator[Found]:
    if isinstance(call.func, ast.Name) and call.func.id not in _OF_PYTHON | _REFUSALS:
        yield from _each(_resolved(call.args[:1], constants))


def _of_call(call: ast.Call, constants: Mapping[str, ast.expr]) -> Iterator[Found]:
    name, arguments = _name(call.func), call.args
    if name == _NUMBERED and len(arguments) > 1:
        one, several = text_of(arguments[0]), text_of(arguments[1])
        if one and several:
            yield call.lineno, _NUMBERED, (one, several), []
    elif name in _TRANSLATED:
        yield from _each(arguments[:1])
    elif name in _REFUSALS or name == "__init__":
        yield from _each(_resolved(arguments[:1], constants))
    elif name in _SHOWN_ARGUMENTS:
        yield from _each([arguments[at] for at in _SHOWN_ARGUMENTS[name] if at < len(arguments)])


def _resolved(
    values: Collection[ast.expr], constants: Mapping[str, ast.expr]
) -> Sequence[ast.expr]:
    return [constants.get(one.id, one) if isinstance(one, ast.Name) else one for one in values]


def _sentences(function: ast.FunctionDef) -> Iterator[Found]:
    said = function.body[1:] if ast.get_docstring(function) else function.body
    inside: set[ast.AST] = set()
    for statement in said:
        for node in ast.walk(statement):
            if isinstance(node, ast.JoinedStr):
                inside.update(ast.walk(node))
                inside.remove(node)
            if isinstance(node, ast.expr) and node not in inside and " " in text_of(node).strip():
                yield from _each([node])


def _each(values: Collection[ast.expr]) -> Iterator[Found]:
    for value in values:
        text = text_of(value)
        if any(letter.isalpha() for letter in text):
            yield value.lineno, "gettext", text, []


def text_of(value: ast.expr) -> str:
    """Return a written text, with numbers in braces in place of its values; "" for other values."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if not isinstance(value, ast.JoinedStr):
        return ""
    number, parts = 0, []
    for part in value.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"{{{number}}}")
            number += 1
    return "".join(parts)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
