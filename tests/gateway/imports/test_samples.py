"""The export forms of other systems, read as they are: made by hand from their documentation.

Where each header comes from (looked up on 30 November 2026 in stored copies):
- OpenEMR: the columns of the table `patient_data`, which its export "b10" documents.
- Easy!Appointments: the columns of its table of users.
- Google: the headers before and since 2024, as in `test_export_forms`; Outlook and iCloud cards.
- Fresha: the header of a file exported in January 2026. Square: the columns in the types of a tool
  that reads its directory. Jane: the titles that its guide on imports lists.
- Acuity: its help page. Its list of clients, Cliniko, SimplePractice and Doctolib: not verified,
  since no copy of a file was found.
"""

from pathlib import Path

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading

SAMPLES = Path(__file__).with_name("samples")
US, IT = "+12025550143", "+393471234567"
SAID = ("consent", "consent_sms", "consent_email")


async def read(path: Path, region: str, **chosen: str):
    """Return the entries of a file by last name, and its faults."""
    question = ReadQuestion(ImportKind.CLIENTS, region, "2026-11-30", **chosen)
    entries, faults = {}, []
    async with reading(path, question) as file:
        async for portion in file.rows(file.told["columns"]):
            for _, _, entry, fault in portion.rows:
                if fault:
                    faults.append(fault)
                else:
                    entries[entry["last"]] = entry
    return entries, faults


@pytest.mark.parametrize(
    ("name", "region", "ada", "other"),
    [
        ("openemr.csv", "US", US, ("Hopper", "+12025550199")),
        ("easyappointments.csv", "IT", IT, ("Hopper", "+393471234568")),
        ("google_old.csv", "IT", IT, ("Hopper", "+393471234568")),
        ("google_new.csv", "IT", IT, ("Hopper", "+393471234568")),
        ("outlook.csv", "IT", IT, ("Muñoz", "+393471234568")),
        ("outlook.vcf", "IT", IT, ("Muñoz", "+393471234568")),
        ("icloud.vcf", "IT", IT, ("Muñoz", "+393471234568")),
        ("cliniko.csv", "AU", "+61412345678", ("Hopper", "+61412345679")),
        ("jane.csv", "CA", "+16045550143", ("Hopper", "+16045550199")),
        ("simplepractice.csv", "US", US, ("Hopper", "+12025550199")),
        ("doctolib.csv", "FR", "+33612345678", ("MUÑOZ", "+33612345679")),
        ("acuity.csv", "US", US, ("Hopper", "+12025550199")),
        ("square.csv", "US", US, ("Hopper", "+12025550199")),
        ("fresha.csv", "IT", IT, ("Hopper", "+393471234568")),
    ],
)
async def test_a_form_is_read_as_it_is(name, region, ada, other):
    entries, faults = await read(SAMPLES / name, region)
    (byron,) = [one for one in entries.values() if one["last"].lower() == "byron"]
    assert (byron["first"], byron["mobile"]) == ("Ada", ada)
    assert byron["email"] == "ada@example.org"
    assert entries[other[0]]["mobile"] == other[1]
    # who has no mobile, or one name alone, is named with the reason
    left = 1 if name != "openemr.csv" else 0
    assert len(faults) >= left
    assert all("mobile number" in one or "name" in one for one in faults)


async def test_consent_to_reminders_is_read_and_advertising_is_not():
    entries, _ = await read(SAMPLES / "openemr.csv", "US")
    assert {name: entries["Byron"].get(name) for name in SAID} == {
        "consent": None,
        "consent_sms": True,
        "consent_email": False,
    }
    assert not any(name in entries["Hopper"] for name in SAID)
    entries, _ = await read(SAMPLES / "simplepractice.csv", "US")
    assert (entries["Byron"]["consent_sms"], entries["Hopper"]["consent_sms"]) == (True, False)
    for name, region in (
        ("fresha.csv", "IT"),
        ("square.csv", "US"),
        ("cliniko.csv", "AU"),
        ("jane.csv", "CA"),
    ):
        entries, _ = await read(SAMPLES / name, region)
        assert not any(said in entry for entry in entries.values() for said in SAID), name


async def test_languages_and_what_is_preferred_are_taken():
    entries, _ = await read(SAMPLES / "openemr.csv", "US")
    assert [entries[one]["locale"] for one in ("Byron", "Hopper")] == ["en", "es"]
    entries, _ = await read(SAMPLES / "cliniko.csv", "AU")
    assert "prefers" not in entries["Byron"]
    assert entries["Hopper"]["prefers"] == "email"
