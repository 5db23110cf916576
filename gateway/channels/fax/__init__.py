"""Fax as a channel: jobs at a HylaFAX server, or mails to a mail-to-fax gateway."""
