"""Every remark of a probe has words, and every language of the pages has them too."""

import string

import pytest

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.messaging.probe_findings import ProbeCode, ProbedHabit, ProbeRemark
from gateway.web.languages.translation import gettext, languages, read_in
from gateway.web.staff.first_steps.shown_probe import habit_in_words, remarks_in_words
from gateway.wording.probe_words import _WORDS, english
from gateway.wording.probed_habit_names import habit_name

OFF = Reason(ReasonCode.RECEIPT, {"state": "undeliverable"})
OTHERS = sorted(set(languages()) - {"en"})


def names(code: ProbeCode) -> list[str]:
    """Return the facts that the words of a code show."""
    return [part.partition(")")[0] for part in _WORDS[code].split("%(")[1:]]


def remark(code: ProbeCode) -> ProbeRemark:
    """Return a remark with facts of the right kinds."""
    special = {"why": OFF, "forms": ("relative", "absolute"), "parts": ("1", "3")}
    return ProbeRemark(code, {one: special.get(one, f"<{one}>") for one in names(code)})


@pytest.mark.parametrize("code", ProbeCode)
def test_a_remark_shows_all_its_facts(code: ProbeCode) -> None:
    told = english([remark(code)])
    assert told
    assert told.isprintable()
    assert "%(" not in told


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("code", [one for one in ProbeCode if one is not ProbeCode.OTHER])
def test_a_reader_of_another_language_reads_no_english(code: ProbeCode, language: str) -> None:
    with read_in(language):
        told = remarks_in_words([remark(code)])
        assert told != english([remark(code)])
        assert gettext(_WORDS[code]) != _WORDS[code]
    assert not set(told) & set(string.Template.delimiter)
    assert all(f"<{one}>" in told for one in names(code) if one not in {"why", "forms", "parts"})


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("habit", ProbedHabit)
def test_what_a_finding_is_about_has_a_name(habit: ProbedHabit, language: str) -> None:
    with read_in(language):
        assert habit_in_words(habit) != habit_name(habit)


def test_several_remarks_make_one_line() -> None:
    remarks = [ProbeRemark(ProbeCode.NO_VALIDITY), ProbeRemark(ProbeCode.MARKED)]
    assert english(remarks) == "none is taken; receipts are marked as such"
