"""What `textback carriers` says of the ways in which mails come."""

from gateway.cli.incoming_mail_status import incoming_lines


def test_the_ways_in_are_told_with_what_they_refused():
    incoming = {
        "mails": {"answer": 2, "permanent": 1},
        "smtp": {"port": 2525, "connections": 1, "refused": {"unknown_recipient": 7}},
        "mailbox": {"state": "refused", "why": "the server refuses the log-in"},
    }
    assert list(incoming_lines(incoming)) == [
        "  received  2 answer, 1 permanent",
        "  smtp      port 2525, 1 connections",
        "  refused   7 unknown recipient",
        "  mailbox   refused: the server refuses the log-in",
    ]


def test_that_nothing_comes_in_is_said():
    assert list(incoming_lines(None)) == [
        "  received  nothing: neither listen nor imap is set under [mail]"
    ]
