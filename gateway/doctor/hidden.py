"""Keeps secrets out of what the doctor says: a server may repeat what it was told."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, SecretStr

from gateway.doctor.findings import Finding

_HIDDEN = "•••"
_SHORTEST = 4
"""A shorter password stands in too many words to be looked for."""


def secrets_of(settings: BaseModel) -> frozenset[str]:
    """Return every secret of a configuration, in the forms in which a server may repeat it."""
    found = set(_secrets(settings))
    for one in tuple(found):
        found |= {quote(one, safe=""), base64.b64encode(one.encode()).decode()}
    return frozenset(one for one in found if len(one) >= _SHORTEST)


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _secrets(one)
    elif isinstance(value, str) and "://" in value:
        try:
            password = urlsplit(value).password
        except ValueError:
            return
        if password:
            yield password


def hidden(finding: Finding, secrets: frozenset[str]) -> Finding:
    """Return a finding without any of the secrets."""
    return replace(
        finding,
        where=_without(finding.where, secrets),
        facts={name: _without(value, secrets) for name, value in finding.facts.items()},
    )


def _without(text: str, secrets: frozenset[str]) -> str:
    # the longest first: one may stand in another
    for one in sorted(secrets, key=len, reverse=True):
        text = text.replace(one, _HIDDEN)
    return text
