"""What a phrase of a lexicon can signal.

Owns the list of cues; what each does to a text is decided in `dialogs.understand`.
"""

from enum import StrEnum

from calendar_store.model.plain import plain


class Cue(StrEnum):
    """What a phrase of a lexicon signals."""

    __hash__ = str.__hash__  # a text's cues are looked up often, and Enum's hash is Python

    OPT_OUT = "opt_out"  # the whole text, or a sentence of its own
    OPT_OUT_PHRASE = "opt_out_phrase"  # anywhere in a text
    OPT_OUT_ABROAD = "opt_out_abroad"  # CANCEL, END, QUIT: opt-out words in some countries
    AMENDS = "amends"  # behind STOP, as a sentence: takes it back, or reassures: "my mistake"
    OPT_IN = "opt_in"
    HELP = "help"
    EMERGENCY = "emergency"
    YES = "yes"  # an answer: opens a sentence
    ACK = "ack"  # as YES, but without a question it only thanks
    COMING = "coming"  # an answer, wherever it stands
    COME = "come"  # as COMING, where nothing follows it: "I go", and not "I go home"
    CONFIRM = "confirm"  # says itself what it confirms
    NO = "no"
    NAY = "nay"  # as NO, as the whole text: "no chance" turns no verb behind it
    CANCEL = "cancel"  # a verb, which a negation turns
    CANCEL_ASK = "cancel_ask"  # "could you cancel": a wish put as a question
    CANNOT = "cannot"  # has its negation in it
    UNSUITED = "unsuited"  # a time that does not suit: to cancel, or to move?
    CANT = "cant"  # as CANNOT, where nothing follows it
    PARTING = "parting"  # "until tomorrow", as the whole text
    KEEP = "keep"
    MOVE = "move"
    ASK = "ask"  # "can we do", "what about": what follows is a wish
    BOOK = "book"
    MORE = "more"
    ALL = "all"
    NUMBERED = "numbered"
    ORDINAL = "ordinal"
    ANOTHER = "another"  # one more appointment, or one for somebody else of the family
    WITH = "with"  # a name follows
    UNDO = "undo"
    WHERE = "where"
    LATE = "late"
    CALL_ME = "call_me"
    WAITLIST = "waitlist"
    LEAVE_LIST = "leave_list"  # off the waiting list, and not out of all texts
    TAKE = "take"  # an answer to an offer of a free time: it is taken
    GOVERNING = "governing"  # goes on behind a comma: "I ask you, to"
    SWAP = "swap"  # as TAKE: asks for it, or to be changed to it: "can I have it", "move me"
    STAY = "stay"  # an answer to such an offer that speaks of the appointment they have
    AGENDA = "agenda"
    THANKS = "thanks"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    FUNERAL = "funeral"  # a death in the family of the writer
    LAUGH = "laugh"
    MACHINE = "machine"  # only machines write so
    NOTICE = "notice"  # business of machines: parcels, codes, mailboxes
    BUSY = "busy"  # people write so too
    LANGUAGE = "language"
    REASON = "reason"  # what follows explains
    NEUTRAL = "neutral"  # looks like a signal, is none
    COURTESY = "courtesy"
    FILLER = "filler"

    # the operators
    NEGATION = "negation"
    WHEN = "when"  # asks for a time
    QUESTION = "question"  # opens a question, with a question mark or without
    CONDITION = "condition"
    DEFERRAL = "deferral"  # the answer comes later
    QUOTATION = "quotation"  # what somebody said
    OTHERS = "others"  # somebody else, who is the subject of what follows
    EXCEPTION = "exception"  # "none of", "all but"
    DOUBT = "doubt"
    BUT = "but"
    RETRACTION = "retraction"  # takes back what was said before: "actually no", "just kidding"


@plain
class Entry:
    """A phrase: its words, what it signals and, for ordinals and languages, which one."""

    words: tuple[str, ...]
    cue: Cue
    value: str = ""
