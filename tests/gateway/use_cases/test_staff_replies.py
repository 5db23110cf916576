"""Answers and alerts, seen to by the desk."""

from calendar_store.conversations import staff_queue
from calendar_store.model.actors import Permission
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel, Role
from gateway.use_cases import (
    alerts,
    staff_conversation,
    staff_replies,
)
from gateway.use_cases.tariff import Tariff
from tests.support.acts import takes
from tests.support.desk import mobile
from tests.support.exchange import OURS
from tests.support.sms import texts

DESK = {Role.ADMIN, Role.RECEPTION}
TARIFF = Tariff(texts(("primary", (OURS,))))


async def test_the_desk_answers_closes_and_sees_to_alerts(exchange, desk):
    await desk.client()
    await exchange.says("Can I bring my dog?")
    await exchange.says("Who are you?", number=5)
    raised = await desk.alerts()

    async def known(tx):
        key = ConversationKey(Channel.SMS, OURS, mobile(1))
        return await staff_conversation.load(tx, desk.practice.id, key, TARIFF, desk.now)

    async def answer(tx, actor):
        talk = await known(tx)
        await staff_replies.answer(
            tx, actor, talk, "Both are welcome.", None, seen=talk.newest, now=desk.now
        )

    async def close(tx, actor):
        await staff_replies.close(tx, actor, await known(tx), now=desk.now)

    async def strangers(tx, actor):
        up_to = await staff_queue.newest(tx, desk.practice.id)
        await staff_replies.close_strangers(tx, actor, desk.practice.id, up_to=up_to, now=desk.now)

    async def seen(tx, actor):
        await alerts.see_to(tx, actor, desk.practice.id, raised[0].id, now=desk.now)

    for act in (answer, close, strangers):
        await takes(desk, act, Permission.REPLY, roles=DESK)
    await takes(desk, seen, Permission.SEE_TO_ALERTS, roles=DESK)
