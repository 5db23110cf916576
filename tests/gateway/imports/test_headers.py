"""Headers below titles and over two lines, lines of totals, separators and quotes of any kind."""

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading

ADA, GRACE = ("Ada", "Byron", "+393471234567"), ("Grace", "Hopper", "+393471234568")
TOTAL = "this line counts those above it, and is no entry"


async def read(path, content: str | bytes):
    """Return (first, last, mobile) of the clients of a file, its faults, and its columns."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    people, faults = [], []
    async with reading(path, ReadQuestion(ImportKind.CLIENTS, "IT", "2026-11-30")) as file:
        async for portion in file.rows(file.told["columns"]):
            for _, _, entry, fault in portion.rows:
                faults += [fault] if fault else []
                people += [] if fault else [(entry["first"], entry["last"], entry["mobile"])]
        return people, faults, file.told["columns"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Elenco clienti al 30/11/2026\n\nNome;Cognome;Cellulare\nAda;Byron;347 123 4567\n",
            id="title",
        ),
        pytest.param(
            "Elenco clienti;;\nStudio Rossi, P.IVA 01234567890;;\nNome;Cognome;Cellulare\n"
            "Ada;Byron;347 123 4567\n",
            id="two-titles",
        ),
        pytest.param(
            "Anagrafica;;Contatti;\nNome;Cognome;Cellulare;Email\nAda;Byron;347 123 4567;\n",
            id="groups",
        ),
        pytest.param(
            "Nome;Cognome;Telefono;\n;;Cellulare;Email\nAda;Byron;347 123 4567;\n", id="two-lines"
        ),
        pytest.param(
            "Nome;Cognome;Telefono;;\n;;Casa;Cellulare;Email\n"
            "Ada;Byron;06 699 0001;347 123 4567;\n",
            id="two-lines-of-places",
        ),
        pytest.param(
            "Name;Contact;;\n;Mobile;Home;Email\nAda Byron;347 123 4567;06 699 0001;\n",
            id="two-lines-the-lower-says-more",
        ),
        pytest.param(
            "Nome;Cognome;Cellulare\nAda;Byron;347 123 4567\nNome;Cognome;Cellulare\n",
            id="header-of-each-page",
        ),
        pytest.param(
            "+------+---------+--------------+\n| Nome | Cognome | Cellulare    |\n"
            "+------+---------+--------------+\n| Ada  | Byron   | 347 123 4567 |\n"
            "+------+---------+--------------+\n",
            id="drawn",
        ),
        pytest.param("sep=;\nNome;Cognome;Cellulare\nAda;Byron;347 123 4567\n", id="sep"),
        pytest.param('"sep=;"\nNome;Cognome;Cellulare\nAda;Byron;347 123 4567\n', id="sep-quoted"),
        pytest.param(
            "sep=\t\r\nNome\tCognome\tCellulare\r\nAda\tByron\t347 123 4567\r\n", id="sep-tab"
        ),
        pytest.param("Nome^Cognome^Cellulare\nAda^Byron^347 123 4567\n", id="caret"),
        pytest.param("Nome~Cognome~Cellulare\nAda~Byron~347 123 4567\n", id="tilde"),
        pytest.param("Nome:Cognome:Cellulare\nAda:Byron:347 123 4567\n", id="colon"),
        pytest.param('"Nome;Cognome;Cellulare"\n"Ada;Byron;347 123 4567"\n', id="lines-in-quotes"),
        pytest.param('Nome;Cognome;Cellulare\n"Ada;Byron;347 123 4567"\n', id="rows-in-quotes"),
        pytest.param(
            '"Nome,Cognome,""Cellulare"""\n"Ada,Byron,""347 123 4567"""\n', id="quoted-twice"
        ),
        pytest.param(
            '="Nome";="Cognome";="Cellulare"\n="Ada";="Byron";="3471234567"\n', id="text-formulas"
        ),
        pytest.param("“Nome”;“Cognome”;“Cellulare”\n“Ada”;“Byron”;“347 123 4567”\n", id="curly"),
        pytest.param("'Nome';'Cognome';'Cellulare'\n'Ada';'Byron';'347 123 4567'\n", id="single"),
        pytest.param('"Nome";"Cognome";"Cellulare"\r"Ada";"Byron";"3471234567"\r', id="old-mac"),
    ],
)
async def test_a_list_is_read_whatever_stands_around_it(tmp_path, text):
    people, faults, _ = await read(tmp_path / "file", text)
    assert (people, faults) == ([ADA], [])
    people, _, _ = await read(tmp_path / "file", text.encode("utf-16"))
    assert people == [ADA]


async def test_a_first_row_of_words_is_not_taken_for_a_header(tmp_path):
    text = "Nome;Cognome;Tipo;Cellulare\nMarta;Cliente;Paziente;\nAda;Byron;;347 123 4567\n"
    people, faults, columns = await read(tmp_path / "file", text)
    assert (people, faults) == ([ADA], ["there is no mobile number"])
    assert columns == ["first", "last", "", "mobile"]


@pytest.mark.parametrize(
    "line", ["Totale: 1;;;", "Totale;1;;", "Totale clienti: 1;;;", ";;Gesamt;1", "Grand total;;1;"]
)
async def test_a_line_of_totals_says_what_it_is(tmp_path, line):
    text = f"Nome;Cognome;Cellulare;Email\nAda;Byron;347 123 4567;\n\n;;;\n-----;-----;;\n{line}\n"
    people, faults, _ = await read(tmp_path / "file", text)
    assert (people, faults) == ([ADA], [TOTAL])


async def test_who_is_called_like_a_total_is_a_client(tmp_path):
    people, _, _ = await read(tmp_path / "file", "Nome;Cognome;Cellulare\nSuma;Total;3471234567\n")
    assert people == [("Suma", "Total", "+393471234567")]


@pytest.mark.parametrize(
    ("cell", "mobile"),
    [
        ("3471234567.0", ADA[2]),
        ("3471234567,00", ADA[2]),
        ("3.471234567E9", ADA[2]),
        ("3,471234567E+09", ADA[2]),
        ("+39 (0)347 123 4567", ADA[2]),
        ("347/1234567 - 06/699001", ADA[2]),
        ("06 699 0001 e 347 123 4567", ADA[2]),
        ("cell. 347 1234567", ADA[2]),
        ("3,47E+09", ""),
        ("347 1234567 (figlia)", ""),
        ("347", ""),
    ],
)
async def test_a_number_is_read_as_programs_and_people_spoil_it(tmp_path, cell, mobile):
    text = f"Nome;Cognome;Cellulare\nAda;Byron;{cell}\n"
    people, faults, _ = await read(tmp_path / "file", text)
    assert people == ([(*ADA[:2], mobile)] if mobile else [])
    assert len(faults) == (not mobile)


@pytest.mark.parametrize(
    "content",
    [
        "Nome;Cognome\nJosé;Muñoz\nAda;Byron\n".encode() + b"Niccol\xf2;Rossi\n",
        "Nome;Cognome\nZoë;Größe\n".encode() + b"Niccol\xf2;Rossi\n",
    ],
)
async def test_one_stray_octet_spoils_one_letter_of_a_short_list(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    async with reading(
        tmp_path / "file", ReadQuestion(ImportKind.CLIENTS, "IT", "2026-11-30")
    ) as file:
        assert file.told["facts"]["encoding"] == "utf-8"
