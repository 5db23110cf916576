"""What is drawn can be read on a fax: any name, any length, and the code of each page."""

from datetime import UTC, datetime

import pytest

from gateway.paper import fonts
from gateway.paper.document import Document, PaperRow, RowKind, Sheet, SheetSection
from gateway.paper.drawing import drawn
from gateway.paper.paper_words import paper_words
from gateway.paper.printing import NotDrawn, printed
from tests.support.faxed import codes, faxed, text_of

MADE = datetime(2026, 11, 23, 18, tzinfo=UTC)


def a_paper(rows, *, size="a4", columns=1, url="https://book.example.org", sheets=1):
    words = paper_words("en")
    one = Sheet(
        *("Aurora", "Tuesday 24 November 2026", "", "12 · 2026-11-24"),
        *(f"{url}/paper/12/2026-11-24", [SheetSection("Tuesday" if columns > 1 else "", rows)]),
    )
    names = ("page", "continued", "write", "confirmed", "unwritable")
    return Document(
        *("en", "Studio Aurora", size, columns, "Paper 12", "made", MADE.isoformat()),
        *({name: words.said[name] for name in names}, [one] * sheets),
    )


def visit(name, note="", mark=""):
    return PaperRow(RowKind.VISIT, "09:00–09:30", name, "333 111 0001", note, mark)


@pytest.mark.parametrize("size", ["a4", "letter"])
@pytest.mark.parametrize("columns", [1, 2])
async def test_a_long_day_runs_over_and_each_page_has_its_code(size, columns):
    rows = [visit(f"Client {number:03}") for number in range(120)]
    pdf, pages = drawn(a_paper(rows, size=size, columns=columns))
    seen = await faxed(pdf)
    assert len(seen) == pages > 1
    for page in seen:
        assert codes(page) == ["https://book.example.org/paper/12/2026-11-24"]
    text = await text_of(pdf)
    assert all(f"Client {number:03}" in text for number in range(120))
    assert f"page {pages} of {pages}" in text


async def test_a_fax_is_black_on_white_and_mostly_white():
    pdf, _pages = drawn(a_paper([visit("Byron, Ada", "moved", "NEW")] * 10))
    (page,) = await faxed(pdf)
    black, white = page.histogram()[0], page.histogram()[255]
    assert black + white == page.width * page.height
    assert 0.01 < black / white < 0.15


async def test_a_long_address_still_has_a_code_that_can_be_read():
    url = "https://calendar.of-a-practice-with-a-very-long-name.health.example.org"
    pdf, _pages = drawn(a_paper([visit("Byron, Ada")], url=url))
    (page,) = await faxed(pdf)
    assert codes(page) == [f"{url}/paper/12/2026-11-24"]


@pytest.mark.parametrize(
    "name",
    [
        "Жуков, Георгий",
        "Ωμέγα, Νίκος",
        "Nguyễn, Văn",
        "Świętosława, Ż",
        "O'Neill-D’Arcy, Zoë",
    ],
)
async def test_names_of_europe_are_written_as_they_are(name):
    assert name in await text_of(drawn(a_paper([visit(name)]))[0])


@pytest.mark.parametrize("name", ["محمد, علي", "כהן, דוד", "李, 小龙", "अमिताभ, बच्चन", "김, 철수"])
async def test_other_letters_cost_no_paper_whatever_fonts_there_are(name):
    pdf, pages = drawn(a_paper([visit(name), visit("Byron, Ada")]))
    assert pages == 1
    assert "Byron, Ada" in await text_of(pdf)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("😀 Smile, Joy 👩‍👩‍👧", "Smile, Joy"),
        ("Byron,\u202e Ada\u200f", "Byron, Ada"),
        ("Byron,\nAda\t", "Byron, Ada"),
        ("\ud800Byron", "Byron"),
        ("", ""),
    ],
)
def test_what_says_nothing_on_paper_is_left_out(name, read):
    assert fonts.readable(name) == read


def test_without_fonts_of_the_machine_a_letter_is_framed_and_accents_go():
    assert fonts.printable("李x", ()) == ("▯x", ())
    assert fonts.printable("김", ()) == ("▯", ())
    # a letter that our own font lacks, with an accent
    assert fonts.printable("ḁ", ())[0] in {"ḁ", "a"}


async def test_a_long_name_leaves_its_number_readable():
    name = "Wolfeschlegelsteinhausenbergerdorff-Montmorency, Hubert Blaine"
    text = await text_of(drawn(a_paper([visit(name * 2, "note " * 60, "CANCELLED")]))[0])
    assert "333 111 0001" in text
    assert "…" in text


async def test_it_is_drawn_in_a_process_of_its_own():
    content, pages = await printed(a_paper([visit("Byron, Ada")], sheets=3))
    assert pages == 3
    assert content.startswith(b"%PDF")
    with pytest.raises(NotDrawn):
        await printed(a_paper([visit("Byron, Ada")]), within=0.01)
