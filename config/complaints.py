"""Turns each fault that validation finds into one line: place, fault, and remedy.

A line never shows a secret, nor a value that may contain one: tables, lists, and values of unknown
keys.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.sources import Tree, Where, is_secret

_CLOSE_ENOUGH = 60
_SHOWN = 60
_HELD_BACK = frozenset({("store", "url")})
"""Keys that are not secret, but whose value may contain a password."""

_KIND = {
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a whole number of fewer digits",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": 'must be text in quotes, as "…"',
    "path_type": 'must be a path in quotes, as "…"',
    "tuple_type": 'must be a list, as ["a", "b"]',
    "dict_type": "must be a table, as { a = 1 }",
    "mapping_type": "must be a table, as { a = 1 }",
    "model_type": "must be a section of its own, with its keys below it",
    "model_attributes_type": "must be a section of its own, with its keys below it",
    "dataclass_type": "write host:port in quotes, as 127.0.0.1:8080",
    "string_pattern_mismatch": "use small letters, digits, - and _ only",
    "finite_number": "must be a finite number",
}

_WITH_LIMIT: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "greater_than_equal": lambda limit: f"must be at least {limit['ge']}",
    "greater_than": lambda limit: f"must be more than {limit['gt']:g}",
    "less_than_equal": lambda limit: f"must be at most {limit['le']}",
    "decimal_max_places": lambda limit: (
        f"must not have more than {limit['decimal_places']} decimal places"
    ),
    "enum": lambda limit: f"must be {limit['expected']}",
    "string_too_short": lambda limit: f"needs {_characters(limit['min_length'])} or more",
    "string_too_long": lambda limit: f"must not be longer than {_characters(limit['max_length'])}",
    "too_short": lambda limit: f"needs {_characters(limit['min_length'])} or more",
    "value_error": lambda limit: str(limit["error"]),
}


def lines_of(error: ValidationError, tree: Tree, model: type[BaseModel]) -> list[str]:
    """Return one line for each fault.

    Args:
        error: the faults found by validation.
        tree: the values that were validated.
        model: the model used for validation, to suggest its keys.
    """
    return [_line(fault, tree, model) for fault in error.errors(include_url=False)]


def _line(fault: ErrorDetails, tree: Tree, model: type[BaseModel]) -> str:
    where: Where = fault["loc"]
    if where[-1:] == ("[key]",):
        where = where[:-1]
    if fault["type"] == "extra_forbidden":
        return f"{tree.source(where)}: {tree.path(where)} is not a key here; {_hint(where, model)}"
    if fault["type"] == "missing":
        return f"{tree.source(where)}: {tree.path(where)} is missing; add it"
    start = f"{tree.source(where)}: {tree.path(where)}" if where else tree.source(where)
    if where == ("carrier",) and fault["type"] == "tuple_type":
        return f"{start}: write [[carrier]], with two brackets on each side, once for each carrier"
    return f"{start}{_shown(fault, where)}: {_what(fault)}"


def _what(fault: ErrorDetails) -> str:
    limit = _WITH_LIMIT.get(fault["type"])
    if limit is not None:
        return limit(fault["ctx"])
    return _KIND.get(fault["type"], fault["msg"])


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"


def _shown(fault: ErrorDetails, where: Where) -> str:
    value = fault["input"]
    if is_secret(where) or where in _HELD_BACK or not isinstance(value, str | int | float):
        return ""
    return f" = {json.dumps(value, ensure_ascii=False)[:_SHOWN]}"


def _hint(where: Where, model: type[BaseModel]) -> str:
    from rapidfuzz import fuzz, process

    known = _keys_beside(where, model)
    close = process.extractOne(str(where[-1]), known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return f"did you mean {close[0]}?" if close else f"the keys are {', '.join(known)}"


def _keys_beside(where: Where, model: type[BaseModel]) -> list[str]:
    """Return the keys that the table around `where` may hold."""
    for step in where[:-1]:
        if isinstance(step, str):
            model = _section(model, step)
    return [field.alias or name for name, field in model.model_fields.items()]


def _section(model: type[BaseModel], key: str) -> type[BaseModel]:
    """Return the model of a key: of a section, an optional section, or a list of sections."""
    kind = next(f.annotation for n, f in model.model_fields.items() if key in {n, f.alias})
    return next(
        part
        for part in (kind, *get_args(kind))
        if isinstance(part, type) and issubclass(part, BaseModel)
    )
