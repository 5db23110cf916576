"""Who types too much into the booking page gets the form again, with all of it."""

import pytest

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("first", "Grace" * 2000, "Please write the name"),
        ("last", "Hopper" * 1500, "Please write the name"),
        ("mobile", "347 123 4567" + " 4" * 3000, "not a mobile number"),
        ("mobile", "347 123 4567" + " " * 40 + "x", "not a mobile number"),
        ("email", "g" * 5000 + "@example.org", "not an email address"),
    ],
)
async def test_what_is_too_long_comes_back_whole(visitor, field, typed, words):
    await visitor.choose()
    await visitor.enter(**{field: typed})
    page = visitor.browser
    assert page.status == 422
    assert words in page.text
    assert visitor.form()[1][field].split() == typed.split()
    assert page.html.count('aria-invalid="true"') == 1
