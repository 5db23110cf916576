"""Certificates of deletion, as JSON and PDF: what went, how much, until when, by which rule."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from calendar_store.database.audit_chain import ChainHead
from calendar_store.endings.deletions import Deletion
from gateway.use_cases.consent_form import writable

FORM = "textback certificate of deletion 1"
_FONT = "Helvetica"
_LEFT, _WIDTH, _LINE = 20, 170, 6
"""Millimetres."""


def certificate(one: Deletion, log: ChainHead, now: datetime) -> bytes:
    """Return the certificate in a canonical form: the same deletion gives the same octets.

    Args:
        one: the deletion, with all that went.
        log: up to where the audit log went; the head before its first entry where it did not.
        now: when it was done, UTC.
    """
    document: dict[str, Any] = {
        "form": FORM,
        "deletion": str(one.id),
        "practice": {"id": str(one.practice_id), "name": one.practice_name},
        "whole_practice": one.whole,
        "started_at": one.started_at.isoformat(),
        "done_at": now.isoformat(),
        "rules": one.rules,
        "rows": dict(one.counts),
        "rows_in_all": sum(one.counts.values()),
        "audit_log_up_to": str(log) if log.seq else None,
    }
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"


def digest_of(document: bytes) -> str:
    """Return the digest that names a certificate."""
    return sha256(document).hexdigest()


def as_pdf(one: Deletion, document: bytes, now: datetime) -> bytes:
    """Return a certificate to be read and filed."""
    from fpdf import FPDF  # the library takes a while to load

    said = json.loads(document)
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_creation_date(now)
    pdf.set_margins(_LEFT, 18, _LEFT)
    pdf.set_title("Certificate of deletion")
    pdf.add_page()

    def say(text: str, size: int = 11, style: str = "", room: float = 2) -> None:
        pdf.set_font(_FONT, style, size)
        shown = writable(" ".join(text.split())) or "—"
        pdf.multi_cell(_WIDTH, _LINE, shown, new_x="LMARGIN", new_y="NEXT", align="L")
        pdf.ln(room)

    say("Certificate of deletion", 18, "B", 4)
    name = writable(" ".join(one.practice_name.split())) or "—"
    say(f"Practice: {name} ({one.practice_id})")
    what = "All that was kept of the practice." if one.whole else "What was kept for its time."
    say(f"Deleted: {what}")
    say(f"From {one.started_at:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M} UTC", room=6)
    say("By which rule", 13, "B")
    for kind, rule in sorted(one.rules.items()):
        say(f"{kind}: kept {rule['days']} days; all before {rule['before'][:10]} is deleted", 11)
    pdf.ln(4)
    say("Rows that are gone", 13, "B")
    for table, count in sorted(one.counts.items()):
        pdf.set_font(_FONT, "", 11)
        pdf.cell(90, _LINE, table.replace("_", " "))
        pdf.cell(40, _LINE, f"{count}", align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(90, _LINE, "in all")
    total = f"{said['rows_in_all']}"
    pdf.cell(40, _LINE, total, align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    if said["audit_log_up_to"]:
        say(f"The audit log is deleted up to {said['audit_log_up_to']}", 9)
    say(f"SHA-256 of this certificate as JSON: {digest_of(document)}", 9)
    return bytes(pdf.output())
