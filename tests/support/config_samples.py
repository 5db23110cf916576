"""A carrier with nothing wrong, to be spoilt in one place at a time."""

CARRIER = """\
[[carrier]]
name = "primary"
host = "smsc.example.org"
system_id = "esme"
password = "hush-hush"
"""
