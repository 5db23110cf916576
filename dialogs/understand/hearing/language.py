"""Chooses the language of a text, and says whether the text shows that its writer speaks it.

Counts known words. Names belong to no language: "ok Sara" is in the client's own.
"""

from dialogs.intents import Frame
from dialogs.languages.lexicon import Lexicon, every_word, lexicons
from dialogs.normalise import Said

_ENOUGH = 2  # words of a language that are unknown in the client's own


def language_of(said: Said, frame: Frame) -> Lexicon:
    """Choose the language that knows most of the words; on a tie the client's own.

    Args:
        said: the text's words.
        frame: the client's and the practice's languages, and the names in the conversation.
    """
    read = lexicons()
    own = read.get(frame.locale[:2])
    if own is not None and own.vocabulary.issuperset(said.words):
        return own
    words = [word for word in said.words if word not in frame.names and not word[0].isdigit()]
    if own is not None:
        strange = [word for word in words if word not in own.vocabulary]
        if every_word().isdisjoint(strange):
            return own  # no other language knows more
    best, most = None, -1
    for locale in dict.fromkeys((frame.locale[:2], frame.practice_locale[:2], *read)):
        lexicon = read.get(locale)
        if lexicon is None:
            continue
        known = sum([word in lexicon.vocabulary for word in words])
        if known > most:
            best, most = lexicon, known
        if known == len(words):
            break
    return best or next(iter(read.values()))


def speaks(said: Said, chosen: Lexicon, frame: Frame) -> bool:
    """Say whether a text has enough words to show that its writer speaks a language.

    Args:
        said: the text's words.
        chosen: the language in which the text was read.
        frame: the client's own language and the names in the conversation.

    Returns:
        Whether at least two words, or all, are of `chosen` and not of the client's own language.
    """
    own = lexicons().get(frame.locale[:2])
    if own is None or own is chosen:
        return True
    words = [word for word in said.words if word not in frame.names and word.isalpha()]
    only = sum(word in chosen.vocabulary and word not in own.vocabulary for word in words)
    return only >= _ENOUGH or 0 < only == len(words)
