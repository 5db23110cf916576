"""Reasons in words, in the language of the page's reader."""

from calendar_store.model.reasons import Reason
from gateway.web.languages.translation import ENGLISH, reader_language
from gateway.wording.reason_words import READ, in_words, is_worded_in


def reason_words(reason: Reason) -> str:
    """Return a reason in the reader's language, in English if that has no sentences for reasons."""
    language = reader_language()
    return in_words(reason, language if language != ENGLISH and is_worded_in(language) else READ)
