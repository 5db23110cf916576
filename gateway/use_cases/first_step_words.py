"""The words of first steps, in English: what each is, and what it lacks. Pages translate them."""

from collections.abc import Mapping

from gateway.use_cases.first_steps import FirstStep, MissingPart, StepState

_WORDS: Mapping[str, str] = {
    FirstStep.PRACTICE: "Your practice: address, phone, quiet hours",
    FirstStep.PEOPLE: "Who works with you, and when",
    FirstStep.SERVICES: "What clients come for, and how long it takes",
    FirstStep.WORDING: "What your messages say",
    FirstStep.REMINDERS: "When reminders go out",
    FirstStep.CLIENTS: "Your clients",
    FirstStep.CARRIER: "The carrier that brings your texts",
    FirstStep.TEST_TEXT: "A test text to your own phone",
    FirstStep.TEST_MAIL: "A test mail to yourself",
    FirstStep.BOOKING: "The first appointment",
    MissingPart.ADDRESS: "the address is missing; clients ask for it",
    MissingPart.PHONE: "the number that clients call is missing",
    MissingPart.PRACTITIONER: "nobody can be booked yet",
    MissingPart.HOURS: "%(name)s has no weekly hours yet",
    MissingPart.SERVICE: "there is no service yet",
    MissingPart.LOOK: "look whether the usual ones suit you",
    MissingPart.CLIENT: "there is no client yet",
    MissingPart.NO_CARRIER: "no carrier is entered yet, so nothing is texted",
    MissingPart.OTHER_NUMBER: "no carrier has your number %(name)s",
    MissingPart.HINDERED: "%(name)s takes no texts at the moment",
    MissingPart.NOT_RUNNING: "the service does not run, or does not answer",
    MissingPart.NOT_TRIED: "not tried yet",
    MissingPart.UNDER_WAY: "on its way",
    MissingPart.FAILED: "it did not arrive",
    MissingPart.NO_MAIL: "no mail server is entered, so nothing is mailed",
    MissingPart.VISIT: "nothing is booked yet",
}


def title(step: FirstStep) -> str:
    """Return what a step is about, in English."""
    return _WORDS[step]


def missing_words(part: MissingPart) -> str:
    """Return what a step lacks, in English, with %(name)s in place of a name."""
    return _WORDS[part]


def lacking(state: StepState) -> list[str]:
    """Return all that a step lacks, in English."""
    return [missing_words(part) % {"name": name} for part, name in state.missing]
