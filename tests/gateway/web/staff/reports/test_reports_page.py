"""Reports as a page: the numbers counted by hand, plots without script, files without formulas."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest
from sqlalchemy import update

from calendar_store.schema import practitioners
from gateway.use_cases.report_tables import ReportName
from gateway.web.staff.reports.report_plots import PlotName
from tests.support.report_week import other_practice, week

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

WEEK = "first=2026-03-23&last=2026-03-29"


@pytest.fixture
async def filled(desk):
    await other_practice(desk.database)
    return await week(desk.database, desk.practice)


def rows(html, name):
    """Return the rows of a section's table, each as the texts of its cells."""
    section = html.split(f'<h2 id="{name}">')[1].split("</section>")[0]
    body = section.split("<tbody>")[1]
    found = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


async def test_the_week_is_told_in_numbers_beside_the_week_before(admin, filled):
    await admin.get(f"/reports?{WEEK}")
    short = {row[0]: row[1:] for row in rows(admin.html, "in-short")}
    assert short["Visits"] == ["8", "2"]
    assert short["Confirmed"] == ["62.5 %", "0 %"]
    assert short["Missed"] == ["20 %", "50 %"]
    assert short["Texts"] == ["4", "4"]
    assert short["Cost"] == ["0.25", "0.20"]
    assert short["Clients’ median time"] == ["1 h 45 min", "–"]
    assert short["Times filled"] == ["50 %", "–"]
    visits = rows(admin.html, "visits")
    assert visits[0] == ["Mon 23 Mar", "2", "100 % 2", "0 % 0", "0 % 0", "–", "0 % 0", "0"]
    assert visits[-2][:2] == ["Together", "8"]
    assert [row[0] for row in rows(admin.html, "steps")] == [
        *("When it is booked, by text", "2 days before, by text", "Before any reminder"),
        *("Together", "The period before"),
    ]
    assert [row[0] for row in rows(admin.html, "practitioners")][:2] == ["Aurora", "Bruno"]
    assert [row[0] for row in rows(admin.html, "services")][:2] == ["Check-up", "none"]


async def test_periods_have_names_and_rows_that_one_chooses(admin, filled):
    await admin.get("/reports")
    first = admin.html
    for name in re.findall(r"period=([a-z0-9-]+)", first):
        await admin.get(f"/reports?period={name}")
        assert admin.status == 200
        assert 'aria-current="page"' in admin.html
    await admin.get("/reports?first=2026-01-01&last=2026-12-31")
    assert rows(admin.html, "visits")[2][:2] == ["March 2026", "11"]
    await admin.get("/reports?first=1/3/2026&last=31/3/2026&each=week")
    assert [row[1] for row in rows(admin.html, "visits")][:6] == ["0", "0", "0", "2", "8", "1"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=2026-03-29&last=2026-03-23", "the last day is before the first day"),
        ("first=soon&last=2026-03-23", "soon"),
        ("first=2010-01-01&last=2026-03-23", "a report covers at most five years"),
    ],
)
async def test_days_that_are_none_are_told_beside_the_form(admin, filled, query, said):
    await admin.get(f"/reports?{query}")
    assert admin.status == 200
    assert said in admin.text
    assert query.partition("=")[2].partition("&")[0] in admin.html


@pytest.mark.parametrize("name", PlotName)
async def test_a_plot_is_an_image_without_script(admin, filled, name):
    await admin.get(f"/reports/plot/{name}.svg?{WEEK}")
    assert admin.headers["Content-Type"].split(";")[0] == "image/svg+xml"
    policy = admin.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    root = ET.fromstring(admin.html)  # noqa: S314 (our own)
    assert {one.tag.partition("}")[2] for one in root.iter()} <= {
        *("svg", "g", "path", "rect", "circle", "text", "style", "line", "tspan"),
    }
    attributes = {one.lower() for each in root.iter() for one in each.attrib}
    assert [one for one in attributes if one.startswith("on") or one.endswith("href")] == []
    (style,) = [one for one in root.iter() if one.tag.endswith("style")]
    assert "prefers-color-scheme:dark" in style.text
    assert "url(" not in style.text
    assert "import" not in style.text


async def test_names_are_text_in_a_plot(admin, desk, filled):
    async with desk.database.write() as tx:
        named = {"name": "<script>alert(1)</script>&\"'"}
        await tx.execute(
            update(practitioners).where(practitioners.c.id == filled.people["Bruno"]).values(named)
        )
    await admin.get(f"/reports/plot/practitioners.svg?{WEEK}")
    text = admin.html
    assert "<script" not in text
    assert "&lt;script&gt;" in text


async def test_every_table_is_a_file_without_formulas(admin, desk, filled):
    async with desk.database.write() as tx:
        at = practitioners.c.id == filled.people["Bruno"]
        await tx.execute(update(practitioners).where(at).values(name="=1+1"))
    for name in ReportName:
        await admin.get(f"/reports/{name}.csv?{WEEK}")
        assert admin.headers["Content-Type"].split(";")[0] == "text/csv"
        assert f"{name}-2026-03-23-2026-03-29.csv" in admin.headers["Content-Disposition"]
        written = admin.html.removeprefix("\ufeff")
        lines = list(csv.reader(io.StringIO(written)))
        assert len({len(line) for line in lines}) == 1
        assert len(lines) > 1
        assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))]
        if name is ReportName.PRACTITIONERS:
            assert [line[:2] for line in lines[1:]] == [["'=1+1", "2"], ["Aurora", "6"]]
        if name is ReportName.VISITS:
            assert lines[0][:5] == ["From", "Until", "Visits", "Confirmed", "Confirmed, percent"]
            assert lines[1][:5] == ["2026-03-23", "2026-03-23", "2", "2", "100.0"]


async def test_a_file_has_the_separators_of_the_readers_language(admin, filled):
    await admin.get(f"/reports/messages.csv?{WEEK}", headers={"Accept-Language": "it"})
    lines = list(csv.reader(io.StringIO(admin.html.removeprefix("\ufeff")), delimiter=";"))
    assert lines[0][:3] == ["Dal", "Fino al", "SMS"]
    assert lines[1][4] == "0,05"


async def test_what_is_no_report_is_not_found(admin, filled):
    for path in ("/reports/plot/x.svg", "/reports/x.csv"):
        await admin.get(path)
        assert admin.status == 404
