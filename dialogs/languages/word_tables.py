"""Tables of single words of a language, and the purpose of each table.

The names of the tables are the keys of `[operators]` in cues.toml.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordTables:
    """Words of a language that are not phrases.

    Attributes:
        writer: words that make the writer the subject: "I", and verbs of the first person.
        pronouns: words for a person who was named or is known: "she".
        subjects: words that may be the subject of one of `auxiliaries`.
        household: relatives who may be the client.
        titles: words for the client, after an article: "the patient".
        articles: words before a thing or a person: "the patient", "the battery".
        determiners: words before a thing, with possessives: "the", "my", "a".
        possessive: words that make the dead another person's or thing's.
        unmourned: animals and things that die: "the cat", "the battery"; no condolence is sent.
        theirs: words for another person's things: "her", "his".
        presenting: words before the writer's own name or role: "this is", "I'm".
        consuming: verbs of things that clients ask permission for: "can I eat before?".
        anybody: impersonal subjects: "can one cancel the day before?".
        exchanging: words between a given-up day and its replacement: "Thursday for Friday".
        nobody: words for nobody: "nobody died".
        visits: words for an appointment.
        waiting: words for the waiting list.
        several: words for one of several visits or all of them: "the other one", "both".
        negating: answers of "no" that also negate the verb after them: "no puedo".
        yes_or_if: answers of "yes" that also mean "if".
        clitics: words between a negation and its verb: "no la voy a anular".
        auxiliaries: verbs that ask where one of `subjects` follows: "did you".
        fitting: verbs that agree alone, and ask where a thing follows: "passt der Kinderwagen".
        fearing: words of fear: "worried I cancelled by mistake" asks for nothing.
        requesting: words of a polite request: "could you stop texting me".
        manner: words that ask how, where one of `doing` follows: "how do I stop these texts".
        doing: words after `manner`.
        writing: verbs of asking what to write: "what do I write to get no more texts?".
        joining: words that begin another clause: "so", "therefore".
        adding: words for "and", which may open a sentence: "and my wife can't".
        away: prepositions after which a person is no subject: "with my wife".
        sources: prepositions before a person who is asked: "confirm with", "word from".
        daytimes: parts of the day that also greet: "Morning! Wednesday it is.".
        adverbs: words that may stand inside any phrase: "I can sadly not come".
        copulas: verbs that say how a named person is: "Leo is ill".
        thirds: verbs that also say what another person does: "Paul cancels".
        alone: answers that are verbs where a sentence continues after them.
        able: words of "I can", which agrees after a time: "Thursday I can".
        halting: deferrals that take back the words before them: "wait".
        wanting: past tenses of requests, also polite ones, that a "but" takes back.
        followed: subjects after their verb, in a clause that depends on the clause before.
        content: words before a confirmed statement: "I confirm that I'm over 18".
        spare: words for time that a client may lack for another thing: "no time to answer".
        ordering: verbs of requests to us right after "I can't": "je peux pas annulez".
        letting: words before an act that another person is to do: "que Mia confirme".
        thereupon: "then", before a verb of a dependent clause.
        circumstances: prepositions before a possible event: "bei Glatteis komme ich nicht".
        choosing: words of taking a time: "I'll take Tuesday".
        preferring: words of choosing among offered times: "Thursday would be great".
        proposing: words of requests that choose an exact one of them: "let's say Friday at three".
        journeys: journeys, which are cancelled and moved as well: "my flight".
        hoping: words of hope, a request where only a time stands beside them: "hopefully".
        elsewhere: words for times that are not on offer: "another", "earlier".
        pointing: words that refer to a thing named before: "the first, that's during school".
        asking_which: words of asking which, where one of `present` follows.
        present: words for the present appointment: "my current one", "which do I have now?".
        neither: words that refuse one item of a list beside another: "neither 1 nor 2".
        regretting: words of regret over a missed time: "pity, right then".
        receiving: words of having read a text, which take nothing: "noted, thanks".
        maybe: words of a request that also leave open the words beside them.
        pressing: verbs of sending a wrong digit: "pressed the wrong number".
        reasons: words that are a reason for not coming by themselves: "2 migraine".
        troubles: words beside which a bare yes may be no yes: "great, flat tyre".
        habits: words of habits, which are not about this visit: "I always confirm".
        shocks: words for a heart attack or a stroke, also said of a price.
        costs: words for a price.
        dying: verbs of dying.
        figures: causes of "dying" in a figure of speech: "of hunger", "laughing".
        alarms: words for an emergency that need not be a medical one.
        places: places of an emergency that keeps somebody away: "school", "work".
        speaking: verbs of the phone: a writer who cannot speak now is no machine.
        idle: words without content beside thanks or a greeting, and things thanked for.
        unnamed: words after which the unwanted thing must be named: "I don't want any".
        selection: words for what can be chosen from, which is praised and not taken.
        endearing: words to somebody who is loved, which nobody writes to a practice: "babe".
        beloved: the same where "my" stands beside them: "my love".
        firstly: words for what happens first: "first I'll ask Marco, then I confirm".
        thereafter: words for what happens then.
        elided: beginnings that lose a vowel before another word, also written without their
            apostrophe: "jaurais", "dun", "lappuntamento".
        joined: such words that also stand in phrases: "cest", "jai".
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
    fitting: frozenset[str]
    fearing: frozenset[str]
    requesting: frozenset[str]
    manner: frozenset[str]
    doing: frozenset[str]
    writing: frozenset[str]
    # clauses
    joining: frozenset[str]
    adding: frozenset[str]
    away: frozenset[str]
    sources: frozenset[str]
    daytimes: frozenset[str]
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
    proposing: frozenset[str]
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
    selection: frozenset[str]
    endearing: frozenset[str]
    beloved: frozenset[str]
    firstly: frozenset[str]
    thereafter: frozenset[str]
    elided: frozenset[str]
    joined: frozenset[str]
    # figures of speech for danger
    shocks: frozenset[str]
    costs: frozenset[str]
    dying: frozenset[str]
    figures: frozenset[str]
    alarms: frozenset[str]
    places: frozenset[str]
