"""An account that the bot is connected to through Telegram Business: the bot gets its messages."""

from dataclasses import dataclass, replace

from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.model.records import FormattedText, Message
from tests.support.bot_api.model.state import State
from tests.support.bot_api.rendering import updates
from tests.support.bot_api.validation import td


@dataclass(frozen=True, slots=True)
class BusinessAccount:
    """The account of ``owner``, whose chats with clients the bot reads without being in them."""

    state: State
    owner: Person
    connection_id: str

    def connects(self, *, is_enabled: bool = True) -> None:
        """The owner connects the bot, or disconnects it again."""
        updates.business_connection_update(
            self.state, self.connection_id, self.owner.user, is_enabled=is_enabled
        )

    def hears(self, client: Person, text: str) -> Message:
        """A client writes to the owner."""
        message = Message(
            chat=client.chat,
            id=int(self.state.new_id()) % 1_000_000,
            date=self.state.now(),
            sender=client.user,
            body=td.normalized(FormattedText(text)),
        )
        updates.business_message_update(self.state, self.connection_id, message)
        return message

    def edits(self, message: Message, text: str) -> Message:
        """The client changes a message."""
        body = td.normalized(FormattedText(text))
        edited = replace(message, body=body, edit_date=self.state.now())
        updates.business_message_update(self.state, self.connection_id, edited)
        return edited

    def deletes(self, *messages: Message) -> None:
        """The client deletes messages of one chat."""
        ids = [message.id for message in messages]
        updates.business_deletion_update(self.state, self.connection_id, messages[0].chat, ids)
