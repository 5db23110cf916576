"""Composes mails: from the facts of one message to the bytes that a smarthost takes."""
