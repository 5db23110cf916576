"""Lists of address books in the languages of their programs; the sources: `test_export_forms`."""

import csv
import io

import pytest

from calendar_store.model.imports import ImportKind, RowVerdict
from gateway.imports.columns.fields import OF_CONSENT
from gateway.imports.reading.reading_process import ReadQuestion, reading
from tests.support.importing import Importing

OUTLOOK_IT = (
    "Titolo,Nome,Secondo nome,Cognome,Titolo straniero,Società,Reparto,Posizione,Via (uff.),"
    "Telefono assistente,Fax (uff.),Ufficio,Ufficio 2,Richiamata automatica,Telefono auto,"
    "Telefono principale società,Fax (ab.),Abitazione,Abitazione 2,ISDN,Cellulare,Altro fax,"
    "Altro telefono,Cercapersone,Telefono principale,Radiotelefono,Compleanno,Lingua,"
    "Nome assistente,Nome coniuge/partner,Nome manager,Notes,Indirizzo posta elettronica,"
    "Tipo posta elettronica,Nome visualizzato posta elettronica,Indirizzo posta elettronica 2,"
    "Presentato da,Ubicazione ufficio"
)
OUTLOOK_FR = (
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Titre,Rue (bureau),"
    "Téléphone de l'assistant(e),Télécopie (bureau),Téléphone (bureau),Téléphone 2 (bureau),"
    "Rappel,Téléphone (voiture),Téléphone société,Télécopie (domicile),Téléphone (domicile),"
    "Téléphone 2 (domicile),RNIS,Tél. mobile,Télécopie (autre),Téléphone (autre),"
    "Récepteur de radiomessagerie,Téléphone principal,Adresse de messagerie,Type de messagerie,"
    "Nom complet de l'adresse de messagerie,Adresse de messagerie 2,Conjoint(e),"
    "Nom de l'assistant(e),Recommandé par,Responsable"
)
OUTLOOK_ES = (
    "Title,Nombre,Segundo nombre,Apellidos,Suffix,Organización,Department,Puesto,"
    "Calle del trabajo,Assistant's Phone,Business Fax,Teléfono del trabajo,Business Phone 2,"
    "Devolución de llamada,Car Phone,Número de centralita de la organización,Home Fax,Particular,"
    "Home Phone 2,ISDN,Mobile Phone,Otro fax,Otro teléfono,Pager,Teléfono principal,"
    "E-mail Address,E-mail Type,Nombre de pantalla de correo electrónico,"
    "Dirección de correo electrónico 2,Dirección del correo electrónico 3,Nombre del director,"
    "Spouse"
)
OUTLOOK_BR = (
    "Tratamento,Primeiro nome,Segundo nome,Sobrenome,Sufixo,Empresa,Departamento,Cargo,"
    "Telefone do assistente,Fax comercial,Telefone comercial,Telefone comercial 2,"
    "Retorno de chamada,Telefone do carro,Telefone principal da empresa,Fax residencial,"
    "Telefone residencial,Telefone residencial 2,ISDN,Telefone celular,Outro fax,Outro telefone,"
    "Pager,Telefone principal,E-mail Address,Tipo de email,Nome para exibição do email,"
    "Endereço de email 2,Nome do assistente,Nome do gerenciador,Spouse"
)
OUTLOOK_PT = (
    "Título,Primeiro nome,Outros nomes/apelidos,Apelido,Sufixo,Empresa,Departamento,Cargo,"
    "Telefone do assistente,Fax da empresa,Telefone da empresa,2º telefone da empresa,"
    "Tel. de resposta,Telefone do carro,Telefone principal da empresa,Fax da residência,"
    "Telefone da residência,2º telefone da residência,RDIS,Telemóvel,Outro fax,Outro telefone,"
    "Pager,Telefone principal,Endereço de correio electrónico,Tipo de correio electrónico,"
    "Nome a apresentar para o correio electrónico,Endereço do correio electrónico 2,"
    "Nome do assistente,Cônjuge"
)
OUTLOOK_EN = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "Assistant's Phone,Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,"
    "Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,"
    "Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Manager's Name,Referred By,"
    "Spouse"
)
THUNDERBIRD_IT = (
    "Nome,Cognome,Nome visualizzato,Soprannome,Email primaria,Email secondaria,"
    "Nome Instant Messenger,Telefono lavoro,Telefono casa,Numero fax,Numero cercapersone,"
    "Numero cellulare,Indirizzo di casa,CAP di residenza,Qualifica,Reparto,Organizzazione,"
    "Pagina web 1,Anno di nascita,Mese di nascita,Giorno di nascita,Personalizzato 1,Note"
)
THUNDERBIRD_FR = (
    "Prénom,Nom,Nom à afficher,Surnom,Adresse électronique principale,"
    "Adresse électronique secondaire,Tél. professionnel,Tél. personnel,Fax,Pager,Portable,Ville,"
    "Société,Site Web 1,Année de naissance,Mois,Jour,Notes"
)
THUNDERBIRD_ES = (
    "Nombre,Apellidos,Nombre en pantalla,Apodo,Dirección de correo electrónico principal,"
    "Dirección de correo electrónico secundaria,Teléfono (Trabajo),Teléfono particular,Fax,"
    "Buscapersonas,Teléfono móvil,Organización,Notas"
)
THUNDERBIRD_BR = (
    "Primeiro nome,Último nome,Mostrar nome,Apelido,E-mail primário,E-mail secundário,"
    "Fone de trabalho,Fone de casa,Número de Fax,Número do Pager,Celular,Organização,Notas"
)
IT, FR, ES, BR, PT, US = (
    *(("IT", "347 123 4567", "06 699 0001"), ("FR", "06 12 34 56 78", "01 42 68 53 00")),
    *(("ES", "612 34 56 78", "91 123 45 67"), ("BR", "11 96123 4567", "11 3123 4567")),
    *(("PT", "912 345 678", "21 123 4567"), ("US", "(202) 555-0143", "(202) 555-0100")),
)
FORMS = [
    pytest.param((OUTLOOK_IT, "Cellulare", "Ufficio"), IT, "Indirizzo posta elettronica", id="oit"),
    pytest.param((OUTLOOK_IT, "Abitazione", "Cellulare"), IT, "", id="oit-home"),
    pytest.param((OUTLOOK_FR, "Tél. mobile", "Rappel"), FR, "Adresse de messagerie", id="ofr"),
    pytest.param((OUTLOOK_FR, "Téléphone (autre)", ""), FR, "Adresse de messagerie 2", id="ofr-2"),
    pytest.param((OUTLOOK_ES, "Mobile Phone", "Particular"), ES, "E-mail Address", id="oes"),
    pytest.param(
        (OUTLOOK_ES, "Particular", ""), ES, "Dirección del correo electrónico 3", id="oes-home"
    ),
    pytest.param((OUTLOOK_BR, "Telefone celular", ""), BR, "E-mail Address", id="obr"),
    pytest.param((OUTLOOK_BR, "Telefone comercial 2", ""), BR, "Endereço de email 2", id="obr-2"),
    pytest.param(
        (OUTLOOK_PT, "Telemóvel", "Telefone da empresa"),
        PT,
        "Endereço de correio electrónico",
        id="opt",
    ),
    pytest.param(
        (OUTLOOK_PT, "2º telefone da residência", ""),
        PT,
        "Endereço do correio electrónico 2",
        id="opt-2",
    ),
    pytest.param((OUTLOOK_EN, "Mobile Phone", "Home Phone"), US, "E-mail Address", id="oen"),
    pytest.param(
        (THUNDERBIRD_IT, "Numero cellulare", "Telefono lavoro"), IT, "Email primaria", id="tit"
    ),
    pytest.param(
        (THUNDERBIRD_FR, "Portable", "Tél. professionnel"),
        FR,
        "Adresse électronique principale",
        id="tfr",
    ),
    pytest.param(
        (THUNDERBIRD_ES, "Teléfono móvil", "Teléfono (Trabajo)"),
        ES,
        "Dirección de correo electrónico principal",
        id="tes",
    ),
    pytest.param((THUNDERBIRD_BR, "Celular", "Fone de casa"), BR, "E-mail primário", id="tbr"),
]
EXPECTED = {
    "IT": "+393471234567",
    "FR": "+33612345678",
    "ES": "+34612345678",
    "BR": "+5511961234567",
    "PT": "+351912345678",
    "US": "+12025550143",
}
FIRST_AT = ("Nome", "Prénom", "Nombre", "Primeiro nome", "First Name")
LAST_AT = ("Cognome", "Nom", "Apellidos", "Sobrenome", "Último nome", "Apelido", "Last Name")
ASSISTANTS = (
    *("Telefono assistente", "Téléphone de l'assistant(e)", "Assistant's Phone"),
    "Telefone do assistente",
)


def listed(header: str, *, mobile: str, other: str, numbers: tuple[str, str], email: str) -> str:
    """Return a list of one client; the assistant's mobile and nicknames stand there, too."""
    titles = header.split(",")
    values = dict.fromkeys(set(titles) & set(ASSISTANTS), numbers[0][:-2] + "99")
    values |= dict.fromkeys(set(titles) & {"Apelido", "Surnom", "Soprannome", "Apodo"}, "Countess")
    values[next(one for one in FIRST_AT if one in titles)] = "Ada"
    values[next(one for one in LAST_AT if one in titles)] = "Byron"
    values |= {mobile: numbers[0], **({other: numbers[1]} if other else {})}
    values |= {email: "ada@example.org"} if email else {}
    written = io.StringIO()
    csv.writer(written).writerows([titles, [values.get(title, "") for title in titles]])
    return written.getvalue()


@pytest.mark.parametrize(("columns", "of", "email"), FORMS)
async def test_a_list_of_contacts_is_read_in_any_language(tmp_path, columns, of, email):
    header, mobile, other = columns
    region, *numbers = of
    text = listed(header, mobile=mobile, other=other, numbers=numbers, email=email)
    (tmp_path / "file").write_bytes(text.encode("cp1252"))
    question = ReadQuestion(ImportKind.CLIENTS, region, "2026-11-30")
    async with reading(tmp_path / "file", question) as file:
        assert not set(file.told["columns"]) & {one.value for one in OF_CONSENT}
        rows = [row async for portion in file.rows(file.told["columns"]) for row in portion.rows]
    ((_, _, entry, fault),) = rows
    assert (fault, entry["first"], entry["last"]) == ("", "Ada", "Byron")
    assert entry["mobile"] == EXPECTED[region]
    assert entry.get("email", "") == ("ada@example.org" if email else "")


@pytest.mark.parametrize(
    ("header", "mobile"),
    [(OUTLOOK_IT, "Cellulare"), (OUTLOOK_IT, "Abitazione"), (THUNDERBIRD_IT, "Numero cellulare")],
)
async def test_a_preview_shows_them_as_new_and_nobody_as_agreed(desk, header, mobile):
    office = Importing(desk)
    text = listed(header, mobile=mobile, other="", numbers=IT[1:], email="")
    preview = await office.read(text)
    (row,) = await office.rows(preview)
    assert (row.verdict, row.fault) == (RowVerdict.NEW, "")
    assert not set(preview.columns) & {one.value for one in OF_CONSENT}


async def test_a_place_that_holds_no_numbers_is_left_out(tmp_path):
    text = (
        "Nombre;Apellidos;Móvil;Particular\nAda;Byron;612 34 56 78;Sí\n"
        "Grace;Hopper;612 34 56 79;No\n"
    )
    (tmp_path / "file").write_text(text, encoding="utf-8")
    async with reading(
        tmp_path / "file", ReadQuestion(ImportKind.CLIENTS, "ES", "2026-11-30")
    ) as file:
        assert file.told["columns"] == ["first", "last", "mobile", ""]


async def test_the_kind_of_a_number_is_told_with_accents(tmp_path):
    text = (
        "First Name,Last Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
        "Ada,Byron,Trabajo,612 34 56 70,Móvil,612 34 56 78\n"
    )
    (tmp_path / "file").write_text(text, encoding="utf-8")
    async with reading(
        tmp_path / "file", ReadQuestion(ImportKind.CLIENTS, "ES", "2026-11-30")
    ) as file:
        rows = [row async for portion in file.rows(file.told["columns"]) for row in portion.rows]
    assert rows[0][2]["mobile"] == "+34612345678"
