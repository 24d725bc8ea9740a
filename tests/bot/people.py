"""What people do in tests: send, tap, and take a role."""

from dataclasses import replace

from management.operations import CorpusManager
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Button, CallbackAnswer, Message


def person_who_started(world: World, name: str, language_code: str = "en") -> Person:
    """Somebody who has started the bot."""
    person = world.person(name, language_code=language_code)
    world.private_chat(person)
    return person


async def send_text(world: World, person: Person, text: str) -> Message:
    """Send *text* in private and return the bot's reply."""
    person.says(text)
    return await world.next_message(person.chat)


async def send_file(
    world: World, person: Person, name: str, content: bytes | str, size: int | None = None
) -> Message:
    """Send a file and return the bot's reply."""
    data = content.encode() if isinstance(content, str) else content
    person.sends_document(name, data, size=size)
    return await world.next_message(person.chat)


async def tap_button(world: World, person: Person, message: Message, label: str) -> Message:
    """Press a button below the message and return the edited message."""
    await person.taps(message, label).answer()
    return await world.next_edit(person.chat)


async def tap_forged_button(person: Person, message: Message, data: str) -> CallbackAnswer:
    """Press a button with forged data and return the bot's answer."""
    button = Button("forged", "callback_data", {"text": "forged", "callback_data": data})
    return await person.taps(replace(message, keyboard=((button,),)), "forged").answer()


async def wait_for_menu(world: World, person: Person, *, of_an_admin: bool) -> None:
    """Wait until somebody's menu is the admin menu, or the common one."""
    await world.changes.until(
        lambda: ("reload" in menu_commands(world, person)) is of_an_admin or None, "the menu to change"
    )


def menu_commands(world: World, person: Person) -> set[str]:
    return {entry.command for entry in world.menu(person)}


async def grant_role(world: World, owner: Person, person: Person, role: str) -> None:
    """Let an owner grant a role to somebody who has started the bot, and confirm it."""
    question = await send_text(world, owner, f"/grant {person.id} {role}")
    await owner.taps(question, "Grant").answer()
    await world.next_edit(owner.chat)
    await world.next_message(person.chat)
    await world.next_message(owner.chat)


def published_version(manager: CorpusManager) -> str:
    """The published version."""
    return next(each.version for each in manager.stored() if each.current)
