"""The sender of the envelope stands before the mail, and a Return-Path of the mail's own goes."""

import pytest

from gateway.channels.mail.receiving.return_path import with_return_path

NEW = b"Return-Path: <ada@clients.example>\r\n"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (b"Subject: x\r\n\r\nyes", b"Subject: x\r\n\r\nyes"),
        (b"RETURN-PATH : <>\r\nSubject: x\r\n\r\nyes", b"Subject: x\r\n\r\nyes"),
        (b"Subject: x\r\nReturn-Path:\r\n <>\r\n\r\nyes", b"Subject: x\r\n\r\nyes"),
        (b"Subject: x\nReturn-Path: <>\nTo: y\n\nyes", b"Subject: x\nTo: y\n\nyes"),
        (b"Subject: x\r\n\r\nReturn-Path: <>\r\n", b"Subject: x\r\n\r\nReturn-Path: <>\r\n"),
        (b"Return-Path: <>", b""),
        (b"", b""),
    ],
)
def test_the_envelope_counts(raw, read):
    assert with_return_path(raw, "ada@clients.example") == NEW + read


def test_the_null_sender_is_written_as_such():
    assert with_return_path(b"Subject: x\r\n\r\n", "").startswith(b"Return-Path: <>\r\n")
