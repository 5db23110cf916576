"""Recognises a wish about one of several visits that does not say which: "move one of them"."""

from dialogs.flows.phrases import as_phrases, longest, said_apart
from dialogs.flows.turn_context import TurnContext, once

_ONE_OF = as_phrases(
    *("one of my", "one of our", "one of the", "one of them", "one of these", "one of those"),
    *("einen der", "einen meiner", "einen unserer", "einen von", "einer der", "einer meiner"),
    *("einer von", "eins der", "eins von", "eine der", "eine meiner", "eine von"),
    *("un des", "un de mes", "un de nos", "une des", "une de mes", "une de nos", "l un des"),
    *("l une des", "l un de mes", "l une de mes", "uno degli", "uno dei", "uno di", "una delle"),
    *("una di", "uno de los", "uno de mis", "una de las", "una de mis", "una de nuestras"),
    *("um dos", "um dos meus", "uma das", "uma das minhas", "um de", "uma de", "uma delas"),
)


@once
def one_of_several(turn: TurnContext) -> bool:
    """Return whether a text speaks of one of the visits, and names none by its day or hour."""
    words = said_apart(turn).words
    named = bool(turn.heard.times) or any(word[:1].isdigit() for word in words)
    return not named and any(longest(words, at, _ONE_OF) for at in range(len(words)))
