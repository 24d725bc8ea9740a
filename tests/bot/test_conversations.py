"""Whole conversations: the production application over HTTP, against a Bot API as strict as Telegram's."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.application import QuothApplication
from bot.context import Context
from bot.conversation.history import answers_followed
from bot.policy import Policy
from bot.state import State
from bot.terminal.replay import replay
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.bot.conftest import LAMP, WITH_MENUS, Start
from tests.bot.people import menu_commands, send_text
from tests.bot.running import stop
from tests.corpus.documents import pdf
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.errors import NOT_MODIFIED
from tests.support.bot_api.model.records import Chat
from tests.support.bot_api.model.state import Request

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
async def running(start: Start) -> QuothApplication:
    return await start()


@pytest.fixture
async def state(running: QuothApplication, tmp_path: Path, database: str) -> AsyncIterator[State]:
    """What the running bot has stored."""
    state = State(tmp_path / "state", url=database)
    yield state
    await state.close()


def requests(world: World) -> list[Request]:
    """The bot's requests, except for updates and those it makes when it starts."""
    at_start = re.compile(r"getUpdates|[gs]etMy\w+")
    return [request for request in world.log if not at_start.fullmatch(request.method)]


# In private


async def test_start_names_the_article_and_its_three_questions_are_answered(
    world: World, running: QuothApplication, anna: Person
) -> None:
    anna.starts()
    welcome = await world.next_message(anna.chat)

    assert "The Lamp of Selmouth" in welcome.text
    assert "3 May 1999 (Coast News)" in welcome.text
    assert welcome.labels == ("Who lit the lamp?", "What did the repair cost?", "When does the lamp burn?")

    tap = anna.taps(welcome, "Who lit the lamp?")
    answer = await world.next_message(anna.chat)

    assert (await tap.answer()).text == ""
    assert answer.text.startswith("Who lit the lamp?\n\nMayor Edda Quist lit it on Sunday evening.\n[1] ")


async def test_an_unknown_payload_is_a_plain_start(
    world: World, running: QuothApplication, anna: Person
) -> None:
    anna.starts("nobody-knows")

    assert (await world.next_message(anna.chat)).text.startswith("Hello!")


@pytest.mark.parametrize(
    "text",
    [
        "Who lit the lamp?",
        "Hi! Who lit the lamp? Thanks.",
        "/ask Who lit the lamp?",
        "/ask@quoth_bot  Who lit\nthe lamp?",
    ],
)
async def test_a_question_is_answered_by_a_quoted_sentence_with_its_source(
    world: World, running: QuothApplication, anna: Person, text: str
) -> None:
    answer = await send_text(world, anna, text)

    assert answer.body.covered("blockquote") == ("Mayor Edda Quist lit it on Sunday evening.",)
    assert "[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999" in answer.text
    assert answer.reply_to is None


async def test_context_and_more_edit_the_message_and_lead_back(
    world: World, running: QuothApplication, anna: Person
) -> None:
    answer = await send_text(world, anna, "Who lit the lamp?")
    tap = anna.taps(answer, "Context")
    context = await world.next_edit(anna.chat)

    assert (await tap.answer()).text == ""
    assert "Mayor Edda Quist lit it on Sunday evening." in context.body.covered("bold")

    (passage,) = context.body.covered("blockquote")
    assert passage.endswith("she told the crowd on the pier.")

    anna.taps(context, "Back")
    again = await world.next_edit(anna.chat)

    assert (again.text, again.labels) == (answer.text, answer.labels)

    anna.taps(again, "More")
    more = await world.next_edit(anna.chat)

    assert len(more.body.covered("blockquote")) == 3

    anna.taps(more, "Context [3]")
    anna.taps(await world.next_edit(anna.chat), "Back")

    assert (await world.next_edit(anna.chat)).text == more.text


async def test_why_explains_the_last_answer_or_the_one_replied_to(
    world: World, running: QuothApplication, anna: Person
) -> None:
    assert "Ask me something first" in (await send_text(world, anna, "/why")).text

    lit = await send_text(world, anna, "Who lit the lamp?")
    await send_text(world, anna, "What did the repair cost?")

    last = await send_text(world, anna, "/why")

    assert last.text.startswith("What did the repair cost?\n")
    assert "Confidence " in last.text
    assert "The repair cost 40,000 crowns." in last.body.covered("blockquote")

    anna.replies_to(lit, "/why")
    earlier = await world.next_message(anna.chat)

    assert earlier.text.startswith("Who lit the lamp?\nAsked for: a person")
    assert "Mayor Edda Quist lit it on Sunday evening." in earlier.body.covered("blockquote")


@pytest.mark.parametrize(
    "message", ["/digest", "/timeline", "/who", "/numbers lamp", "What is this about?", "Who wrote this?"]
)
async def test_an_answer_about_a_text_as_a_whole_is_repeated_by_the_id_that_why_gives(
    world: World, running: QuothApplication, anna: Person, state: State, snapshot: Snapshot, message: str
) -> None:
    await send_text(world, anna, "Who lit the lamp?")
    await send_text(world, anna, message)

    why = await send_text(world, anna, "/why")

    (receipt,) = why.body.covered("code")
    assert why.text.endswith(f"\n\nAnswer {receipt}")
    stored = await state.answers.get(receipt)
    assert stored is not None
    assert stored.answer.question == message
    assert replay(stored, await answers_followed(stored, state, Policy()), snapshot).differences == ()


async def test_pressing_a_button_twice_is_not_an_error(
    world: World, running: QuothApplication, anna: Person, refusals: set[str]
) -> None:
    refusals.add(f"Bad Request: {NOT_MODIFIED}")
    answer = await send_text(world, anna, "Who lit the lamp?")

    taps = [anna.taps(answer, "Context"), anna.taps(answer, "Context")]

    for tap in taps:
        assert (await tap.answer()).text == ""

    await send_text(world, anna, "/id")


async def test_a_forged_button_press_does_not_show_somebody_elses_answer(
    world: World, running: QuothApplication, anna: Person
) -> None:
    answer = await send_text(world, anna, "Who lit the lamp?")
    eve = world.person("Eve")
    forged = replace(await send_text(world, eve, "/start"), keyboard=answer.keyboard)

    for label in ("Context", "More", "👍"):
        assert "no longer have this answer" in (await eve.taps(forged, label).answer()).text


async def test_a_question_the_article_does_not_answer_is_plainly_reported_as_unanswered(
    world: World, running: QuothApplication, anna: Person
) -> None:
    nothing = await send_text(world, anna, "Are there penguins in Antarctica?")

    assert "Nothing here mentions penguins or Antarctica" in nothing.text
    assert "The Lamp of Selmouth" in nothing.text

    questions = ("Who lit the lamp?", "What did the repair cost?")
    assert nothing.labels == (*questions, "Tell me when you know", "👍", "👎")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello!", "Hello! Ask me a question"),
        ("Спасибо", "You’re welcome"),
        ("Who are you?", "I’m Quoth."),
        ("help", "Commands"),
        ("bye", "Goodbye"),
        ("the", "nothing in that for me to look up"),
        ("?!?", "nothing in that for me to look up"),
        ("👍", "nothing in that for me to look up"),
        ("Где живут пингвины?", "My texts are in English. Please ask in English."),
        ("誰が灯をつけましたか？", "My texts are in English. Please ask in English."),
        ("¿Quién encendió el faro de la ciudad?", "My texts are in English. Please ask in English."),
        ("/ask", "Put your question in the same message"),
        ("/nonsense", "I don’t know that command"),
        ("/help", "Ask in your own words"),
        ("/about", "don’t use a language model"),
        ("/sources", "The Lamp of Selmouth"),
        ("/outline", "The Lamp of Selmouth"),
        ("how long is this text?", "3 paragraphs, 6 sentences"),
        ("who wrote this?", "The text doesn’t say."),
        ("what's the source", "Selmouth, 3 May 1999 (Coast News)"),
        ("/digest", "In the text’s own words:"),
        ("/timeline", "I found no dates there."),
        ("/who", "Edda Quist"),
        ("/who lamp", "I found no names of people there."),
        ("/numbers", "40,000 crowns"),
        ("/new", "New conversation"),
    ],
)
async def test_every_other_kind_of_message_gets_one_helpful_reply(
    world: World, running: QuothApplication, anna: Person, text: str, expected: str
) -> None:
    assert expected in (await send_text(world, anna, text)).text
    assert "Your numeric id" in (await send_text(world, anna, "/id")).text  # nothing was sent in between


@pytest.mark.parametrize("word", ["lamp ", "<b>&", "penguin", "𝕏", "الضباب "])
async def test_a_message_of_4096_characters_gets_one_helpful_reply(
    world: World, running: QuothApplication, anna: Person, word: str
) -> None:
    reply = await send_text(world, anna, (word * 4096)[:4096])

    assert reply.text
    assert "Your numeric id" in (await send_text(world, anna, "/id")).text


async def test_id_shows_the_numeric_id(world: World, running: QuothApplication, anna: Person) -> None:
    reply = await send_text(world, anna, "/id")

    assert reply.body.covered("code") == (str(anna.id),)


async def test_a_file_gets_the_reply_that_only_text_is_read(
    world: World, running: QuothApplication, anna: Person
) -> None:
    anna.sends_document("a.pdf", b"%PDF")

    assert "only read text" in (await world.next_message(anna.chat)).text


async def test_a_caption_is_treated_as_a_question(
    world: World, running: QuothApplication, anna: Person
) -> None:
    anna.sends_document("a.pdf", b"%PDF", "Who lit the lamp?")

    assert "Edda Quist" in (await world.next_message(anna.chat)).text


async def test_buttons_keep_working_after_a_restart(world: World, start: Start, anna: Person) -> None:
    first = await start()
    answer = await send_text(world, anna, "Who lit the lamp?")
    await stop(first)
    await start()
    anna.taps(answer, "Context")

    assert "¶ 2 of 3" in (await world.next_edit(anna.chat)).text


# Context, speakers and permalinks


async def test_the_context_can_be_paged_through_the_document_and_back(
    world: World, running: QuothApplication, anna: Person
) -> None:
    answer = await send_text(world, anna, "Who lit the lamp?")
    anna.taps(answer, "Context")
    anna.taps(await world.next_edit(anna.chat), "▶")

    last = await world.next_edit(anna.chat)

    assert last.text.startswith("The Lamp of Selmouth · ¶ 3 of 3")
    assert last.labels == ("◀", "Back")

    anna.taps(last, "◀")
    middle = await world.next_edit(anna.chat)

    assert "Mayor Edda Quist lit it on Sunday evening." in middle.body.covered("bold")

    anna.taps(middle, "Back")
    assert (await world.next_edit(anna.chat)).text == answer.text


async def test_a_button_shows_who_said_a_quoted_sentence(
    world: World, running: QuothApplication, anna: Person
) -> None:
    answer = await send_text(world, anna, "Who finds us in any fog?")

    assert "Ships will find us" in answer.text

    anna.taps(answer, answer.labels[0])
    anna.taps(await world.next_edit(anna.chat), "Who says this?")

    assert (await world.next_edit(anna.chat)).text.startswith("Said by Mayor Edda Quist:")


async def test_a_citation_number_links_to_its_sentence_from_anywhere_and_after_a_reload(
    world: World, start: Start, source: Path, olga: Person, anna: Person, group: Chat
) -> None:
    await start(source, admins=(olga.id,))
    olga.says("/ask Who lit the lamp?", group)
    answer = await world.next_message(group)
    (link,) = [entity.url for entity in answer.body.entities if entity.type == "text_link"]
    payload = link.removeprefix("https://t.me/quoth_bot?start=")
    anna.starts(payload)

    assert (await world.next_message(anna.chat)).text.endswith(
        "The current text still says this word for word."
    )

    changed = LAMP.replace("lit it on Sunday", "lit the lamp on Monday")
    (source / "lamp.txt").write_text(changed, encoding="utf-8")
    await send_text(world, olga, "/reload")
    anna.starts(payload)

    opened = await world.next_message(anna.chat)

    assert "Mayor Edda Quist lit it on Sunday evening." in opened.body.covered("bold")
    assert "This has changed" in opened.text


@pytest.mark.parametrize(
    ("quotation", "verdict"),
    [
        ("the fishermen's guild paid half", "Word for word in the text:"),
        ("the fishermen's guild paid nearly half of that sum", "Not word for word."),
        ("penguins play chess in the garden", "The text doesn’t say this"),
        ("", "Send /verify followed by the quotation"),
    ],
)
async def test_a_quotation_can_be_verified(
    world: World, running: QuothApplication, anna: Person, quotation: str, verdict: str
) -> None:
    assert (await send_text(world, anna, f"/verify {quotation}")).text.startswith(verdict)


async def test_a_forwarded_quotation_can_be_verified_by_reply(
    world: World, running: QuothApplication, anna: Person, group: Chat, boris: Person
) -> None:
    quotation = boris.says("Nobody was hurt during the work.", group)
    anna.replies_to(quotation, "/verify@quoth_bot")

    assert (await world.next_message(group)).text.startswith("Word for word in the text:")


async def test_the_outline_lists_the_article_paragraph_by_paragraph(
    world: World, running: QuothApplication, anna: Person
) -> None:
    outline = await send_text(world, anna, "/outline")

    assert len(outline.body.covered("blockquote")) == 3


async def test_a_sentence_listed_in_a_view_opens_in_its_paragraph(
    world: World, running: QuothApplication, anna: Person
) -> None:
    numbers = await send_text(world, anna, "/numbers")
    anna.taps(numbers, "Context")

    opened = await world.next_edit(anna.chat)

    assert "¶ 3 of 3" in opened.text
    assert "The repair cost 40,000 crowns." in opened.body.covered("bold")


async def test_an_edited_view_command_changes_its_reply(
    world: World, running: QuothApplication, anna: Person
) -> None:
    asked = anna.says("/numbers")
    await world.next_message(anna.chat)
    anna.edits(asked, "/who")

    changed = await world.next_edit(anna.chat)

    assert "Edda Quist" in changed.text


async def test_a_question_about_the_topic_is_answered_with_the_key_sentences_of_the_article(
    world: World, running: QuothApplication, anna: Person
) -> None:
    reply = await send_text(world, anna, "What is the article about?")

    assert reply.text.startswith("In the text’s own words:")
    assert len(reply.body.covered("blockquote")) == 3


async def test_metadata_missing_from_a_text_is_not_guessed(
    world: World, running: QuothApplication, anna: Person
) -> None:
    assert (await send_text(world, anna, "who wrote this?")).text == "The text doesn’t say."


async def test_small_talk_and_questions_about_the_bot_get_no_quotation(
    world: World, running: QuothApplication, anna: Person
) -> None:
    for words in ("ok boring", "who made you", "can you write me a poem"):
        reply = await send_text(world, anna, words)

        assert reply.body.covered("blockquote") == ()


@pytest.mark.parametrize(("words", "label"), [("more", "More"), ("source?", "Context")])
async def test_typed_words_work_like_the_buttons_of_the_last_answer(
    world: World, running: QuothApplication, anna: Person, words: str, label: str
) -> None:
    answer = await send_text(world, anna, "Who lit the lamp?")

    typed = await send_text(world, anna, words)
    anna.taps(answer, label)
    tapped = await world.next_edit(anna.chat)

    assert typed.body.covered("blockquote") == tapped.body.covered("blockquote")


async def test_a_typed_number_shows_the_sentence_with_that_number(
    world: World, running: QuothApplication, anna: Person
) -> None:
    await send_text(world, anna, "Who lit the lamp?")
    second = (await send_text(world, anna, "more")).body.covered("blockquote")[0]
    await send_text(world, anna, "Who lit the lamp?")

    (passage,) = (await send_text(world, anna, "2")).body.covered("blockquote")

    assert second in passage


async def test_the_buttons_of_a_reply_to_typed_words_work(
    world: World, running: QuothApplication, anna: Person
) -> None:
    await send_text(world, anna, "Who lit the lamp?")
    context = await send_text(world, anna, "source?")

    anna.taps(context, "Back")
    answer = await world.next_edit(anna.chat)

    assert "Mayor Edda Quist lit it on Sunday evening." in answer.text


async def test_a_doubtful_remark_gets_the_explanation_of_the_last_answer(
    world: World, running: QuothApplication, anna: Person
) -> None:
    await send_text(world, anna, "Who lit the lamp?")

    assert (await send_text(world, anna, "really?")).text.startswith("Who lit the lamp?")


async def test_a_corpus_of_many_texts_is_outlined_by_choice_and_in_place(
    world: World, start: Start, source: Path, anna: Person
) -> None:
    long = "\n\n".join(f"Paragraph {n} has its say. " + "It goes on for a while. " * 40 for n in range(1, 8))
    (source / "long.txt").write_text(long, encoding="utf-8")
    await start(source)

    choice = await send_text(world, anna, "/outline")

    assert choice.labels == ("1", "2")

    anna.taps(choice, "2")
    first = await world.next_edit(anna.chat)
    anna.taps(first, "▶")
    second = await world.next_edit(anna.chat)

    assert second.text != first.text

    anna.taps(second, "◀")
    assert (await world.next_edit(anna.chat)).text == first.text

    anna.taps(first, "All texts")
    assert (await world.next_edit(anna.chat)).text == choice.text


async def test_an_outline_can_be_asked_for_by_the_name_of_a_text(
    world: World, start: Start, source: Path, anna: Person
) -> None:
    (source / "boat.txt").write_text("The Boat\n\nNils Holm painted the boat green.", encoding="utf-8")
    await start(source)

    named = await send_text(world, anna, "/outline boat")
    unknown = await send_text(world, anna, "/outline submarine")

    assert "Nils Holm painted the boat green." in named.text
    assert unknown.text == "I have no text named “submarine”. /sources lists them."


async def test_the_only_text_is_not_outlined_under_another_name(
    world: World, running: QuothApplication, anna: Person
) -> None:
    unknown = await send_text(world, anna, "/outline submarine")

    assert unknown.text == "I have no text named “submarine”. /sources lists them."


# In groups


async def test_in_a_group_only_messages_addressed_to_the_bot_are_answered_with_a_reply(
    world: World, running: QuothApplication, anna: Person, group: Chat
) -> None:
    anna.says("Who lit the lamp?", group)
    anna.says("/ask@other_bot Who lit the lamp?", group)
    anna.says("/nonsense", group)
    mention = anna.says("@quoth_bot who lit the lamp?", group)
    answer = await world.next_message(group)

    assert "Edda Quist" in answer.text
    assert answer.reply_to == mention.id

    follow_up = anna.replies_to(answer, "What did the repair cost?")
    answer = await world.next_message(group)

    assert "40,000 crowns" in answer.text
    assert answer.reply_to == follow_up.id


async def test_a_bare_mention_gets_instructions_for_asking(
    world: World, running: QuothApplication, anna: Person, group: Chat
) -> None:
    anna.says("@quoth_bot", group)

    assert "Put your question" in (await world.next_message(group)).text


async def test_an_answer_is_sent_in_the_topic_of_its_question(
    world: World, running: QuothApplication, anna: Person
) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    topic, general = world.topic(forum, "Lamps"), world.general(forum)
    anna.says("/ask Who lit the lamp?", topic)
    answer = await world.next_message(topic)
    anna.taps(answer, "Context")

    assert "¶ 2 of 3" in (await world.next_edit(topic)).text

    anna.says("/ask Who lit the lamp?", general)
    assert "Edda Quist" in (await world.next_message(general)).text


async def test_a_conversation_continues_when_its_group_becomes_a_supergroup(
    world: World, running: QuothApplication, anna: Person, group: Chat
) -> None:
    anna.says("/ask Who lit the lamp?", group)
    answer = await world.next_message(group)
    heir = world.migrate(group)
    anna.says("/ask What did the repair cost?", heir)

    assert "40,000" in (await world.next_message(heir)).text
    assert answer


async def test_messages_of_a_supergroup_are_not_confused_with_those_of_its_former_group(
    world: World, running: QuothApplication, anna: Person, group: Chat
) -> None:
    for question in ("Who lit the lamp?", "What did the repair cost?", "Who paid half of the sum?"):
        anna.says(f"/ask {question}", group)
        await world.next_message(group)
    heir = world.migrate(group)
    command = anna.says("/help", heir)
    reply = await world.next_message(heir)
    anna.edits(command, "/about")

    assert (await world.next_edit(heir)).id == reply.id

    anna.says("/ask Who lit the lamp?", heir)
    assert "Edda Quist" in (await world.next_message(heir)).text


async def test_anonymous_admins_are_answered_but_have_no_role(
    world: World, start: Start, olga: Person
) -> None:
    await start(admins=(olga.id,))
    group = world.supergroup("Reading circle")
    olga.says("/reload", group, behind=group)

    assert "I can’t see who is posting" in (await world.next_message(group)).text

    olga.says("/id", group, behind=group)
    assert "can’t see who you are" in (await world.next_message(group)).text

    olga.says("/ask Who lit the lamp?", group, behind=group)
    assert "Edda Quist" in (await world.next_message(group)).text


# Ignored updates


async def test_channel_posts_and_business_messages_are_ignored(
    world: World, running: QuothApplication, anna: Person, boris: Person
) -> None:
    await send_text(world, anna, "/id")
    before = len(requests(world))
    post = world.posts(world.channel("News"), "Who lit the lamp? @quoth_bot /start")
    anna.edits(post, "@quoth_bot What did the repair cost?")
    account = world.business(anna)
    account.connects()
    message = account.hears(boris, "/ask Who lit the lamp?")
    account.edits(message, "/ask@quoth_bot What did the repair cost?")
    account.deletes(message)
    account.connects(is_enabled=False)

    assert "Your numeric id" in (await send_text(world, anna, "/id")).text

    await running.update_queue.join()
    assert [request.method for request in requests(world)[before:]] == ["sendMessage"]
    assert [update.kind for update in world.updates[-8:-1]] == [
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "business_connection",
    ]


# Delivery


async def test_an_update_that_is_delivered_twice_is_answered_once(
    world: World, running: QuothApplication, anna: Person
) -> None:
    await send_text(world, anna, "Who lit the lamp?")
    world.deliver_again(world.updates[-1])

    assert "Your numeric id" in (await send_text(world, anna, "/id")).text


async def test_a_chat_is_answered_in_order_without_delaying_other_chats(
    world: World, running: QuothApplication, anna: Person, refusals: set[str], boris: Person
) -> None:
    refusals.add("Too Many Requests: retry after 1")
    await send_text(world, anna, "/id")
    world.throttle(anna.chat, 1)
    anna.says("/id")
    anna.says("What did the repair cost?")

    assert "Edda Quist" in (await send_text(world, boris, "Who lit the lamp?")).text
    assert [message.text for message in world.messages(anna.chat)][-1] == "What did the repair cost?"
    assert "Your numeric id" in (await world.next_message(anna.chat)).text
    assert "40,000" in (await world.next_message(anna.chat)).text


async def test_being_blocked_by_somebody_is_not_an_error(
    world: World, running: QuothApplication, anna: Person, refusals: set[str], boris: Person
) -> None:
    refusals.add("Forbidden: bot was blocked by the user")
    await send_text(world, anna, "/id")
    anna.says("Who lit the lamp?")
    anna.blocks_bot()
    await send_text(world, boris, "/id")


# Admins


async def test_a_reload_reports_what_changed_and_old_buttons_say_they_are_outdated(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    answer = await send_text(world, olga, "Who lit the lamp?")
    (source / "lamp.txt").write_text(LAMP.replace("Edda Quist", "Nils Holm"), encoding="utf-8")
    (source / "second.txt").write_text("A second lamp is planned for the north pier.", encoding="utf-8")

    report = await send_text(world, olga, "/reload")

    assert report.text.startswith("Reloaded.\n\nTexts: 1 added, 0 removed, 1 changed")
    assert "Nils Holm" in (await send_text(world, olga, "Who lit the lamp?")).text

    notice = await olga.taps(answer, "Context").answer()
    assert notice.show_alert
    assert "earlier version of the texts" in notice.text
    assert (await send_text(world, olga, "/reload")).text.startswith("Nothing has changed.")


async def test_a_file_published_at_the_terminal_is_used_for_answers_and_cited_by_page(
    world: World, start: Start, source: Path, tmp_path: Path, database: str, anna: Person
) -> None:
    if database:
        pytest.skip("with a server, what is published is noted there, and a folder alone does not say it")
    await start(source, policy=Policy(looks_for_versions=timedelta(seconds=0.05)))
    (source / "boat.pdf").write_bytes(pdf([], ["The boat came home at noon."]))
    built = build(CorpusStore(source, tmp_path / "versions"))
    shown = await send_text(world, anna, "/about")
    async with asyncio.timeout(60):
        while built.sha256[:8] not in shown.text:
            shown = await send_text(world, anna, "/about")

    assert "p. 2 · ¶ 1" in (await send_text(world, anna, "When did the boat come home?")).text


async def test_a_failed_reload_says_why_and_the_old_text_keeps_answering(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    text = (source / "lamp.txt").read_bytes()
    (source / "lamp.txt").write_bytes(b"")

    report = await send_text(world, olga, "/reload")

    assert report.text.startswith("The reload failed.")
    assert str(source) in report.text
    assert "Edda Quist" in (await send_text(world, olga, "Who lit the lamp?")).text

    (source / "lamp.txt").write_bytes(text)
    assert (await send_text(world, olga, "/reload")).text.startswith("Nothing has changed.")


async def test_questions_are_answered_during_a_reload_and_a_second_reload_is_refused(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id, anna.id))
    olga.says("/reload")
    olga.says("Who lit the lamp?")

    assert "Edda Quist" in (await world.next_message(olga.chat)).text
    assert "already running" in (await send_text(world, anna, "/reload")).text
    assert (await world.next_message(olga.chat)).text.startswith("Nothing has changed.")


async def test_people_without_a_role_are_refused_politely_and_shown_their_id(
    world: World, start: Start, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: chat not found")  # the admin has never written to the bot
    await start(admins=(1,))

    refusal = await send_text(world, anna, "/reload")

    assert "Only admins" in refusal.text
    assert refusal.body.covered("code") == (str(anna.id),)


async def test_each_scope_has_its_menu(world: World, start: Start, olga: Person, anna: Person) -> None:
    await start(admins=(olga.id,), policy=WITH_MENUS)
    await send_text(world, anna, "/id")
    await world.changes.until(lambda: world.menu(olga) != world.menu(anna) or None, "the admin's menu")
    in_group = [entry.command for entry in world.menu(anna, world.group("Circle"))]

    assert {"reload", "grant"} <= menu_commands(world, olga)
    assert "reload" not in menu_commands(world, anna)
    assert "id" not in in_group


# Errors


async def test_an_exception_is_logged_with_the_update_id_and_answered_with_a_short_apology(
    world: World,
    running: QuothApplication,
    anna: Person,
    refusals: set[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusals.add("Bad Request: a lamp in the works")

    async def fail(update: Update, context: Context) -> None:
        raise ValueError("a lamp in the works")

    running.add_handler(MessageHandler(filters.ALL, fail), group=-2)
    with caplog.at_level("ERROR", "bot"):
        reply = await send_text(world, anna, "Who lit the lamp?")

    assert "something went wrong" in reply.text
    assert f"handling update {world.updates[-1].id} failed" in caplog.text
    assert "lit the lamp" not in caplog.text


async def test_a_message_whose_formatting_is_refused_is_sent_without_it(
    world: World, running: QuothApplication, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: something new")
    await send_text(world, anna, "/id")
    world.fail("sendMessage", 400, "Bad Request: something new")

    reply = await send_text(world, anna, "Who lit the lamp?")

    assert "Edda Quist" in reply.text


async def test_questions_are_logged_only_if_that_is_turned_on(
    world: World, start: Start, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await start(policy=Policy(log_questions=True))
    with caplog.at_level("INFO", "bot"):
        await send_text(world, anna, "Who lit the lamp?")

        assert "Who lit the lamp?" in caplog.text
