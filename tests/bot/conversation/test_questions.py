"""Questions that are edited, that reply to a message, or that select words in it."""

from dataclasses import replace

import pytest

from bot.application import QuothApplication
from tests.bot.conftest import Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.errors import NOT_MODIFIED
from tests.support.bot_api.model.records import Chat, Entity, Message

LIT = "Mayor Edda Quist lit it on Sunday evening."
COST = "The repair cost 40,000 crowns."
DAYS_3 = 3 * 24 * 3600
BURNED = "Fire & Fog, a novel that nobody here has read"


@pytest.fixture
async def running(start: Start) -> QuothApplication:
    return await start()


pytestmark = pytest.mark.usefixtures("running")


async def ask(world: World, person: Person, text: str, where: Chat | None = None) -> tuple[Message, Message]:
    """Send a question and return it with the bot's reply."""
    message = person.says(text, where)
    return message, await world.next_message(where or person.chat)


async def quiet(world: World, person: Person) -> bool:
    """Whether the bot has sent nothing else: the next message is the reply to /id, and nothing was edited."""
    edits = len([act for act in world.acts if act.kind == "edited"])
    person.says("/id")
    said = await world.next_message(person.chat)
    return "Your numeric id" in said.text and edits == len(
        [act for act in world.acts if act.kind == "edited"]
    )


def quoted(message: Message) -> tuple[str, ...]:
    return message.body.covered("blockquote")


# Edited questions


async def test_editing_a_question_edits_its_answer_and_the_buttons_keep_working(
    world: World, anna: Person
) -> None:
    question, answer = await ask(world, anna, "Who lit the lamp?")
    anna.edits(question, "What did the repair cost?")
    edited = await world.next_edit(anna.chat)

    assert (edited.id, quoted(edited)) == (answer.id, (COST,))

    tap = anna.taps(edited, "👍")
    assert (await tap.answer()).text == "Thank you!"

    anna.taps(edited, "Context")
    context = await world.next_edit(anna.chat)

    assert COST in context.body.covered("bold")

    anna.taps(context, "Back")
    assert (await world.next_edit(anna.chat)).text == edited.text
    assert "no longer have this answer" in (await anna.taps(answer, "Context").answer()).text


async def test_a_follow_up_follows_the_edited_question(world: World, anna: Person) -> None:
    question, _ = await ask(world, anna, "Who lit the lamp?")
    anna.edits(question, "What did the repair cost?")
    await world.next_edit(anna.chat)

    _, answer = await ask(world, anna, "Who paid half of it?")

    assert "Understood as: Who paid half of it? (repair" in answer.text


async def test_an_edited_follow_up_follows_the_questions_before_it_and_not_those_after_it(
    world: World, anna: Person
) -> None:
    await ask(world, anna, "What did the repair cost?")
    follow_up, _ = await ask(world, anna, "Who paid half of that?")
    await ask(world, anna, "/new")
    await ask(world, anna, "Who lit the lamp?")
    anna.edits(follow_up, "And who paid for it?")

    edited = await world.next_edit(anna.chat)

    assert "Understood as: And who paid for it? (repair" in edited.text

    anna.edits(follow_up, "Which guild paid for it?")
    assert "(repair" in (await world.next_edit(anna.chat)).text

    _, answer = await ask(world, anna, "When did she do that?")
    assert "repair" not in answer.text


async def test_an_edited_follow_up_follows_the_current_wording_of_the_question_before_it(
    world: World, anna: Person
) -> None:
    question, _ = await ask(world, anna, "Who lit the lamp?")
    follow_up, _ = await ask(world, anna, "And what happened then?")
    anna.edits(question, "What did the repair cost?")
    await world.next_edit(anna.chat)
    anna.edits(follow_up, "And who paid half of it?")

    assert "(repair" in (await world.next_edit(anna.chat)).text


async def test_an_edit_that_leaves_the_words_unchanged_has_no_effect(world: World, anna: Person) -> None:
    question, _ = await ask(world, anna, "Who lit the lamp?")
    anna.edits(question, "Who lit the lamp?")
    anna.reacts(question, "👍")

    assert await quiet(world, anna)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thanks", "You’re welcome"),
        ("the", "nothing in that for me to look up"),
        ("Are there penguins?", "Nothing here mentions penguins"),
        ("/ask What did the repair cost?", COST),
        ("/ask", "Put your question in the same message"),
    ],
)
async def test_the_answer_is_edited_into_the_reply_to_whatever_the_message_now_says(
    world: World, anna: Person, text: str, expected: str
) -> None:
    question, answer = await ask(world, anna, "Who lit the lamp?")
    anna.edits(question, text)
    edited = await world.next_edit(anna.chat)

    assert edited.id == answer.id
    assert expected in edited.text


async def test_a_message_edited_into_a_non_question_is_not_followed_until_it_is_a_question_again(
    world: World, anna: Person
) -> None:
    question, answer = await ask(world, anna, "What did the repair cost?")
    anna.edits(question, "thanks")
    await world.next_edit(anna.chat)

    _, alone = await ask(world, anna, "And who paid for it?")

    assert "Understood as" not in alone.text

    anna.edits(question, "What did the repair cost?")
    edited = await world.next_edit(anna.chat)

    assert (edited.id, quoted(edited)) == (answer.id, (COST,))


@pytest.mark.parametrize("command", ["/forget", "/new", "/reload", "/grant 7 admin", "/document lamp"])
async def test_editing_a_message_into_an_order_does_not_carry_it_out_and_says_so(
    world: World, anna: Person, command: str
) -> None:
    question, answer = await ask(world, anna, "Who lit the lamp?")
    later, _ = await ask(world, anna, "What did the repair cost?")
    anna.edits(question, command)
    edited = await world.next_edit(anna.chat)

    assert (edited.id, "Send it again as a new message" in edited.text) == (answer.id, True)

    anna.replies_to(later, "Who paid half of that?")
    assert "(repair" in (await world.next_message(anna.chat)).text


async def test_editing_an_order_that_was_carried_out_leaves_its_reply_unchanged(
    world: World, anna: Person
) -> None:
    forget, done = await ask(world, anna, "/forget")
    anna.edits(forget, "/forget me")

    assert "Send it again as a new message" in (await world.next_message(anna.chat)).text
    assert world.current(done) == done


# Edited commands


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("/verify Nobody was hurt on the pier.", "/verify Nobody was hurt during the work.", "Word for word"),
        ("/verfy Nobody was hurt during the work.", "/verify Nobody was hurt during the work.", "Word for"),
        ("/help", "/outline", "¶ 1 of 3"),
        ("/outline", "/nonsense", "I don’t know that command"),
        ("/nonsense", "/id", "Your numeric id"),
        ("hello", "/verify", "Send /verify"),
        ("Who lit the lamp?", "/verify Nobody was hurt during the work.", "Word for word"),
        ("/verify Nobody was hurt during the work.", "hello", "Hello! Ask me"),
        ("/verify Who lit the lamp?", "/ask Who lit the lamp?", LIT),
        ("/verify Who lit the lamp?", "Who lit the lamp?", LIT),
    ],
)
async def test_an_edited_command_edits_its_reply(
    world: World, anna: Person, before: str, after: str, said: str
) -> None:
    command, reply = await ask(world, anna, before)
    anna.edits(command, after)
    edited = await world.next_edit(anna.chat)

    assert edited.id == reply.id
    assert said in edited.text


async def test_a_command_edited_repeatedly_edits_its_reply_each_time(world: World, anna: Person) -> None:
    message, reply = await ask(world, anna, "/verify The repair cost nothing.")
    for text in (
        "Who lit the lamp?",
        "/verify The repair cost nothing.",
        "thanks",
        "What did the repair cost?",
    ):
        anna.edits(message, text)
        edited = await world.next_edit(anna.chat)

        assert edited.id == reply.id

    assert quoted(edited) == (COST,)

    _, answer = await ask(world, anna, "Who paid half of it?")
    assert "Understood as: Who paid half of it? (repair" in answer.text


async def test_a_question_edited_into_a_command_is_no_longer_followed(world: World, anna: Person) -> None:
    question, _ = await ask(world, anna, "What did the repair cost?")
    anna.edits(question, "/help")
    await world.next_edit(anna.chat)

    _, alone = await ask(world, anna, "And who paid for it?")

    assert "Understood as" not in alone.text


async def test_an_edit_that_leaves_the_reply_unchanged_has_no_effect(
    world: World, anna: Person, refusals: set[str]
) -> None:
    refusals.add(f"Bad Request: {NOT_MODIFIED}")
    for said in ("/verify Nobody was hurt during the work.", "/why", "hello"):
        message, _ = await ask(world, anna, said)
        anna.edits(message, f"{said}!")

    assert await quiet(world, anna)


async def test_an_edit_update_later_than_the_edit_limit_has_no_effect_on_a_command(
    world: World, anna: Person
) -> None:
    for command, edited in (("/help", "/about"), ("/new", "/forget")):
        message, _ = await ask(world, anna, command)
        anna.edits(anna.state.keep(replace(message, date=message.date - DAYS_3)), edited)

    assert await quiet(world, anna)


async def test_an_edited_command_gets_a_new_reply_if_the_old_one_was_deleted(
    world: World, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: message to edit not found")
    message, reply = await ask(world, anna, "/verify Nobody was hurt on the pier.")
    anna.deletes(reply)
    anna.edits(message, "/verify Nobody was hurt during the work.")

    new = await world.next_message(anna.chat)

    assert "Word for word" in new.text

    anna.edits(message, "/verify")
    assert (await world.next_edit(anna.chat)).id == new.id


async def test_in_a_group_edited_commands_edit_their_replies_unless_meant_for_another_bot(
    world: World, anna: Person, group: Chat
) -> None:
    command, reply = await ask(world, anna, "/verify@quoth_bot The repair cost nothing.", group)
    anna.edits(command, f"/verify@quoth_bot {COST}")
    edited = await world.next_edit(group)

    assert (edited.id, "Word for word" in edited.text) == (reply.id, True)

    anna.edits(command, "/verify@other_bot The repair cost nothing.")
    anna.edits(command, "/nonsense")

    assert await quiet(world, anna)


async def test_in_a_group_a_command_edited_into_a_repeated_question_is_answered_in_its_own_reply(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    await ask(world, anna, "/ask Who lit the lamp?", group)
    command, reply = await ask(world, boris, "/verify@quoth_bot Nobody.", group)
    boris.edits(command, "/ask Who lit the lamp?")
    edited = await world.next_edit(group)

    assert (edited.id, quoted(edited)) == (reply.id, (LIT,))


async def test_an_unanswered_message_edited_into_a_command_is_answered(
    world: World, anna: Person, group: Chat
) -> None:
    message = anna.says("Nobody was hurt during the work.", group)
    anna.edits(message, "/verify Nobody was hurt during the work.")
    reply = await world.next_message(group)

    assert (reply.reply_to, "Word for word" in reply.text) == (message.id, True)


async def test_in_a_group_adding_a_mention_by_editing_gets_an_answer_and_removing_it_does_not(
    world: World, anna: Person, group: Chat
) -> None:
    question = anna.says("Who lit the lamp?", group)
    anna.edits(question, "Who lit the lamp? @quoth_bot")
    answer = await world.next_message(group)

    assert (answer.reply_to, quoted(answer)) == (question.id, (LIT,))

    anna.edits(question, "What did the repair cost?")
    assert await quiet(world, anna)

    anna.edits(question, "What did the repair cost, @quoth_bot?")
    edited = await world.next_edit(group)

    assert (edited.id, quoted(edited)) == (answer.id, (COST,))


async def test_small_talk_edited_into_a_question_is_answered_in_its_existing_reply(
    world: World, anna: Person
) -> None:
    hello, welcome = await ask(world, anna, "hello")
    for text, said in (("the", "nothing in that"), ("Who lit the lamp?", LIT), ("bye", "Goodbye")):
        anna.edits(hello, text)
        edited = await world.next_edit(anna.chat)

        assert (edited.id, said in edited.text) == (welcome.id, True)


async def test_a_caption_added_by_editing_is_answered_in_place_of_the_text_only_notice(
    world: World, anna: Person
) -> None:
    file = anna.sends_document("a.txt", b"x")
    said = await world.next_message(anna.chat)

    assert "only read text" in said.text

    anna.edits(file, "Who lit the lamp?")
    edited = await world.next_edit(anna.chat)

    assert (edited.id, quoted(edited)) == (said.id, (LIT,))


async def test_an_edited_question_gets_a_new_answer_if_the_old_one_was_deleted(
    world: World, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: message to edit not found")
    question, answer = await ask(world, anna, "Who lit the lamp?")
    anna.deletes(answer)
    anna.edits(question, "What did the repair cost?")

    new = await world.next_message(anna.chat)

    assert quoted(new) == (COST,)

    anna.edits(question, "Who lit the lamp?")
    assert (await world.next_edit(anna.chat)).id == new.id


async def test_editing_a_caption_edits_its_answer(world: World, anna: Person) -> None:
    question = anna.sends_document("a.png", b"\x89PNG", "Who lit the lamp?", mime_type="image/png")
    await world.next_message(anna.chat)
    anna.edits(question, "What did the repair cost?")

    assert quoted(await world.next_edit(anna.chat)) == (COST,)


async def test_somebody_linked_to_an_answer_gets_it_themselves_once_its_question_is_edited(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    first, answer = await ask(world, anna, "/ask Who lit the lamp?", group)

    second, pointer = await ask(world, boris, "/ask Who lit the lamp?", group)

    assert pointer.text == "I answered this here before."

    anna.edits(first, "/ask What did the repair cost?")
    own, edited = await world.next_edit(group), await world.next_edit(group)

    assert (own.id, quoted(own)) == (pointer.id, (LIT,))
    assert (edited.id, quoted(edited)) == (answer.id, (COST,))

    boris.edits(second, "/ask Who paid half of the sum?")
    assert (await world.next_edit(group)).id == pointer.id


async def test_an_edited_repeated_question_is_answered_in_the_message_that_held_the_link(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    _, answer = await ask(world, anna, "/ask Who lit the lamp?", group)
    second, pointer = await ask(world, boris, "/ask Who lit the lamp?", group)
    anna.edits(second, "/ask What did the repair cost?")
    edited = await world.next_edit(group)

    assert (edited.id, quoted(edited)) == (pointer.id, (COST,))

    standing = world.current(answer)
    assert standing is not None
    assert quoted(standing) == (LIT,)


async def test_two_people_in_one_group_have_separate_conversations(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    await ask(world, anna, "/ask What did the repair cost?", group)
    await ask(world, boris, "/ask Who lit the lamp?", group)
    _, annas = await ask(world, anna, "/ask And who paid half of it?", group)
    _, boriss = await ask(world, boris, "/ask And when did she do it?", group)

    assert "(repair" in annas.text
    assert "(repair" not in boriss.text

    boris.says("/new", group)
    await world.next_message(group)

    _, annas = await ask(world, anna, "/ask And was anybody hurt?", group)

    assert "Understood as" in annas.text


# Replies to an answer


async def test_a_reply_to_an_answer_follows_that_answer_and_not_the_latest(
    world: World, anna: Person
) -> None:
    _, cost = await ask(world, anna, "What did the repair cost?")
    await ask(world, anna, "Who lit the lamp?")
    await ask(world, anna, "/new")
    anna.replies_to(cost, "Who paid half of that?")

    answer = await world.next_message(anna.chat)

    assert "Understood as: Who paid half of that? (repair" in answer.text


async def test_replying_to_a_view_of_an_answer_or_to_its_question_follows_that_answer(
    world: World, anna: Person
) -> None:
    question, cost = await ask(world, anna, "What did the repair cost?")
    anna.taps(cost, "Context")
    context = await world.next_edit(anna.chat)
    await ask(world, anna, "/new")
    for message in (context, question):
        anna.replies_to(message, "Who paid half of that?")

        assert "(repair" in (await world.next_message(anna.chat)).text


async def test_a_reply_may_follow_an_answer_to_somebody_else(
    world: World, start: Start, anna: Person, group: Chat, boris: Person
) -> None:
    _, cost = await ask(world, anna, "/ask What did the repair cost?", group)
    boris.replies_to(cost, "Who paid half of that?")

    assert "(repair" in (await world.next_message(group)).text


async def test_a_message_in_a_topic_is_not_treated_as_a_reply(world: World, anna: Person) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    topic = world.topic(forum, "What did the repair cost?")
    anna.says("@quoth_bot", topic)

    assert "Put your question" in (await world.next_message(topic)).text

    anna.says("/ask What did the repair cost?", topic)
    cost = await world.next_message(topic)
    anna.replies_to(cost, "Who paid half of that?")

    answer = await world.next_message(topic)

    assert "(repair" in answer.text
    assert answer.thread_id == topic.thread_id


# Selected words


async def test_a_question_is_about_the_words_selected_in_the_reply(world: World, anna: Person) -> None:
    _, answer = await ask(world, anna, "Who lit the lamp?")
    anna.taps(answer, "Context")
    context = await world.next_edit(anna.chat)
    anna.replies_to(context, "What did she say there?", quote="she told the crowd on the pier")

    about = await world.next_message(anna.chat)

    assert "Understood as: What did she say there? (" in about.text
    assert "Ships will find us in any fog" in about.text


async def test_selecting_the_bots_own_words_works_like_a_plain_reply(world: World, anna: Person) -> None:
    _, answer = await ask(world, anna, "What did the repair cost?")
    anna.replies_to(answer, "Who paid half of that?")
    plain = await world.next_message(anna.chat)
    anna.replies_to(answer, "Who paid half of that?", quote="[1] The Lamp of Selmouth · ¶ 3")

    assert (await world.next_message(anna.chat)).text == plain.text


async def test_words_selected_in_an_outline_are_searched_too(world: World, anna: Person) -> None:
    _, outline = await ask(world, anna, "/outline")
    anna.replies_to(outline, "Who paid half of it?", quote="The repair")

    assert "Understood as: Who paid half of it? (repair)" in (await world.next_message(anna.chat)).text


# Replies to somebody else


@pytest.mark.parametrize("mention", ["@quoth_bot", "/ask", "/ask@quoth_bot"])
async def test_a_bare_mention_in_a_reply_asks_the_question_in_the_replied_message(
    world: World, anna: Person, group: Chat, mention: str, boris: Person
) -> None:
    theirs = boris.says("Who lit the lamp?", group)
    mine = anna.replies_to(theirs, mention)
    answer = await world.next_message(group)

    assert (answer.reply_to, quoted(answer)) == (mine.id, (LIT,))


async def test_a_bare_mention_may_be_one_without_a_username(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    theirs = boris.says("Who lit the lamp?", group)
    anna.replies_to(theirs, "Quoth", entities=[Entity("text_mention", 0, 5, user_id=world.bot.id)])

    assert quoted(await world.next_message(group)) == (LIT,)


async def test_captions_forwards_and_selected_words_can_be_asked_with_a_bare_mention(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    caption = boris.sends_document("a.png", b"\x89PNG", "Who lit the lamp?", group, mime_type="image/png")
    anna.replies_to(caption, "@quoth_bot")

    assert quoted(await world.next_message(group)) == (LIT,)

    forwarded = boris.forwards(boris.says("What did the repair cost?", world.group("Elsewhere")), group)
    anna.replies_to(forwarded, "@quoth_bot")

    assert quoted(await world.next_message(group)) == (COST,)

    long = boris.says("I have seen it. Was anybody hurt during the work? Never mind.", group)
    anna.replies_to(long, "@quoth_bot", quote="Was anybody hurt during the work?")

    assert quoted(await world.next_message(group)) == ("Nobody was hurt during the work.",)


async def test_a_question_with_a_mention_in_a_reply_is_about_the_replied_message(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    theirs = boris.says("I wonder about the repair", group)
    anna.replies_to(theirs, "@quoth_bot who paid half of it?")

    assert "Understood as: who paid half of it? (repair)" in (await world.next_message(group)).text


async def test_only_the_selected_words_of_a_message_from_another_chat_are_used(
    world: World, anna: Person, group: Chat, boris: Person
) -> None:
    theirs = boris.says("Who lit the lamp? And why?", world.group("Elsewhere"))
    anna.replies_elsewhere(theirs, "@quoth_bot", group, quote="Who lit the lamp?")

    assert quoted(await world.next_message(group)) == (LIT,)

    anna.replies_elsewhere(theirs, "@quoth_bot", group)
    assert "Put your question" in (await world.next_message(group)).text


async def test_replied_messages_and_selected_words_are_not_logged(
    world: World, anna: Person, group: Chat, caplog: pytest.LogCaptureFixture, boris: Person
) -> None:
    with caplog.at_level("DEBUG", "bot"):
        theirs = boris.says(BURNED, group)
        anna.replies_to(theirs, "@quoth_bot who wrote it?", quote="Fog, a novel")
        await world.next_message(group)

    assert "novel" not in caplog.text
