"""Tables of a language's words beside which its phrases are read, and what each is for.

Owns their names, which are the keys that a locale file has under [operators].
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordTables:
    """Words of a language that are no phrases.

    Attributes:
        writer: words that make the writer the subject: "I", and verbs of the first person.
        pronouns: words for somebody who was named, or is known: "she".
        subjects: words that may be the subject of one.
        household: relatives who may be the client themselves.
        titles: words for the client, behind an article: "the patient".
        articles: words before a thing or somebody: "the patient", "the battery".
        determiners: words before a thing, possessives among them: "the", "my", "a".
        possessive: words that make what dies somebody's or something else.
        unmourned: animals and things that die: "the cat", "the battery"; nobody is condoled with.
        theirs: "her", "his": what is somebody else's.
        presenting: "this is", "I'm": before whom the writer says to be.
        consuming: verbs of what one asks to be allowed: "can I eat before?".
        anybody: words for anybody, in "can one cancel the day before?".
        exchanging: words between a day given up and the one for it: "Thursday for Friday".
        nobody: words for nobody: "nobody died".
        visits: words for an appointment.
        waiting: words for the waiting list.
        several: words for one of several visits, or for all: "the other one", "both".
        negating: answers of "no" that also negate the verb behind them: "no puedo".
        yes_or_if: answers of "yes" that also mean "if".
        clitics: words between a negation and its verb: "no la voy a anular".
        auxiliaries: verbs that ask where one of `subjects` follows: "did you".
        requesting: words of a polite request: "could you stop texting me".
        manner: words that ask how, where one of `doing` follows: "how do I stop these texts".
        doing: words behind `manner`.
        writing: verbs of what one asks to write: "what do I write to get no more texts?".
        joining: words that begin another clause: "so", "therefore".
        adding: words for "and", which may open a sentence: "and my wife can't".
        away: prepositions, behind which somebody else is no subject: "with my wife".
        sources: prepositions before somebody who is asked: "confirm with", "word from".
        adverbs: words that may stand inside of any phrase: "I can sadly not come".
        copulas: verbs that tell how a person who is named is: "Leo is ill".
        thirds: verbs that say what somebody else does as well: "Paul cancels".
        alone: answers that are verbs where a sentence goes on behind them.
        able: words of "I can", which agrees where a time stands before it: "Thursday I can".
        halting: words of a deferral that take back what was said before: "wait".
        wanting: past tenses of wishes, polite ones too, which a "but" takes back.
        followed: subjects that stand behind their verb where a clause before decides.
        content: words that lead to what is confirmed: "I confirm that I'm over 18".
        spare: words for time, which one may lack for something else: "no time to answer".
        ordering: verbs of what we are to do, behind "I can't" and no stop: "je peux pas annulez".
        letting: words that open a sentence of what somebody else is to do: "que Mia confirme".
        thereupon: "then", before such a verb.
        circumstances: prepositions before a case that may come: "bei Glatteis komme ich nicht".
        choosing: words of who takes a time: "I'll take Tuesday".
        preferring: words of a wish that chooses among what is offered: "Thursday would be great".
        journeys: what is travelled by, which is cancelled and moved as well: "my flight".
        hoping: words of hope, a wish where nothing stands beside them but a time: "hopefully".
        elsewhere: words that ask for what is not on offer: "another", "earlier".
        pointing: words that speak of what was named before: "the first, that's during school".
        asking_which: words that ask which one, where one of `present` follows.
        present: words for now: "my current one", "which do I have now?".
        neither: words that refuse one of a list beside another: "neither 1 nor 2".
        regretting: words of who would have taken a time: "pity, right then".
        receiving: words of who has read a text, and takes nothing by that: "noted, thanks".
        maybe: words of a wish that also leave open what they stand beside.
        pressing: verbs of who sent another digit than was meant: "pressed the wrong number".
        reasons: words that say by themselves why somebody cannot come: "2 migraine".
        troubles: words beside which a bare yes may be none: "great, flat tyre".
        habits: words of what is always so, and says nothing of this time: "I always confirm".
        shocks: words for a heart attack or a stroke, which a price may give one, too.
        costs: words for what something costs.
        dying: verbs of who dies, or says so.
        figures: what one dies of in a manner of speaking: "of hunger", "laughing".
        alarms: words for an emergency that is not told to be one of somebody's health.
        places: words for where such a one keeps somebody away: "school", "work".
        speaking: verbs of the phone: who cannot speak now is a person, and no machine.
        idle: words that tell nothing beside thanks or a greeting, and what is thanked for.
        unnamed: words behind which it has to be named what is not wanted: "I don't want any".
    """

    # the subject and the visit
    writer: frozenset[str]
    pronouns: frozenset[str]
    subjects: frozenset[str]
    household: frozenset[str]
    titles: frozenset[str]
    articles: frozenset[str]
    determiners: frozenset[str]
    possessive: frozenset[str]
    unmourned: frozenset[str]
    theirs: frozenset[str]
    presenting: frozenset[str]
    consuming: frozenset[str]
    anybody: frozenset[str]
    exchanging: frozenset[str]
    nobody: frozenset[str]
    visits: frozenset[str]
    waiting: frozenset[str]
    several: frozenset[str]
    # negations and questions
    negating: frozenset[str]
    yes_or_if: frozenset[str]
    clitics: frozenset[str]
    auxiliaries: frozenset[str]
    requesting: frozenset[str]
    manner: frozenset[str]
    doing: frozenset[str]
    writing: frozenset[str]
    # clauses
    joining: frozenset[str]
    adding: frozenset[str]
    away: frozenset[str]
    sources: frozenset[str]
    adverbs: frozenset[str]
    copulas: frozenset[str]
    thirds: frozenset[str]
    alone: frozenset[str]
    able: frozenset[str]
    halting: frozenset[str]
    wanting: frozenset[str]
    followed: frozenset[str]
    content: frozenset[str]
    spare: frozenset[str]
    ordering: frozenset[str]
    letting: frozenset[str]
    thereupon: frozenset[str]
    circumstances: frozenset[str]
    # choices and answers
    choosing: frozenset[str]
    preferring: frozenset[str]
    journeys: frozenset[str]
    hoping: frozenset[str]
    elsewhere: frozenset[str]
    pointing: frozenset[str]
    asking_which: frozenset[str]
    present: frozenset[str]
    neither: frozenset[str]
    regretting: frozenset[str]
    receiving: frozenset[str]
    maybe: frozenset[str]
    pressing: frozenset[str]
    reasons: frozenset[str]
    troubles: frozenset[str]
    habits: frozenset[str]
    speaking: frozenset[str]
    idle: frozenset[str]
    unnamed: frozenset[str]
    # what only sounds like danger
    shocks: frozenset[str]
    costs: frozenset[str]
    dying: frozenset[str]
    figures: frozenset[str]
    alarms: frozenset[str]
    places: frozenset[str]
