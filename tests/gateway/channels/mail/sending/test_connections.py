"""The pool of connections: nothing lost, nothing doubled without need, no server overrun."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.model.reason_codes import ReasonCode
from gateway.channels.mail.sending.smarthost_standing import RouteState
from gateway.channels.mail.sending.smtp_replies import ReplyMeaning
from gateway.channels.mail.sending.transactions import MailFate
from tests.support.mail_line import BEGINS, SENDER, mail_line
from tests.support.smarthost import CUT, CUT_IN_MAIL, WAIT, Smarthost

TAKEN, REFUSED = MailFate.TAKEN, MailFate.REFUSED
NOT_SENT, UNKNOWN = MailFate.NOT_SENT, MailFate.UNKNOWN


async def test_a_mail_arrives_as_it_was_written(smarthost):
    body = b"One\r\n.\r\n..two\r\n.three\r\nend without a line end"
    async with mail_line(smarthost) as line:
        posted = line.post(body=body)
        result = await posted.result()
    (mail,) = smarthost.taken
    assert (mail.sender, mail.recipient) == (SENDER, "ada@example.org")
    assert mail.content.endswith(b"\r\n\r\n" + body + b"\r\n")
    assert (result.fate, result.said) == (TAKEN, "queued as 4XyZ")


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
async def test_many_mails_share_few_connections(extensions):
    async with Smarthost(extensions).running() as host, mail_line(host, connections=3) as line:
        posted = [line.post(f"client{n}@d{n % 7}.example") for n in range(200)]
        assert [await one.fate() for one in posted] == [TAKEN] * 200
        assert host.most <= 3
        assert host.opened <= 4
    assert len({one.message_id for one in host.taken}) == 200


async def test_the_soonest_go_first_and_answers_before_them(smarthost):
    async with mail_line(smarthost, connections=1) as line:
        smarthost.say("end", WAIT)
        first = line.post()
        await smarthost.until_seen("end")
        later = [
            line.post("c@c.example", begins=BEGINS + timedelta(hours=2)),
            line.post("b@b.example", begins=BEGINS + timedelta(hours=1)),
            line.post("a@a.example", priority=0),
        ]
        smarthost.go_on()
        assert [await one.fate() for one in (first, *later)] == [TAKEN] * 4
    assert [one.recipient[0] for one in smarthost.taken[1:]] == ["a", "b", "c"]


async def test_a_connection_that_the_server_closed_while_it_idled_costs_nothing(smarthost):
    async with mail_line(smarthost) as line:
        assert await line.post().fate() is TAKEN
        for words in ("", "421 4.4.2 idle too long", "421-4.4.2 idle\r\n421 4.4.2 too long"):
            smarthost.close_idle(words)
            await smarthost.until(lambda: not smarthost.open)
            assert await line.post().fate() is TAKEN
        # also where the server's goodbye is still under way
        smarthost.close_idle()
        assert await line.post().fate() is TAKEN
        assert line.pool.standing.state is RouteState.UP


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "end"])
async def test_a_421_in_the_middle_sends_the_mail_over_another_connection(smarthost, stage):
    async with mail_line(smarthost, connections=1) as line:
        assert await line.post().fate() is TAKEN
        smarthost.say(stage, "421 4.3.2 shutting down")
        assert await line.post("bob@example.org").fate() is TAKEN
        assert line.pool.standing.state is RouteState.UP
    assert [one.recipient for one in smarthost.taken] == ["ada@example.org", "bob@example.org"]


async def test_a_fresh_connection_that_is_closed_at_once_waits_before_the_next(smarthost):
    async with mail_line(smarthost) as line:
        smarthost.say("mail", "421 4.7.0 too many connections", times=2)
        first = await line.post().result()
        assert (first.fate, first.meaning) == (REFUSED, ReplyMeaning.CLOSING)
        await line.until_open()
        assert (await line.post().result()).meaning is ReplyMeaning.CLOSING
        await line.until_open()
        assert await line.post().fate() is TAKEN


async def test_what_was_cut_before_its_end_was_not_sent(smarthost):
    async with mail_line(smarthost) as line:
        smarthost.say("data", CUT_IN_MAIL)
        big = b"x" * 70 + b"\r\n"
        result = await line.post(body=big * 120_000).result()
        assert (result.fate, result.begun) == (NOT_SENT, True)
        assert smarthost.taken == []
        # one mail's fault stops no other
        assert await line.post().fate() is TAKEN


async def test_what_was_cut_after_its_end_is_unknown_and_sent_by_nobody_here(smarthost):
    async with mail_line(smarthost) as line:
        smarthost.say("end", CUT)
        posted = line.post()
        result = await posted.result()
        assert (result.fate, result.reason.code) == (UNKNOWN, ReasonCode.CONNECTION_CUT)
        assert len(smarthost.taken) == 1
        assert await line.post().fate() is TAKEN


async def test_a_server_that_drops_mail_after_mail_is_left_alone_for_a_while(smarthost):
    async with mail_line(smarthost, reconnect_min=60, reconnect_max=60, connections=1) as line:
        smarthost.say("end", CUT, times=50)
        posted = [line.post(f"c{n}@d{n}.example") for n in range(50)]
        fates = [await one.fate() for one in posted]
    # the others were not tried, and not risked
    assert fates.count(UNKNOWN) == 2
    assert fates.count(NOT_SENT) == 48


async def test_a_late_last_reply_is_noted_and_waited_for(smarthost):
    async with mail_line(smarthost, timeout=0.1, last_timeout=20) as line:
        smarthost.say("end", WAIT)
        posted = line.post()
        await smarthost.until_seen("end")
        await posted.late.wait()
        assert posted.results == []
        smarthost.go_on()
        assert await posted.fate() is TAKEN
    assert posted.overdue == 1


async def test_a_last_reply_that_never_comes_leaves_the_mail_unknown(smarthost):
    async with mail_line(smarthost, timeout=0.05, last_timeout=0.1) as line:
        smarthost.say("end", WAIT)
        assert await line.post().fate() is UNKNOWN


async def test_a_late_reply_before_the_mail_leaves_it_unsent(smarthost):
    async with mail_line(smarthost, timeout=0.1) as line:
        smarthost.say("rcpt", WAIT)
        assert (await line.post().result()).fate is NOT_SENT


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
async def test_a_refused_recipient_spoils_nothing_for_the_next(extensions):
    async with Smarthost(extensions).running() as host, mail_line(host, connections=1) as line:
        host.say("rcpt", "550 5.1.1 <nobody@example.org>: no such user here")
        refused = await line.post("nobody@example.org").result()
        assert (refused.fate, refused.meaning) == (REFUSED, ReplyMeaning.ADDRESS)
        assert refused.reason.facts["said"] == "…: no such user here"
        assert await line.post("ada@example.org").fate() is TAKEN
        assert host.opened == 1
    assert [one.recipient for one in host.taken] == ["ada@example.org"]


async def test_a_server_that_takes_data_without_a_recipient_gets_an_empty_end():
    """RFC 2920 §3.1: with PIPELINING a server may say 354 although the recipient was refused."""
    told = asyncio.get_running_loop().create_future()

    async def serve(reader, writer):
        writer.write(b"220 hello\r\n")
        while line := await reader.readline():
            if line.startswith(b"EHLO"):
                writer.write(b"250-hello\r\n250 PIPELINING\r\n")
            elif line.startswith(b"RCPT"):
                writer.write(b"550 5.1.1 no\r\n")
            elif line.startswith(b"DATA"):
                writer.write(b"354 go\r\n")
                told.set_result(await reader.readline())
                writer.write(b"554 5.5.1 no valid recipients\r\n")
            else:
                writer.write(b"250 ok\r\n")

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host = Smarthost(port=server.sockets[0].getsockname()[1])
    async with mail_line(host) as line:
        assert (await line.post().result()).meaning is ReplyMeaning.ADDRESS
        assert await told == b".\r\n"
        assert line.pool.standing.state is RouteState.UP
    server.close()


async def test_a_full_queue_pauses_the_whole_route(smarthost):
    async with mail_line(smarthost, connections=2) as line:
        smarthost.say("mail", "452 4.3.1 insufficient system storage", times=5)
        posted = [line.post(f"c{n}@d{n}.example") for n in range(20)]
        fates = {(await one.result()).fate for one in posted}
        assert line.pool.standing.state is RouteState.PAUSED
        assert fates == {REFUSED, NOT_SENT}
        # no mail was begun after the refusals were heard
        assert smarthost.seen.count("mail") <= 2
        assert await line.post().fate() is NOT_SENT


async def test_a_greylisted_mail_holds_no_other_up(smarthost):
    async with mail_line(smarthost, connections=1) as line:
        smarthost.say("rcpt", "450 4.7.1 greylisted, see you in five minutes")
        grey = await line.post("ada@grey.example").result()
        assert (grey.fate, grey.meaning) == (REFUSED, ReplyMeaning.LATER)
        assert await line.post().fate() is TAKEN


async def test_a_tarpit_holds_no_other_domain_up(smarthost):
    smarthost.judge = lambda stage, said: WAIT if stage == "rcpt" and "tarpit" in said else None
    async with mail_line(smarthost, connections=4) as line:
        slow = [line.post(f"c{n}@tarpit.example") for n in range(40)]
        await smarthost.until_seen("rcpt", 2)
        quick = [line.post(f"c{n}@example.org") for n in range(40)]
        assert [await one.fate() for one in quick] == [TAKEN] * 40
        assert sum(bool(one.results) for one in slow) == 0
        assert line.pool.running == 2
        smarthost.go_on()
        assert [await one.fate() for one in slow] == [TAKEN] * 40


async def test_paces_hold_for_all_and_for_each_domain(smarthost):
    loop = asyncio.get_running_loop()
    async with mail_line(smarthost, max_per_second=100) as line:
        began = loop.time()
        for one in [line.post(f"c{n}@d{n}.example") for n in range(30)]:
            assert await one.fate() is TAKEN
        assert loop.time() - began >= 0.25
    async with mail_line(smarthost, max_per_second_per_domain=20) as line:
        began = loop.time()
        slow = [line.post(f"c{n}@example.org") for n in range(5)]
        quick = [line.post(f"c{n}@d{n}.example") for n in range(5)]
        for one in quick:
            assert await one.fate() is TAKEN
        assert not all(one.results for one in slow)
        for one in slow:
            assert await one.fate() is TAKEN
        assert loop.time() - began >= 0.17


async def test_a_smarthost_that_goes_away_is_found_again(smarthost):
    async with mail_line(smarthost) as line:
        assert await line.post().fate() is TAKEN
        port = smarthost.port
        await smarthost.stop()
        assert await line.post().fate() is NOT_SENT
        await line.until(lambda: line.pool.standing.state is RouteState.AWAY)
        assert line.pool.standing.why.code is ReasonCode.SMARTHOST_AWAY
        await smarthost.start(port)
        await line.until_open()
        assert await line.post().fate() is TAKEN


async def test_after_trouble_one_mail_goes_ahead_of_the_others(smarthost):
    async with mail_line(smarthost, connections=4) as line:
        smarthost.say("mail", "421 4.3.2 not now")
        assert await line.post().fate() is REFUSED
        await line.until_open()
        smarthost.say("end", WAIT)
        posted = [line.post(f"c{n}@d{n}.example") for n in range(8)]
        await smarthost.until_seen("end")
        assert line.pool.running == 1
        smarthost.go_on()
        assert [await one.fate() for one in posted] == [TAKEN] * 8


async def test_a_stop_waits_for_the_mails_under_way_and_gives_the_others_back(smarthost):
    async with mail_line(smarthost, connections=1) as line:
        smarthost.say("end", WAIT)
        going, waiting = line.post(), line.post("bob@example.org")
        await smarthost.until_seen("end")
        stopping = asyncio.create_task(line.pool.stop(10))
        assert await waiting.fate() is NOT_SENT
        smarthost.go_on()
        assert await going.fate() is TAKEN
        await stopping
        assert await line.post().fate() is NOT_SENT


async def test_a_stop_does_not_wait_forever(smarthost):
    async with mail_line(smarthost, connections=2) as line:
        slow = {("end", "ada@example.org"), ("rcpt", "TO:<bob@b.example>")}
        smarthost.judge = lambda *reached: WAIT if reached in slow else None
        begun = line.post()
        await smarthost.until_seen("end")
        offered = line.post("bob@b.example")
        await smarthost.until_seen("rcpt", 2)
        await line.pool.stop(0.1)
        assert await begun.fate() is UNKNOWN
        assert await offered.fate() is NOT_SENT


async def test_idle_connections_are_closed(smarthost):
    async with mail_line(smarthost, idle_close=0.01) as line:
        assert await line.post().fate() is TAKEN
        await smarthost.until(lambda: not smarthost.open)
        assert await line.post().fate() is TAKEN


async def test_a_connection_is_replaced_after_so_many_mails(smarthost):
    async with mail_line(smarthost, connections=1, mails_per_connection=3) as line:
        for one in [line.post() for _ in range(9)]:
            assert await one.fate() is TAKEN
    assert smarthost.opened == 3


@pytest.mark.parametrize("nonsense", ["hello there", "99 no code", "250-one\r\n251 two"])
async def test_replies_that_are_none_end_the_connection(smarthost, nonsense):
    async with mail_line(smarthost) as line:
        assert await line.post().fate() is TAKEN
        smarthost.say("mail", nonsense)
        assert await line.post().fate() is TAKEN
        # after the mail's end nobody knows what the server meant
        smarthost.say("end", nonsense)
        assert await line.post().fate() is UNKNOWN
