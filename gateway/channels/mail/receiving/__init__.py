"""Receiving mails: by SMTP and from an IMAP mailbox, both through one intake."""
