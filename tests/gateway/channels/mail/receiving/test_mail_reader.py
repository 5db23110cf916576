"""Answers are read together, and one that stops the reader keeps none of the others from it."""

from gateway.channels.mail.receiving.mail_reader import MailReader

ANSWER = b"From: ada@example.org\r\nContent-Type: text/plain\r\n\r\nYes, I will come.\r\n"


async def test_an_answer_that_cannot_be_read_takes_no_other_with_it():
    reader = MailReader()
    try:
        read = await reader.read(ANSWER)
        told = await reader.answers([(read, None), (read, "no facts"), (read, None)])
        assert told == ["Yes, I will come.", None, "Yes, I will come."]
        assert await reader.answers([]) == []
    finally:
        reader.close()
