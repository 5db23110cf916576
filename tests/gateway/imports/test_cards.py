"""Cards as address books of phones and servers write them (vCard 2.1, 3.0 and 4.0)."""

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading

MOBILE = "+393471234567"
ANDROID = (
    "VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4D=75=C3=B1=6F=7A;=4A=6F=73=C3=A9;;;\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4A=6F=73=C3=A9=20=4D=75=C3=B1=6F=7A\n"
    "TEL;CELL:347-123-4567\nTEL;HOME:06-699-0001\nEMAIL;HOME:jose@example.org\n"
    "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=70=72=65=66=C3=A8=72=65=20=6C=65=20=6D=61=\n"
    "=74=69=6E"
)
LONG = (
    "VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=48=6F=68=65=6E=73=74=61=75=66=65=6E=\n"
    "=2D=57=69=74=74=65=6C=73=62=61=63=68;=4D=61=78=69=6D=69=6C=69=61=6E=65;;;\n"
    "TEL;CELL;PREF:347 123 4567"
)
NAMED = (
    "VERSION:2.1\nN:Byron;Ada;;;\n"
    "TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=C3=A9):347 123 4567\n"
    "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;x;1;;;;;;;;;;;;;"
)
NEXTCLOUD = (
    "VERSION:4.0\nPRODID:-//Nextcloud Contacts v8\nFN:Ada Byron\nN:Byron;Ada;;;\n"
    'TEL;TYPE="WORK,VOICE":+39 06 699 0001\nTEL;TYPE="HOME,CELL":+39 347 123 4567\n'
    "EMAIL;TYPE=HOME:ada@example.org\nREV;VALUE=DATE-AND-OR-TIME:20260101T000000Z"
)
SHOWN = (
    "VERSION:3.0\nPRODID:-//Sabre//Sabre VObject 4.5.4//EN\nFN:Ada Byron\nTEL;TYPE=CELL:3471234567"
)
TURNED = "VERSION:3.0\nFN:Byron\\, Ada\nN:;;;;\nTEL;TYPE=CELL:3471234567"
ADDRESS = (
    'VERSION:4.0\nFN:Ada Byron\nN:Byron;Ada;;;\nTEL;VALUE=uri;PREF=1;TYPE="voice,cell":'
    "tel:+39-347-123-4567\nEMAIL;PREF=1:ada@example.org"
)
MACOS = (
    "VERSION:3.0\nPRODID:-//Apple Inc.//macOS 15.1//EN\nN:Byron;Ada;;;\nFN:Ada Byron\n"
    "item1.EMAIL;type=INTERNET;type=pref:ada@example.org\nitem1.X-ABLabel:_$!<Other>!$_\n"
    "TEL;type=CELL;type=VOICE;type=pref:+39 347 123 4567\nX-ABUID:1:ABPerson"
)
GOOGLE = (
    "VERSION:3.0\nFN:Ada Byron\nN:Byron;Ada;;;\nEMAIL;TYPE=INTERNET;TYPE=HOME:ada@example.org\n"
    "TEL;TYPE=CELL:+39 347 123 4567\nitem1.TEL:06 699 0001\nitem1.X-ABLabel:mainNumber\n"
    "CATEGORIES:myContacts"
)
LATIN = (
    "VERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Mu=F1oz;Jos=E9\n"
    "TEL;CELL;VOICE:347 123 4567\nEMAIL;PREF;INTERNET:jose@example.org"
)


async def read(path):
    """Return entry and fault of each card."""
    async with reading(path, ReadQuestion(ImportKind.CLIENTS, "IT", "2026-11-30")) as file:
        rows = [row async for portion in file.rows(file.told["columns"]) for row in portion.rows]
    return [(entry, fault) for _, _, entry, fault in rows]


def card(lines: str) -> str:
    """Return a card."""
    return f"BEGIN:VCARD\n{lines}\nEND:VCARD\n".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        pytest.param(ANDROID, ("José", "Muñoz"), id="android"),
        pytest.param(LONG, ("Maximiliane", "Hohenstaufen-Wittelsbach"), id="android-long"),
        pytest.param(NAMED, ("Ada", "Byron"), id="android-named"),
        pytest.param(NEXTCLOUD, ("Ada", "Byron"), id="nextcloud"),
        pytest.param(SHOWN, ("Ada", "Byron"), id="shown-name"),
        pytest.param(TURNED, ("Ada", "Byron"), id="turned-name"),
        pytest.param(ADDRESS, ("Ada", "Byron"), id="rfc-6350"),
        pytest.param(MACOS, ("Ada", "Byron"), id="macos"),
        pytest.param(GOOGLE, ("Ada", "Byron"), id="google"),
        pytest.param(LATIN, ("José", "Muñoz"), id="latin"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_a_card_is_read_whoever_wrote_it(tmp_path, lines, name, encoding):
    (tmp_path / "file").write_bytes((card(lines) * 2).encode(encoding))
    rows = await read(tmp_path / "file")
    assert [fault for _, fault in rows] == ["", ""]
    assert {(entry["first"], entry["last"], entry["mobile"]) for entry, _ in rows} == {
        (*name, MOBILE)
    }


async def test_a_company_is_no_client_by_the_name_that_is_shown(tmp_path):
    lines = "VERSION:3.0\nN:;;;;\nFN:Studio Uno\nORG:Studio Uno;\nTEL;TYPE=CELL:347 123 4567"
    (tmp_path / "file").write_bytes(card(lines).encode())
    assert await read(tmp_path / "file") == [({}, "there is no name")]
