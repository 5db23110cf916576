"""Words the offer of a freed time, and builds the question that the offer leaves open."""

from calendar_store.model.appointments import Appointment, Offer, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.quoting import key
from dialogs.wording.rendering import Facts, Overrides, render


def render_offer(
    practice: Practice,
    client: Client,
    offer: Offer,
    slot: Slot,
    *,
    instead_of: Appointment | None = None,
    templates: Overrides = (),
) -> str:
    """Return the text that offers a freed time.

    Args:
        practice: the practice that writes.
        client: the receiver; in their language, else in the practice's.
        offer: the offer, with its end.
        slot: the time, with the practitioner's name.
        instead_of: the appointment that the time would replace; None to book a new one.
        templates: the practice's own templates.
    """
    facts = Facts(
        practice,
        client,
        provisional(practice, client.id, slot, instead_of),
        until=offer.expires_at,
        now=offer.offered_at,
        instead=instead_of.starts_at if instead_of else None,
    )
    name = "freed" if instead_of else "freed_new"
    return render(name, client.locale or practice.locale, facts, templates)


def offer_question(
    offer: Offer, slot: Slot, instead_of: Appointment | None, text: str = ""
) -> Question:
    """Return the question that an offer leaves open until the offered time starts.

    An answer after the end of the offer is still bound to it, and is told that it is too late.

    Args:
        offer: the offer, with its end.
        slot: the time.
        instead_of: the appointment that the time would replace, or None.
        text: the text of the offer.
    """
    present = (instead_of,) if instead_of else ()
    about = tuple(AskedAbout(each.id, each.version, each.starts_at) for each in present)
    return Question(
        Asked.OFFER,
        about,
        offer.offered_at,
        offer.starts_at,
        slots=(slot,),
        offer_id=offer.id,
        until=offer.expires_at,
        text=key(text),
    )


def provisional(
    practice: Practice, client_id: int, slot: Slot, was: Appointment | None
) -> Appointment:
    """Return the appointment as it would be at an offered time, only to word a text."""
    return Appointment(
        practice_id=practice.id,
        id=was.id if was else 0,
        client_id=client_id,
        practitioner_id=slot.practitioner_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=AppointmentStatus.CONFIRMED,
        version=was.version if was else 0,
        practitioner=slot.practitioner,
        service=was.service if was else "",
        safe_to_name=was.safe_to_name if was else False,
    )
