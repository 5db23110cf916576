"""Visits as calendars and booking systems export them; the sources: `test_export_forms`."""

import csv
import io
from datetime import UTC, datetime

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading
from gateway.imports.reading.table import NotReadable

TEN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC).isoformat()
"""Ten in Rome."""
OUTLOOK_EN = (
    "Subject,Start Date,Start Time,End Date,End Time,All day event,Reminder on/off,Reminder Date,"
    "Reminder Time,Meeting Organizer,Required Attendees,Optional Attendees,Meeting Resources,"
    "Billing Information,Categories,Description,Location,Mileage,Priority,Private,Sensitivity,"
    "Show time as"
)
OUTLOOK_DE = (
    "Betreff,Beginnt am,Beginnt um,Endet am,Endet um,Ganztägiges Ereignis,Erinnerung Ein/Aus,"
    "Erinnerung am,Erinnerung um,Besprechungsplanung,Erforderliche Teilnehmer,Beschreibung,"
    "Kategorien,Ort,Priorität,Privat"
)
OUTLOOK_ES = (
    "Asunto,Fecha de comienzo,Comienzo,Fecha de finalización,Finalización,Todo el día,"
    "Reminder on/off,Reminder Date,Reminder Time,Meeting Organizer,Required Attendees,Categories,"
    "Description,Location,Show time as"
)
OUTLOOK_FR = (
    "Objet,Début,Début,Fin,Fin,Journée entière,Rappel actif/inactif,Date de rappel,"
    "Heure du rappel,Organisateur d'une réunion,Participants obligatoires,Catégories,Emplacement"
)
OUTLOOK_IT = "Oggetto,Data inizio,Ora inizio,Data fine,Ora fine,Giornata intera,Luogo"
OUTLOOK_PT = "Assunto,Data de início,Hora de início,Data de fim,Hora de fim,Local"
JANE = (
    "Location Name,Appointment Start Date & Time,Appointment End Date & Time,Patient Number,"
    "Patient First Name,Patient Last Name,Treatment Name,Treatment Price,Treatment Duration,"
    "Staff Member Name,Status,Notes"
)
ACUITY = (
    "Start Date and Time,End Date and Time,Appointment Type,Client Name,Email,Phone,Calendar,Price"
)
TRAFFT = (
    "Appointment Date,Service,Employee,Customer Name,Customer Email,Customer Phone,"
    "Service Duration,Service Price,Status"
)
SCHEDULICITY = (
    "Client Name,Client Email,Client Phone,Appointment Date,Appointment Time,Service,Provider,"
    "Service Duration,Service Price"
)


async def read(path, region="IT"):
    """Return the entries of a file of visits, and its faults."""
    entries, faults = [], []
    question = ReadQuestion(ImportKind.VISITS, region, "2026-11-30", "Europe/Rome")
    async with reading(path, question) as file:
        async for portion in file.rows(file.told["columns"]):
            for _, _, entry, fault in portion.rows:
                faults += [fault] if fault else []
                entries += [] if fault else [entry]
    return entries, faults


def written(header: str, *cells: str) -> str:
    """Return a table of one row."""
    found = io.StringIO()
    csv.writer(found).writerows([header.split(","), cells])
    return found.getvalue()


@pytest.mark.parametrize(
    ("header", "cells", "region"),
    [
        pytest.param(
            OUTLOOK_EN,
            *[("Ada Byron", "12/1/2026", "10:00:00 AM", "12/1/2026", "10:30:00 AM"), "US"],
            id="outlook-en",
        ),
        pytest.param(
            OUTLOOK_DE,
            *[("Ada Byron", "1.12.2026", "10:00:00", "1.12.2026", "10:30:00", "Falsch"), "DE"],
            id="outlook-de",
        ),
        pytest.param(
            OUTLOOK_ES,
            *[("Ada Byron", "1/12/2026", "10:00:00", "1/12/2026", "10:30:00", "FALSO"), "ES"],
            id="outlook-es",
        ),
        pytest.param(
            OUTLOOK_FR,
            *[("Ada Byron", "01/12/2026", "10:00:00", "01/12/2026", "10:30:00", "Faux"), "FR"],
            id="outlook-fr",
        ),
        pytest.param(
            OUTLOOK_IT,
            *[("Ada Byron", "01/12/2026", "10.00", "01/12/2026", "10.30", "Falso"), "IT"],
            id="outlook-it",
        ),
        pytest.param(
            OUTLOOK_PT,
            *[("Ada Byron", "01/12/2026", "10:00", "01/12/2026", "10:30", ""), "PT"],
            id="outlook-pt",
        ),
        pytest.param(
            JANE,
            *[
                (
                    "",
                    "2026-12-01 10:00",
                    "2026-12-01 10:30",
                    "7",
                    "Ada",
                    "Byron",
                    "Massage",
                    "90",
                    "30",
                    "Dr Rossi",
                    "booked",
                    "",
                ),
                "CA",
            ],
            id="jane",
        ),
        pytest.param(
            ACUITY,
            *[
                (
                    "12/01/2026 10:00 am",
                    "12/01/2026 10:30 am",
                    "Massage",
                    "Ada Byron",
                    "ada@example.org",
                    "(202) 555-0143",
                    "Dr Rossi",
                    "90",
                ),
                "US",
            ],
            id="acuity",
        ),
        pytest.param(
            TRAFFT,
            *[
                (
                    "2026-12-01 10:00",
                    "Massage",
                    "Dr Rossi",
                    "Ada Byron",
                    "ada@example.org",
                    "+39 347 123 4567",
                    "30",
                    "90",
                    "Approved",
                ),
                "IT",
            ],
            id="trafft",
        ),
        pytest.param(
            SCHEDULICITY,
            *[
                (
                    "Ada Byron",
                    "ada@example.org",
                    "(202) 555-0143",
                    "12/01/2026",
                    "10:00 AM",
                    "Massage",
                    "Dr Rossi",
                    "30 min",
                    "90",
                ),
                "US",
            ],
            id="schedulicity",
        ),
    ],
)
async def test_visits_are_read_as_they_are(tmp_path, header, cells, region):
    (tmp_path / "file").write_text(written(header, *cells), encoding="utf-8-sig")
    entries, faults = await read(tmp_path / "file", region)
    assert faults == []
    (entry,) = entries
    assert (entry["start"], entry["minutes"], entry["names"]) == (TEN, 30, ["Ada Byron"])
    if "Massage" in cells:
        assert (entry["practitioner"], entry["service"]) == ("Dr Rossi", "Massage")


@pytest.mark.parametrize(
    "status",
    ["Cancelled by client", "Late cancellation", "Annulé par le patient", "abgesagt (SMS)"],
)
async def test_a_visit_is_not_booked_that_was_cancelled_in_other_words(tmp_path, status):
    text = written("Date,Time,Name,Status", "2026-12-01", "10:00", "Ada Byron", status)
    (tmp_path / "file").write_text(text, encoding="utf-8")
    assert await read(tmp_path / "file") == ([], ["the visit was cancelled"])


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        (("46357", "0.4166666666666667", "Ada Byron"), 0),
        (("46357", "1899-12-30 10:00", "Ada Byron"), 0),
        (("2026-12-01", "2026-12-01 10:00", "Ada Byron"), 0),
        (("1/12/2026", "10:00 - 10:45", "Ada Byron"), 45),
        (("46357.416666666664", "", "Ada Byron"), 0),
    ],
)
async def test_days_and_times_are_read_as_sheets_lose_them(tmp_path, cells, minutes):
    (tmp_path / "file").write_text(written("Data,Ora,Paziente", *cells), encoding="utf-8")
    entries, faults = await read(tmp_path / "file")
    assert faults == []
    assert [(one["start"], one["minutes"]) for one in entries] == [(TEN, minutes)]


def calendar(*events: str, name: str = "Dr Rossi", more: str = "") -> str:
    """Return a calendar."""
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:{name}\n{more}{inside}END:VCALENDAR\n"
    return text.replace("\n", "\r\n")


GOOGLE = calendar(
    "DTSTART:20261201T090000Z\nDTEND:20261201T093000Z\nUID:a@google.com\nSTATUS:CONFIRMED\n"
    "DESCRIPTION:Cell. +39 347 123 4567\\nprima visita\nSUMMARY:Ada Byron\nTRANSP:OPAQUE",
    "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226\nUID:b@google.com\nSUMMARY:Natale",
    more="PRODID:-//Google Inc//Google Calendar 70.9054//EN\nX-WR-TIMEZONE:Europe/Rome\n",
)
OUTLOOK = calendar(
    'DTSTART;TZID="W. Europe Standard Time":20261201T100000\n'
    'DTEND;TZID="W. Europe Standard Time":20261201T103000\nUID:040000008200E00074\n'
    "DESCRIPTION:Cell. 347 123 4567\\n\nSUMMARY;LANGUAGE=it:Ada Byron\n"
    "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\nBEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\n"
    "DESCRIPTION:Reminder\nEND:VALARM",
    more="PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\nMETHOD:PUBLISH\n",
)
APPLE = calendar(
    "UID:1\nDTSTART;TZID=Europe/Rome:20261201T100000\nDURATION:PT30M\n"
    "SUMMARY:Ada Byron\nDESCRIPTION:347 123 4567\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
    more="PRODID:-//Apple Inc.//macOS 15.1//EN\nX-APPLE-CALENDAR-COLOR:#FF2968\n",
)


@pytest.mark.parametrize("text", [GOOGLE, OUTLOOK, APPLE], ids=["google", "outlook", "apple"])
async def test_a_calendar_of_others_is_read(tmp_path, text):
    (tmp_path / "file").write_bytes(text.encode())
    entries, faults = await read(tmp_path / "file")
    assert faults == []
    (entry,) = entries
    assert (entry["start"], entry["minutes"], entry["practitioner"]) == (TEN, 30, "Dr Rossi")
    assert (entry["mobile"], entry["person"]) == ("+393471234567", ["Ada", "Byron"])


async def test_several_calendars_of_one_file_are_all_read(tmp_path):
    other = calendar("UID:9\nDTSTART:20261202T090000Z\nSUMMARY:Grace Hopper", name="Dr Bianchi")
    (tmp_path / "file").write_bytes((APPLE + other).encode())
    entries, faults = await read(tmp_path / "file")
    assert faults == []
    assert [(one["practitioner"], one["minutes"]) for one in entries] == [
        ("Dr Rossi", 30),
        # without an end it lasts as long as its service
        ("Dr Bianchi", 0),
    ]


async def test_of_a_calendar_that_was_cut_off_nothing_is_read(tmp_path):
    (tmp_path / "file").write_bytes((GOOGLE + APPLE).removesuffix("END:VCALENDAR\r\n").encode())
    with pytest.raises(NotReadable, match="the calendar is not complete"):
        await read(tmp_path / "file")
