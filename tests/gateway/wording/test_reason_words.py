"""Every code has words, every fact that they show is one of the code, and nothing reads them."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calendar_store.model.reason_codes import FACT_NAMES, ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason, reason_of
from gateway.channels.sms.smpp import codes, failures
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState
from gateway.wording import reason_words
from gateway.wording.reason_words import DECIDES, MADE_OF, in_words, sentences

ROOT = Path(__file__).parents[3]
LANGUAGES = sorted(path.stem for path in Path(reason_words.__file__).parent.glob("*.toml"))
CODES = [code for code in ReasonCode if code is not ReasonCode.NONE]
SAMPLE: dict[str, Any] = {
    "why": Reason(ReasonCode.RECEIPT, {"state": "undeliverable"}),
    "clients": ("Ada Byron", "Marie Curie"),
    "when": "2026-01-12T09:00:00+00:00",
    "zone": "Europe/Rome",
    "region": "IT",
    "step_rule": "days_before_at",
    "step_at": "10:00",
    "state": "undeliverable",
    **dict.fromkeys(("at", "since", "until", "after"), "2026-01-12T10:00"),
    **dict.fromkeys(("status", "error", "lost", "minutes", "step_minutes", "step_days"), 1),
    **dict.fromkeys(("bound", "count", "client_id", "parts", "most"), 3),
}


def sample(code: ReasonCode) -> Reason:
    """Return a reason of a code with facts of the right kinds."""
    return Reason(code, {name: SAMPLE.get(name, f"<{name}>") for name in FACT_NAMES[code]})


def all_sentences(code: ReasonCode, language: str) -> list[str]:
    """Return the sentences that a language has for a code."""
    found = sentences(language)[code]
    return [found] if isinstance(found, str) else list(found.values())


def shown(sentence: str) -> set[str]:
    """Return the names of what a sentence shows."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_code_has_words_and_they_show_facts_of_it_alone(code: ReasonCode, language: str) -> None:
    for sentence in all_sentences(code, language):
        own = FACT_NAMES[code] | {name for name, of in MADE_OF.items() if of in FACT_NAMES[code]}
        assert shown(sentence) <= own
    said = in_words(sample(code), language)
    assert said
    assert said.isprintable()
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_no_words_of_codes_that_there_are_not(language: str) -> None:
    assert set(sentences(language)) - {"and", "not_delivered", "steps"} == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", DECIDES)
def test_where_a_fact_decides_every_value_has_a_sentence(code: ReasonCode, language: str) -> None:
    known = set(sentences(language)[code])
    values = {
        ReasonCode.CARRIER_ANSWERED: {*map(str, codes._KINDS), "other"},
        ReasonCode.RECEIPT: {state.value for state in ReceiptState},
        ReasonCode.NETWORK_ERROR: set(map(str, failures._GSM)),
    }
    assert known >= values.get(code, {"other"})


@pytest.mark.parametrize("code", ReasonCode)
def test_a_reason_is_kept_as_plain_facts_and_is_the_same_again(code: ReasonCode) -> None:
    reason = sample(code) if code else NO_REASON
    again = reason_of(reason.code.value, reason.facts_as_json())
    assert (again, hash(again), bool(again)) == (reason, hash(reason), bool(code))


@pytest.mark.parametrize("facts", [{}, {"status": 1, "text": "x"}, {"state": 1}])
def test_a_reason_has_exactly_the_facts_of_its_code(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"carrier_answered has the facts \['status'\], not"):
        Reason(ReasonCode.CARRIER_ANSWERED, facts)


def test_what_a_fact_holds_is_shown_as_it_is() -> None:
    for odd in ("{who}", "{0}", "%s", "{text!r:>100}", "\\n"):
        said = in_words(Reason(ReasonCode.WANTS_CALL, {"who": odd, "text": odd}))
        assert said == f'{odd} asks to be called: "{odd}"'


def test_a_moment_of_the_reason_is_written_in_the_readers_zone_and_habits() -> None:
    facts = {"who": "Ada", "text": "late", "when": "2026-01-12T14:00:00+00:00"}
    rome = facts | {"zone": "Europe/Rome", "region": "IT"}
    assert (
        in_words(Reason(ReasonCode.LATE_FOR, rome))
        == 'Ada will be late for Mon 12 Jan 15:00: "late"'
    )


def product() -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of the product's code but for the room of words and the migration."""
    for package in ("calendar_store", "dialogs", "gateway", "config"):
        for path in (ROOT / package).rglob("*.py"):
            if path.parent.name not in ("wording", "migrations", "versions"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from ((path.relative_to(ROOT), node) for node in ast.walk(tree))


def is_worded(node: ast.AST) -> bool:
    """Tell whether an expression is a reason in words."""
    if isinstance(node, ast.NamedExpr):
        node = node.value
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "in_words"


def test_nothing_compares_or_takes_apart_the_words_of_a_reason() -> None:
    found = []
    for path, node in product():
        read: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            read = [node.left, *node.comparators]
        elif isinstance(node, ast.Attribute | ast.Subscript):
            read = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # a pattern's search, a mapping's get; the log and the pages show what they are given
            looks_up = node.func.attr in {"match", "fullmatch", "search", "findall", "split", "get"}
            read = list(node.args) if looks_up else []
        if any(map(is_worded, read)):
            found.append(f"{path}:{node.lineno}")  # type: ignore[attr-defined]
    assert found == []


def test_no_reason_is_told_by_a_sentence() -> None:
    """Nothing compares a reason with a text: codes are members of `ReasonCode`."""
    found = []
    for path, node in product():
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        of_reason = any(
            isinstance(one, ast.Attribute) and (one.attr in ("reason", "why_not") or _is_code(one))
            for one in sides
        )
        texts = any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in sides)
        if of_reason and texts:
            found.append(f"{path}:{node.lineno}")
    assert found == []


def _is_code(node: ast.Attribute) -> bool:
    owner = node.value
    return node.attr == "code" and isinstance(owner, ast.Attribute) and owner.attr == "reason"
