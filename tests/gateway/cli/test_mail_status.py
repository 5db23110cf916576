"""What `textback carriers` says of mails."""

from gateway.cli.mail_status import lines

MAIL = {
    "address": "smtp.example.org:587",
    "state": "up",
    "hindrance": "",
    "mails_last_minute": 3,
    "sent": 40,
}


def test_the_ways_in_are_told_with_what_they_refused():
    incoming = {
        "mails": {"answer": 2, "permanent": 1},
        "smtp": {"port": 2525, "connections": 1, "refused": {"unknown_recipient": 7}},
        "mailbox": {"state": "refused", "why": "the server refuses the log-in"},
    }
    assert list(lines(MAIL | {"incoming": incoming})) == [
        "mail  smtp.example.org:587  up",
        "  sent      3 in the last minute, 40 since the start",
        "  received  2 answer, 1 permanent",
        "  smtp      port 2525, 1 connections",
        "  refused   7 unknown recipient",
        "  mailbox   refused: the server refuses the log-in",
    ]


def test_that_nothing_comes_in_is_said():
    said = list(lines(MAIL | {"hindrance": "the mail server refuses our log-in"}))
    assert "  hindered  the mail server refuses our log-in" in said
    assert said[-1] == "  received  nothing: neither listen nor imap is set under [mail]"
