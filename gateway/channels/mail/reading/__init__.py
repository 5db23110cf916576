"""Reading of received mails: raw bytes become one value that says what the mail is.

Everything here is pure: no clock, no store, no network. Every step is linear in the size of the
mail and bounded in depth and number, because anybody may send anything.
"""
