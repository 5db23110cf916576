"""The list of cues: the meanings that a phrase of a lexicon can signal.

`dialogs.understand` decides the effect of each cue on a text.
"""

from enum import StrEnum

from calendar_store.model.plain import plain


class Cue(StrEnum):
    """The meaning of a phrase of a lexicon."""

    __hash__ = str.__hash__  # looked up for every text; Enum's own hash is slow Python code

    OPT_OUT = "opt_out"  # the whole text, or a sentence of its own
    OPT_OUT_PHRASE = "opt_out_phrase"  # anywhere in a text
    OPT_OUT_ABROAD = "opt_out_abroad"  # CANCEL, END, QUIT: opt-out words in some countries
    AMENDS = "amends"  # a sentence after STOP that takes it back or reassures: "my mistake"
    OPT_IN = "opt_in"
    HELP = "help"
    EMERGENCY = "emergency"
    YES = "yes"  # an answer at the beginning of a sentence
    ACK = "ack"  # as YES, but without an open question it only thanks
    COMING = "coming"  # an answer, wherever it stands
    COME = "come"  # as COMING where nothing follows it: "I go", but not "I go home"
    CONFIRM = "confirm"  # states what it confirms
    NO = "no"
    NAY = "nay"  # as NO, but only as the whole text: "no chance" negates no verb after it
    CANCEL = "cancel"  # a verb, which a negation can negate
    CANCEL_ASK = "cancel_ask"  # "could you cancel": a request put as a question
    CANNOT = "cannot"  # contains its negation
    UNSUITED = "unsuited"  # a time that does not suit: a cancelling or a move
    CANT = "cant"  # as CANNOT where nothing follows it
    PARTING = "parting"  # "until tomorrow", as the whole text
    KEEP = "keep"
    MOVE = "move"
    ASK = "ask"  # "can we do", "what about": a request follows
    BOOK = "book"
    MORE = "more"
    ALL = "all"
    NUMBERED = "numbered"
    ORDINAL = "ordinal"
    ANOTHER = "another"  # one more appointment, or one for a family member
    WITH = "with"  # a name follows
    NAMING = "naming"  # the writer's name follows: "my name is"
    UNDO = "undo"
    WHERE = "where"
    LATE = "late"
    CALL_ME = "call_me"
    WAITLIST = "waitlist"
    LEAVE_LIST = "leave_list"  # leave the waiting list, without an opt-out
    TAKE = "take"  # takes the offered free time
    GOVERNING = "governing"  # continues after a comma: "I ask you, to"
    SWAP = "swap"  # as TAKE, put as a request: "can I have it", "move me"
    STAY = "stay"  # answers an offer by keeping the present appointment
    AGENDA = "agenda"
    THANKS = "thanks"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    FUNERAL = "funeral"  # a death in the writer's family
    LAUGH = "laugh"
    MACHINE = "machine"  # only machines write it
    NOTICE = "notice"  # business of machines: parcels, codes, mailboxes
    BUSY = "busy"  # people write it too
    LANGUAGE = "language"
    REASON = "reason"  # an explanation follows
    NEUTRAL = "neutral"  # looks like a signal and is none
    COURTESY = "courtesy"
    FILLER = "filler"

    # the operators
    NEGATION = "negation"
    WHEN = "when"  # asks for a time
    QUESTION = "question"  # opens a question, with or without a question mark
    CONDITION = "condition"
    DEFERRAL = "deferral"  # the answer will come later
    QUOTATION = "quotation"  # somebody's words
    OTHERS = "others"  # another person, the subject of the next words
    EXCEPTION = "exception"  # "none of", "all but"
    DOUBT = "doubt"
    BUT = "but"
    RETRACTION = "retraction"  # takes back the words before it: "actually no", "just kidding"


@plain
class Entry:
    """A phrase: its words, its cue and, for ordinals and languages, its value."""

    words: tuple[str, ...]
    cue: Cue
    value: str = ""
