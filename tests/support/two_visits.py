"""A practice that mails about several visits to one address, and the answers to single mails."""

from datetime import datetime, timedelta

from calendar_store.conversations import conversation_state
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind
from dialogs.conversation import State
from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.mail_channel import MailChannel
from gateway.channels.mail.receiving.intake import Taken
from gateway.conversations.state_codec import remembered
from gateway.messaging.channel import Channels
from gateway.reminders.planner import Planner
from gateway.turns.turns import Turns
from tests.support.desk import Desk
from tests.support.mail_office import SENDER, MailOffice

MINUTE = timedelta(minutes=1)


class TwoVisits:
    """The service around an intake of mails: its planner, its turns, and a clock that goes on.

    Args:
        office: the practice, with the intake.
    """

    def __init__(self, office: MailOffice) -> None:
        self.office = office
        self.channels = Channels([MailChannel(SENDER)])
        parts = (office.database, self.channels, lambda: office.now)
        self.planner, self.turns = Planner(*parts), Turns(*parts)

    @property
    def desk(self) -> Desk:
        """The desk, now; each visit is told by mail when it is booked or changed."""
        return self.office.desk.at(self.office.now).steps_of("email booked")

    async def booked(self, client: Client, starts_at: datetime) -> tuple[Appointment, Message]:
        """Book a visit, and return it with the mail that told it."""
        self.office.now += MINUTE
        visit = await self.desk.book(client, starts_at)
        mail = await self.mailed()
        return await self.desk.appointment(visit), mail

    async def mailed(self) -> Message:
        """Let the planner write what is due, and return the newest mail."""
        self.office.now += MINUTE
        await self.planner.step()
        return (await self.desk.messages())[-1]

    async def answers(
        self, message: Message, said: str, purpose: Purpose = Purpose.REPLY
    ) -> list[Message]:
        """Answer a mail of ours, and return our answers."""
        return await self.answers_to(self.office.address(message, purpose), said)

    async def answers_to(self, to: str, said: str) -> list[Message]:
        """Write to an address of ours, and return our answers."""
        self.office.now += MINUTE
        before = {one.id for one in await self.desk.messages()}
        signed = self.office.addresses.read(to)
        taken = await self.office.intake.take(self.office.answer(to, said), signed, "smtp")
        assert taken is Taken.NEW
        while await self.turns.step():
            pass
        written = [one for one in await self.desk.messages() if one.id not in before]
        return [one for one in written if one.kind is MessageKind.REPLY]

    async def statuses(self, *visits: Appointment) -> list[AppointmentStatus]:
        """Return the statuses of visits, as they are now."""
        return [(await self.desk.appointment(one)).status for one in visits]

    async def state(self, client: Client) -> State:
        """Return the stored state of the conversation with a client's address."""
        key = ConversationKey(Channel.EMAIL, SENDER, client.email)
        practice_id = self.desk.practice.id
        async with self.office.database.read() as tx:
            known = await conversation_state.load(tx, [(practice_id, key)])
        return remembered(known[practice_id, key])
