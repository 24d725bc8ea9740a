"""Questions that are edited, that reply to something, and that point at words of it."""

from dataclasses import replace

import pytest

from bot.application import QuothApplication
from tests.bot.conftest import Start
from tests.support.bot_api.errors import NOT_MODIFIED
from tests.support.bot_api.people import Person
from tests.support.bot_api.records import Chat, Entity, Message
from tests.support.bot_api.world import World

LIT = "Mayor Edda Quist lit it on Sunday evening."
COST = "The repair cost 40,000 crowns."
DAYS_3 = 3 * 24 * 3600
BURNED = "Fire & Fog, a novel that nobody here has read"


@pytest.fixture
async def running(start: Start) -> QuothApplication:
    return await start()


@pytest.fixture
def anna(world: World) -> Person:
    return world.person("Anna")


@pytest.fixture
def group(world: World) -> Chat:
    return world.group("Reading circle")


pytestmark = pytest.mark.usefixtures("running")


async def asked(
    world: World, person: Person, text: str, where: Chat | None = None
) -> tuple[Message, Message]:
    """A message and the bot's reply to it."""
    message = person.says(text, where)
    return message, await world.next_message(where or person.chat)


async def quiet(world: World, person: Person) -> bool:
    """Whether the bot has sent and changed nothing that was not looked at; it keeps the order in a chat."""
    edits = len([act for act in world.acts if act.deed == "edited"])
    person.says("/id")
    said = await world.next_message(person.chat)
    return "Your numeric id" in said.text and edits == len(
        [act for act in world.acts if act.deed == "edited"]
    )


def quoted(message: Message) -> tuple[str, ...]:
    return message.body.covered("blockquote")


# Edited questions


async def test_an_edited_question_edits_its_answer_whose_buttons_work_on(world: World, anna: Person) -> None:
    question, answer = await asked(world, anna, "Who lit the lamp?")
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


async def test_what_is_asked_on_follows_the_edited_question(world: World, anna: Person) -> None:
    question, _ = await asked(world, anna, "Who lit the lamp?")
    anna.edits(question, "What did the repair cost?")
    await world.next_edit(anna.chat)
    _, answer = await asked(world, anna, "Who paid half of it?")
    assert "Understood as: Who paid half of it? (repair" in answer.text


async def test_an_edited_follow_up_follows_what_came_before_it_and_not_what_came_after(
    world: World, anna: Person
) -> None:
    await asked(world, anna, "What did the repair cost?")
    follow_up, _ = await asked(world, anna, "Who paid half of that?")
    await asked(world, anna, "/new")
    await asked(world, anna, "Who lit the lamp?")
    anna.edits(follow_up, "And who paid for it?")
    edited = await world.next_edit(anna.chat)
    assert "Understood as: And who paid for it? (repair" in edited.text
    anna.edits(follow_up, "Which guild paid for it?")
    assert "(repair" in (await world.next_edit(anna.chat)).text
    _, answer = await asked(world, anna, "When did she do that?")
    assert "repair" not in answer.text


async def test_an_edited_follow_up_follows_the_question_before_it_as_that_reads_now(
    world: World, anna: Person
) -> None:
    question, _ = await asked(world, anna, "Who lit the lamp?")
    follow_up, _ = await asked(world, anna, "And what happened then?")
    anna.edits(question, "What did the repair cost?")
    await world.next_edit(anna.chat)
    anna.edits(follow_up, "And who paid half of it?")
    assert "(repair" in (await world.next_edit(anna.chat)).text


async def test_an_edit_that_changes_no_word_changes_nothing(world: World, anna: Person) -> None:
    question, _ = await asked(world, anna, "Who lit the lamp?")
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
async def test_the_answer_becomes_the_reply_to_whatever_the_edited_message_says(
    world: World, anna: Person, text: str, expected: str
) -> None:
    question, answer = await asked(world, anna, "Who lit the lamp?")
    anna.edits(question, text)
    edited = await world.next_edit(anna.chat)
    assert edited.id == answer.id
    assert expected in edited.text


async def test_what_is_no_question_any_more_is_followed_by_nothing_and_may_become_one_again(
    world: World, anna: Person
) -> None:
    question, answer = await asked(world, anna, "What did the repair cost?")
    anna.edits(question, "thanks")
    await world.next_edit(anna.chat)
    _, alone = await asked(world, anna, "And who paid for it?")
    assert "Understood as" not in alone.text
    anna.edits(question, "What did the repair cost?")
    edited = await world.next_edit(anna.chat)
    assert (edited.id, quoted(edited)) == (answer.id, (COST,))


@pytest.mark.parametrize("deed", ["/forget", "/new", "/reload", "/grant 7 admin"])
async def test_an_edit_does_no_deed_and_says_so(world: World, anna: Person, deed: str) -> None:
    question, answer = await asked(world, anna, "Who lit the lamp?")
    later, _ = await asked(world, anna, "What did the repair cost?")
    anna.edits(question, deed)
    edited = await world.next_edit(anna.chat)
    assert (edited.id, "Send it again as a new message" in edited.text) == (answer.id, True)
    anna.replies_to(later, "Who paid half of that?")
    assert "(repair" in (await world.next_message(anna.chat)).text


async def test_the_reply_to_a_deed_that_was_done_stays(world: World, anna: Person) -> None:
    forget, done = await asked(world, anna, "/forget")
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
    command, reply = await asked(world, anna, before)
    anna.edits(command, after)
    edited = await world.next_edit(anna.chat)
    assert edited.id == reply.id
    assert said in edited.text


async def test_it_does_so_as_often_as_it_is_edited(world: World, anna: Person) -> None:
    message, reply = await asked(world, anna, "/verify The repair cost nothing.")
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
    _, answer = await asked(world, anna, "Who paid half of it?")
    assert "Understood as: Who paid half of it? (repair" in answer.text


async def test_what_became_a_command_is_followed_by_nothing(world: World, anna: Person) -> None:
    question, _ = await asked(world, anna, "What did the repair cost?")
    anna.edits(question, "/help")
    await world.next_edit(anna.chat)
    _, alone = await asked(world, anna, "And who paid for it?")
    assert "Understood as" not in alone.text


async def test_an_edit_that_changes_nothing_of_the_reply_changes_nothing(
    world: World, anna: Person, refusals: set[str]
) -> None:
    refusals.add(f"Bad Request: {NOT_MODIFIED}")
    for said in ("/verify Nobody was hurt during the work.", "/why", "hello"):
        message, _ = await asked(world, anna, said)
        anna.edits(message, f"{said}!")
    assert await quiet(world, anna)


async def test_what_telegram_tells_of_old_commands_later_than_anybody_can_edit_them_changes_nothing(
    world: World, anna: Person
) -> None:
    for command, edited in (("/help", "/about"), ("/new", "/forget")):
        message, _ = await asked(world, anna, command)
        anna.edits(anna.state.keep(replace(message, date=message.date - DAYS_3)), edited)
    assert await quiet(world, anna)


async def test_where_the_reply_is_gone_an_edited_command_gets_a_new_one(
    world: World, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: message to edit not found")
    message, reply = await asked(world, anna, "/verify Nobody was hurt on the pier.")
    anna.deletes(reply)
    anna.edits(message, "/verify Nobody was hurt during the work.")
    new = await world.next_message(anna.chat)
    assert "Word for word" in new.text
    anna.edits(message, "/verify")
    assert (await world.next_edit(anna.chat)).id == new.id


async def test_in_a_group_an_edited_command_edits_its_reply_and_those_of_others_are_not_ours(
    world: World, anna: Person, group: Chat
) -> None:
    command, reply = await asked(world, anna, "/verify@quoth_bot The repair cost nothing.", group)
    anna.edits(command, f"/verify@quoth_bot {COST}")
    edited = await world.next_edit(group)
    assert (edited.id, "Word for word" in edited.text) == (reply.id, True)
    anna.edits(command, "/verify@other_bot The repair cost nothing.")
    anna.edits(command, "/nonsense")
    assert await quiet(world, anna)


async def test_in_a_group_a_command_that_becomes_a_question_asked_before_is_answered_in_its_own_reply(
    world: World, anna: Person, group: Chat
) -> None:
    await asked(world, anna, "/ask Who lit the lamp?", group)
    boris = world.person("Boris")
    command, reply = await asked(world, boris, "/verify@quoth_bot Nobody.", group)
    boris.edits(command, "/ask Who lit the lamp?")
    edited = await world.next_edit(group)
    assert (edited.id, quoted(edited)) == (reply.id, (LIT,))


async def test_a_command_that_was_edited_into_a_message_without_a_reply_is_answered(
    world: World, anna: Person, group: Chat
) -> None:
    message = anna.says("Nobody was hurt during the work.", group)
    anna.edits(message, "/verify Nobody was hurt during the work.")
    reply = await world.next_message(group)
    assert (reply.reply_to, "Word for word" in reply.text) == (message.id, True)


async def test_in_a_group_an_edit_that_adds_the_mention_is_answered_and_one_that_takes_it_away_is_not(
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


async def test_small_talk_that_becomes_a_question_is_answered_in_the_place_of_its_reply(
    world: World, anna: Person
) -> None:
    hello, welcome = await asked(world, anna, "hello")
    for text, said in (("the", "nothing in that"), ("Who lit the lamp?", LIT), ("bye", "Goodbye")):
        anna.edits(hello, text)
        edited = await world.next_edit(anna.chat)
        assert (edited.id, said in edited.text) == (welcome.id, True)


async def test_a_caption_is_asked_where_the_bot_had_said_that_it_only_reads_text(
    world: World, anna: Person
) -> None:
    file = anna.sends_document("a.txt", b"x")
    said = await world.next_message(anna.chat)
    assert "only read text" in said.text
    anna.edits(file, "Who lit the lamp?")
    edited = await world.next_edit(anna.chat)
    assert (edited.id, quoted(edited)) == (said.id, (LIT,))


async def test_where_the_answer_is_gone_the_edited_question_gets_a_new_one(
    world: World, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: message to edit not found")
    question, answer = await asked(world, anna, "Who lit the lamp?")
    anna.deletes(answer)
    anna.edits(question, "What did the repair cost?")
    new = await world.next_message(anna.chat)
    assert quoted(new) == (COST,)
    anna.edits(question, "Who lit the lamp?")
    assert (await world.next_edit(anna.chat)).id == new.id


async def test_an_edited_caption_is_an_edited_question(world: World, anna: Person) -> None:
    question = anna.sends_document("a.png", b"\x89PNG", "Who lit the lamp?", mime_type="image/png")
    await world.next_message(anna.chat)
    anna.edits(question, "What did the repair cost?")
    assert quoted(await world.next_edit(anna.chat)) == (COST,)


async def test_who_was_led_to_an_answer_gets_it_when_its_question_is_edited(
    world: World, anna: Person, group: Chat
) -> None:
    boris = world.person("Boris")
    first, answer = await asked(world, anna, "/ask Who lit the lamp?", group)
    second, pointer = await asked(world, boris, "/ask Who lit the lamp?", group)
    assert pointer.text == "I answered this here before."
    anna.edits(first, "/ask What did the repair cost?")
    own, edited = await world.next_edit(group), await world.next_edit(group)
    assert (own.id, quoted(own)) == (pointer.id, (LIT,))
    assert (edited.id, quoted(edited)) == (answer.id, (COST,))
    boris.edits(second, "/ask Who paid half of the sum?")
    assert (await world.next_edit(group)).id == pointer.id


async def test_an_edited_repetition_is_answered_where_it_was_led_on_from(
    world: World, anna: Person, group: Chat
) -> None:
    _, answer = await asked(world, anna, "/ask Who lit the lamp?", group)
    second, pointer = await asked(world, world.person("Boris"), "/ask Who lit the lamp?", group)
    anna.edits(second, "/ask What did the repair cost?")
    edited = await world.next_edit(group)
    assert (edited.id, quoted(edited)) == (pointer.id, (COST,))
    standing = world.current(answer)
    assert standing is not None
    assert quoted(standing) == (LIT,)


async def test_two_in_one_group_each_have_a_thread_of_their_own(
    world: World, anna: Person, group: Chat
) -> None:
    boris = world.person("Boris")
    await asked(world, anna, "/ask What did the repair cost?", group)
    await asked(world, boris, "/ask Who lit the lamp?", group)
    _, annas = await asked(world, anna, "/ask And who paid half of it?", group)
    _, boriss = await asked(world, boris, "/ask And when did she do it?", group)
    assert "(repair" in annas.text
    assert "(repair" not in boriss.text
    boris.says("/new", group)
    await world.next_message(group)
    _, annas = await asked(world, anna, "/ask And was anybody hurt?", group)
    assert "Understood as" in annas.text


# Replies to an answer


async def test_a_reply_to_an_answer_is_about_that_answer_and_not_the_last(world: World, anna: Person) -> None:
    _, cost = await asked(world, anna, "What did the repair cost?")
    await asked(world, anna, "Who lit the lamp?")
    await asked(world, anna, "/new")
    anna.replies_to(cost, "Who paid half of that?")
    answer = await world.next_message(anna.chat)
    assert "Understood as: Who paid half of that? (repair" in answer.text


async def test_a_view_of_an_answer_can_be_replied_to_and_so_can_its_question(
    world: World, anna: Person
) -> None:
    question, cost = await asked(world, anna, "What did the repair cost?")
    anna.taps(cost, "Context")
    context = await world.next_edit(anna.chat)
    await asked(world, anna, "/new")
    for message in (context, question):
        anna.replies_to(message, "Who paid half of that?")
        assert "(repair" in (await world.next_message(anna.chat)).text


async def test_it_may_be_somebody_elses(world: World, start: Start, anna: Person, group: Chat) -> None:
    _, cost = await asked(world, anna, "/ask What did the repair cost?", group)
    boris = world.person("Boris")
    boris.replies_to(cost, "Who paid half of that?")
    assert "(repair" in (await world.next_message(group)).text


async def test_a_message_in_a_topic_replies_to_nothing_by_being_there(world: World, anna: Person) -> None:
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


async def test_selected_words_are_what_the_question_is_about(world: World, anna: Person) -> None:
    _, answer = await asked(world, anna, "Who lit the lamp?")
    anna.taps(answer, "Context")
    context = await world.next_edit(anna.chat)
    anna.replies_to(context, "What did she say there?", quote="she told the crowd on the pier")
    about = await world.next_message(anna.chat)
    assert "Understood as: What did she say there? (" in about.text
    assert "Ships will find us in any fog" in about.text


async def test_selecting_the_bots_own_words_is_as_good_as_a_plain_reply(world: World, anna: Person) -> None:
    _, answer = await asked(world, anna, "What did the repair cost?")
    anna.replies_to(answer, "Who paid half of that?")
    plain = await world.next_message(anna.chat)
    anna.replies_to(answer, "Who paid half of that?", quote="[1] The Lamp of Selmouth · ¶ 3")
    assert (await world.next_message(anna.chat)).text == plain.text


async def test_words_selected_in_the_outline_are_looked_up_too(world: World, anna: Person) -> None:
    _, outline = await asked(world, anna, "/outline")
    anna.replies_to(outline, "Who paid half of it?", quote="The repair")
    assert "Understood as: Who paid half of it? (repair)" in (await world.next_message(anna.chat)).text


# Replies to somebody else


@pytest.mark.parametrize("mention", ["@quoth_bot", "/ask", "/ask@quoth_bot"])
async def test_a_bare_mention_asks_what_the_message_replied_to_says(
    world: World, anna: Person, group: Chat, mention: str
) -> None:
    theirs = world.person("Boris").says("Who lit the lamp?", group)
    mine = anna.replies_to(theirs, mention)
    answer = await world.next_message(group)
    assert (answer.reply_to, quoted(answer)) == (mine.id, (LIT,))


async def test_it_may_be_a_mention_without_a_username(world: World, anna: Person, group: Chat) -> None:
    theirs = world.person("Boris").says("Who lit the lamp?", group)
    anna.replies_to(theirs, "Quoth", entities=[Entity("text_mention", 0, 5, user_id=world.bot.id)])
    assert quoted(await world.next_message(group)) == (LIT,)


async def test_captions_forwards_and_selected_words_can_be_asked_so(
    world: World, anna: Person, group: Chat
) -> None:
    boris = world.person("Boris")
    caption = boris.sends_document("a.png", b"\x89PNG", "Who lit the lamp?", group, mime_type="image/png")
    anna.replies_to(caption, "@quoth_bot")
    assert quoted(await world.next_message(group)) == (LIT,)
    forwarded = boris.forwards(boris.says("What did the repair cost?", world.group("Elsewhere")), group)
    anna.replies_to(forwarded, "@quoth_bot")
    assert quoted(await world.next_message(group)) == (COST,)
    long = boris.says("I have seen it. Was anybody hurt during the work? Never mind.", group)
    anna.replies_to(long, "@quoth_bot", quote="Was anybody hurt during the work?")
    assert quoted(await world.next_message(group)) == ("Nobody was hurt during the work.",)


async def test_a_mention_with_words_is_about_the_message_replied_to(
    world: World, anna: Person, group: Chat
) -> None:
    theirs = world.person("Boris").says("I wonder about the repair", group)
    anna.replies_to(theirs, "@quoth_bot who paid half of it?")
    assert "Understood as: who paid half of it? (repair)" in (await world.next_message(group)).text


async def test_a_message_of_another_chat_counts_by_what_was_selected_in_it(
    world: World, anna: Person, group: Chat
) -> None:
    theirs = world.person("Boris").says("Who lit the lamp? And why?", world.group("Elsewhere"))
    anna.replies_elsewhere(theirs, "@quoth_bot", group, quote="Who lit the lamp?")
    assert quoted(await world.next_message(group)) == (LIT,)
    anna.replies_elsewhere(theirs, "@quoth_bot", group)
    assert "Put your question" in (await world.next_message(group)).text


async def test_none_of_it_is_in_the_log(
    world: World, anna: Person, group: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", "bot"):
        theirs = world.person("Boris").says(BURNED, group)
        anna.replies_to(theirs, "@quoth_bot who wrote it?", quote="Fog, a novel")
        await world.next_message(group)
    assert "novel" not in caplog.text
