"""Checks what mails need to arrive and to come back: DNS records, the smarthost, the clock."""
