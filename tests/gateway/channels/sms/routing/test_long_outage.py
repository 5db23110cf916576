"""Every carrier down for an hour, ten thousand reminders due: none lost, none sent in vain."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.support.outage_run import DOCTORS, REMINDERS, REPLIES
from tests.support.processes import kill

ROOT = Path(__file__).parents[5]
TOO_LATE = DOCTORS * 6
"""Appointments begin every ten minutes, the first ten minutes after the carrier went."""
FLAT = 25_000
"""Blocks of memory; ten thousand messages held would be forty thousand and more."""


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    """What happened in that hour and after it."""
    return asyncio.run(_run(tmp_path_factory.mktemp("outage")))


async def _run(folder):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.outage_run", str(folder)), cwd=ROOT, stdout=PIPE
    )
    try:
        async with asyncio.timeout(120):
            out, _ = await process.communicate()
    except BaseException:
        await kill(process)
        raise
    assert process.returncode == 0
    return json.loads(out)


def test_what_is_due_waits_in_the_store_and_what_is_too_late_is_not_sent(hour):
    assert hour["waited"] == {"queued": REMINDERS - TOO_LATE, "expired": TOO_LATE}
    assert hour["sent"] == {"accepted": REMINDERS - TOO_LATE + REPLIES, "expired": TOO_LATE}


def test_answers_go_first_and_then_reminders_in_the_order_of_their_appointments(hour):
    assert hour["replies_after_reminders"] == 0
    assert hour["out_of_order"] == 0
    assert hour["most_under_way"] == 50


def test_the_practice_has_one_alert_of_all_that_was_lost(hour):
    during, afterwards = hour["told"]
    assert during.startswith("No text goes out or comes in since ")
    assert during.endswith(
        f" {TOO_LATE} texts were too late to be sent; the calendar shows which. The others wait."
    )
    assert afterwards.startswith("No carrier could be reached from ")


def test_memory_stays_flat(hour):
    assert hour["blocks"] < FLAT
