"""The privacy notice of a practice, in its own words or in ours."""

from calendar_store.practices import practices
from tests.support.desk import BY


async def test_ours_in_the_browsers_language_until_the_practice_has_its_own(stranger, desk, now):
    path = f"/n/{desk.practice.id}"
    await stranger.get(path, headers={"Accept-Language": "pt-BR,pt"})
    assert "O que é guardado" in stranger.text
    assert "06 6990 0111" in stranger.text
    async with desk.database.write() as tx:
        await practices.change(
            *(tx, desk.practice.id), now=now, by=BY, privacy="We <b>keep</b> little.\n\nAsk us."
        )
    await stranger.get(path)
    assert '<p dir="auto">We &lt;b&gt;keep&lt;/b&gt; little.</p>' in stranger.html
    assert "What is stored" not in stranger.text


async def test_there_is_none_of_no_practice(stranger):
    for name in ("1", "none", "9" * 18, "a" * 300):
        await stranger.get(f"/n/{name}")
        assert stranger.status == 404


async def test_the_accent_colour_can_be_read_by_light_and_in_the_dark(stranger, desk, now):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=now, by=BY, accent="#ffee00")
    await stranger.get(f"/n/{desk.practice.id}")
    assert '<link rel="stylesheet" href="/accent/ffee00.css">' in stranger.html
    await stranger.get("/accent/ffee00.css")
    assert stranger.headers["Content-Type"].startswith("text/css")
    assert "immutable" in stranger.headers["Cache-Control"]
    for wrong in ("/accent/ffee0.css", "/accent/ffee0g.css", "/accent/ffee00.js"):
        await stranger.get(wrong)
        assert stranger.status == 404
