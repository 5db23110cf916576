"""What a beacon asks, and whom: its token is shown to the service alone."""

import asyncio

import pytest

from gateway.beacon.asking import Asking, NotReached


@pytest.mark.parametrize("url", ["http://book.example.org", "ftp://x"])
def test_a_token_is_sent_over_no_open_line(url):
    with pytest.raises(ValueError, match="https"):
        Asking(url, "token")


async def test_an_answer_of_something_else_is_no_service(something_else):
    with pytest.raises(NotReached):
        await asyncio.to_thread(Asking(something_else, "token").beat)


@pytest.fixture
async def something_else():
    async def answer(reader, writer):
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")
        writer.close()

    other = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{other.sockets[0].getsockname()[1]}"
    other.close()
