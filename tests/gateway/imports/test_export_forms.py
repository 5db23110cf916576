"""Headers of other systems, as their documentation and files in public show them.

Sources, looked up on 30 November 2026 in stored copies:
- Outlook in French, Italian, Spanish and Portuguese (of Brazil and of Portugal): the tables by
  which Microsoft Exchange reads lists of contacts; Roundcube has the same words. Spanish and
  Brazilian Portuguese have some titles in English, "E-mail Address" among them. A public converter
  from Thunderbird has the whole Italian header; an old one of a school has the French one.
- Outlook in German: the whole header of a contacts export, in a public repository's notes; in
  English: two public converters.
- Outlook's calendar: files in public of English, German, French and Spanish. Italian and
  Portuguese: the words of its forms; no copy was found.
- Thunderbird: the header that its address book writes, in several public converters; the builds of
  the United Kingdom say "County" and "Post Code"; the other languages by Roundcube's tables.
- Google Contacts since 2024: "E-mail 1 - Label", several values in one cell parted by " ::: ".
- Calendly: the columns of its export of events, in the notes of a tool that reads it.
- Acuity: its help page on importing and exporting appointments (days as MM/DD/YYYY in the United
  States), and a public tool's list of its columns, with those of Trafft and Schedulicity.
- Fresha: a file exported in January 2026, and a second order of columns in the tests of a tool.
- Jane: its guide "Diving deeper into importing" lists the titles of patients and appointments.
- Open Dental: the columns of patients in its public source.
- Android: vCard 2.1 by knowledge of the format; quoted-printable octets, soft breaks.
Not verified, since no copy was found: Mindbody, Cliniko, SimplePractice, Doctolib (`samples`).
"""

from pathlib import Path

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading

IT, US, DE, FR = "+393471234567", "+12025550143", "+4915123456789", "+33612345678"
ES, BR = "+34612345678", "+5511961234567"


async def read(folder: Path, text: str, region: str, kind: ImportKind = ImportKind.CLIENTS):
    """Return the entries of a file, its faults, and what it told of days."""
    path = folder / "file"
    path.write_bytes(text.encode())
    entries, faults = [], []
    async with reading(path, ReadQuestion(kind, region, "2026-11-30")) as file:
        async for portion in file.rows(file.told["columns"]):
            for _, _, entry, fault in portion.rows:
                faults += [fault] if fault else []
                entries += [] if fault else [entry]
        return entries, faults, dict(file.days)


@pytest.mark.parametrize(
    ("header", "row", "region", "mobile"),
    [
        pytest.param(
            "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Telefon Assistent,"
            "Fax geschäftlich,Telefon geschäftlich,Telefon geschäftlich 2,Autotelefon,"
            "Telefon Firma,Fax privat,Telefon (privat),Telefon (privat 2),Mobiltelefon,"
            "Weiteres Fax,Weiteres Telefon,Haupttelefon,Mobiltelefon 2,E-Mail-Adresse,"
            "E-Mail-Typ,E-Mail: Angezeigter Name,E-Mail 2: Adresse,Empfohlen von",
            ",Ada,,Byron,,,0151 99999999,030 1,030 123456,,,,030 2,030 654321,,0151 23456789,"
            ",,,,ada@example.org,SMTP,Ada,,",
            "DE",
            DE,
            id="outlook-de",
        ),
        pytest.param(
            "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,"
            "Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,"
            "Home Address,Home Address 2,Home City,Home County,Home Post Code,Home Country,"
            "Organisation,Birth Year,Birth Month,Birth Day,Custom 1,Notes",
            "Ada,Byron,Ada Byron,,ada@example.org,,,06 123456,,06 1,,347 123 4567,,,,,,,,,,,,",
            "IT",
            IT,
            id="thunderbird",
        ),
        pytest.param(
            "First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,"
            "Phone 1 - Label,Phone 1 - Value",
            "Ada,,Byron,* myContacts,* Work,ada@example.org ::: a@example.org,Mobile,"
            "347 123 4567 ::: 06 123456",
            "IT",
            IT,
            id="google-2024",
        ),
    ],
)
async def test_a_list_of_clients_is_read_as_it_is(tmp_path, header, row, region, mobile):
    entries, faults, _ = await read(tmp_path, f"{header}\n{row}\n", region)
    assert faults == []
    (entry,) = entries
    assert (entry["first"], entry["last"]) == ("Ada", "Byron")
    assert (entry["mobile"], entry["email"]) == (mobile, "ada@example.org")


async def test_events_of_calendly_are_read_and_cancelled_ones_are_left_out(tmp_path):
    header = (
        "User Name,User Email,Invitee Name,Invitee First Name,Invitee Last Name,Invitee Email,"
        "Text Reminder Number,Event Type Name,Start Date & Time,End Date & Time,"
        "Event Created Date & Time,Canceled,Canceled By,Marked as No-Show"
    )
    rows = "".join(
        f"Dr Rossi,r@example.org,Ada Byron,Ada,Byron,ada@example.org,+1 202-555-0143,First visit,"
        f"2026-12-0{day} 10:00 am,2026-12-0{day} 10:30 am,2026-11-01 09:00 am,{gone},,{missed}\n"
        for day, gone, missed in ((1, "false", "No"), (2, "true", "No"), (3, "false", "Yes"))
    )
    entries, faults, _ = await read(tmp_path, f"{header}\n{rows}", "US", ImportKind.VISITS)
    assert [one["status"] for one in entries] == ["booked", "no_show"]
    assert faults == ["the visit was cancelled"]
    first = entries[0]
    assert (first["mobile"], first["practitioner"], first["service"], first["minutes"]) == (
        *(US, "Dr Rossi"),
        *("First visit", 30),
    )
    assert first["person"] == ["Ada", "Byron"]


async def test_appointments_of_acuity_have_the_month_first_where_they_show_it(tmp_path):
    text = (
        "Start Time,End Time,First Name,Last Name,Phone,Email,Type,Calendar\n"
        "12/03/2026 10:00,12/03/2026 10:30,Ada,Byron,(202) 555-0143,ada@example.org,Check,Rossi\n"
        "12/14/2026 10:00,12/14/2026 10:30,Ada,Byron,(202) 555-0143,ada@example.org,Check,Rossi\n"
    )
    entries, faults, days = await read(tmp_path, text, "IT", ImportKind.VISITS)
    assert faults[0].startswith('"(202) 555-0143"')
    entries, faults, days = await read(tmp_path, text, "US", ImportKind.VISITS)
    assert [one["start"][:10] for one in entries] == ["2026-12-03", "2026-12-14"]
    assert (days["days"], days["days.shown"]) == ("month", "shown")


@pytest.mark.parametrize(
    ("days", "region", "chosen", "told"),
    [
        (("03/04/2026", "05/06/2026"), "IT", "", ("day", "usual", "03/04/2026")),
        (("03/04/2026", "05/06/2026"), "US", "", ("month", "usual", "03/04/2026")),
        (("03/04/2026", "25/06/2026"), "US", "", ("day", "shown", "03/04/2026")),
        (("25/06/2026", "06/25/2026", "03/04/2026"), "IT", "", ("day", "mixed", "03/04/2026")),
        (("2026-04-03", "25.06.2026"), "US", "", ("month", "none", "")),
        (("03/04/2026", "25/06/2026"), "IT", "month", ("month", "chosen", "03/04/2026")),
    ],
)
async def test_the_order_of_days_is_told_with_how_it_was_found_out(
    tmp_path, days, region, chosen, told
):
    path = tmp_path / "file"
    path.write_text(
        "Date,Time,Name\n" + "".join(f"{day},10:00,Ada Byron\n" for day in days), encoding="utf-8"
    )
    question = ReadQuestion(ImportKind.VISITS, region, "2026-11-30", days=chosen)
    async with reading(path, question) as file:
        async for _ in file.rows(file.told["columns"]):
            pass
        found = (file.days["days"], file.days["days.shown"], file.days["days.example"])
    assert found == told
