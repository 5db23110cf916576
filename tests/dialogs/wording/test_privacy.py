"""Nothing in a message discloses why a client comes (FEATURES F11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.languages.writing import language, spoken
from dialogs.wording.privacy import Placeholder, check_template, fill, without_service
from dialogs.wording.rendering import Facts, render
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

NAMES = sorted(language("en").texts)


@pytest.mark.parametrize("code", spoken())
def test_every_text_of_ours_is_fit(code: str):
    problems = {name: check_template(text) for name, text in language(code).texts.items()}
    assert {name: found for name, found in problems.items() if found} == {}


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("", "The template is empty."),
        ("See you {when", "Braces have to come in pairs around one word, as in {first}."),
        ("See you[ {when}", "Square brackets have to come in pairs, and not inside each other."),
        ("a [b [c] d]", "Square brackets have to come in pairs, and not inside each other."),
        (
            "Your {diagnosis}",
            "{diagnosis} may not stand in a message: it would tell others why a client comes.",
        ),
    ],
)
def test_an_unfit_template_is_told_in_words(template: str, problem: str):
    assert check_template(template) == [problem]


def test_an_unknown_placeholder_is_named_with_those_there_are():
    [problem] = check_template("Dear {surname}")
    assert problem.startswith("{surname} is not known; there are {practice}, {phone}")


def test_the_service_has_to_stand_where_it_can_be_left_out():
    [problem] = check_template("Your {service} is {when}")
    assert problem.startswith("{service} has to stand in square brackets")
    assert check_template("Your appointment[ for {service}] is {when}") == []


def test_an_unsafe_service_is_left_out_with_the_words_around_it():
    named = appointment(service="Root canal", safe_to_name=True)
    unnamed = appointment(service="Root canal")
    assert "your appointment for Root canal is Tue" in render(
        "reminder", "en", Facts(PRACTICE, ADA, named)
    )
    assert "your appointment is Tue" in render("reminder", "en", Facts(PRACTICE, ADA, unnamed))


def test_a_template_of_the_practice_that_spells_the_service_out_gives_way_to_ours():
    own = ((("en", "reminder"), "Your ROOT  canal is {when}"),)
    facts = Facts(PRACTICE, ADA, appointment(service="Root canal"))
    assert render("reminder", "en", facts, own) == render("reminder", "en", facts)


def test_a_template_of_the_practice_that_is_not_fit_gives_way_to_ours():
    own = ((("en", "reminder"), "Your {diagnosis} is {when}"),)
    facts = Facts(PRACTICE, ADA, appointment())
    assert render("reminder", "en", facts, own) == render("reminder", "en", facts)


def test_what_staff_write_loses_the_name_of_an_unsafe_service():
    text = without_service("Your root canal moved to 16:00", appointment(service="Root canal"))
    assert text == "Your moved to 16:00"


def test_values_are_never_read_as_templates():
    assert fill("Hello {first}", {"first": "{service}", "service": "Root canal"}) == (
        "Hello {service}"
    )


pieces = st.sampled_from([f"{{{p}}}" for p in Placeholder] + ["[", "]", " for ", "x", "{", "}"])
templates = st.lists(pieces | st.text(max_size=8), max_size=12).map("".join)
services = st.text("QWXZ", min_size=4, max_size=9)


@given(
    name=st.sampled_from(NAMES),
    code=st.sampled_from(spoken()),
    own=templates,
    service=services,
    around=st.text(max_size=12),
)
def test_no_text_ever_names_an_unsafe_service(
    name: str, code: str, own: str, service: str, around: str
):
    facts = Facts(
        PRACTICE,
        ADA,
        appointment(service=service),
        until=NOW,
        now=NOW,
        minutes=5,
        text=f"{around} {service} {around}",
    )
    for template in (own, f"{own} {service.lower()}", f"{own} {service}"):
        text = render(name, code, facts, (((code, name), template),))
        assert service.casefold() not in text.casefold()
