"""The button [Read] below an answer: what it opens, in private and in groups."""

import pytest

from bot.messages.message import LinkButton
from bot.policy import Policy
from bot.views import answers
from bot.views.reply_context import ReplyContext
from retrieval.records import Grade
from tests.bot.conftest import Start
from tests.bot.samples import button_labels, make_stored_answer
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from web.pages.access import PageAccess
from web.pages.reader_links import ReaderLinks

SIGNED = PageAccess(is_open=False, secret="a secret of the lighthouse", seconds=60)


def with_reader(context: ReplyContext, url: str, access: PageAccess | None = None) -> ReplyContext:
    links = ReaderLinks(url, access or PageAccess(), clock=lambda: 1000.0)
    return ReplyContext(context.snapshot, context.texts, context.username, links)


def read_button(context: ReplyContext, cited: int = 1) -> LinkButton:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER, cited=cited), context)
    (found,) = [each for row in reply.keyboard for each in row if isinstance(each, LinkButton)]
    return found


def test_without_a_public_address_there_is_no_way_to_read(context: ReplyContext) -> None:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER), context)

    assert button_labels(reply)[0] == ["Context", "More"]


def test_the_link_has_the_places_of_the_citations_and_neither_name_nor_token(context: ReplyContext) -> None:
    button = read_button(with_reader(context, "http://read.example.org"), cited=2)

    snapshot = context.snapshot
    first, second = make_stored_answer(snapshot, Grade.ANSWER, cited=2).answer.citations

    assert button.url == (
        f"http://read.example.org/read/lamp?v={snapshot.version}&c={first.start}-{first.end}"
        f"&c={second.start}-{second.end}&n=1&q=Who+lit+the+lamp%3F#c1"
    )
    assert not button.in_telegram


def test_over_https_it_opens_as_a_mini_app_without_a_fragment_of_its_own(context: ReplyContext) -> None:
    button = read_button(with_reader(context, "https://read.example.org"))

    assert button.in_telegram
    assert "#" not in button.url


def test_if_only_people_from_the_bot_may_read_the_link_is_signed(context: ReplyContext) -> None:
    button = read_button(with_reader(context, "http://read.example.org", SIGNED))

    assert f"&k={SIGNED.grant(1000.0)}#c1" in button.url
    assert "a secret" not in button.url


def test_below_the_context_of_a_sentence_read_opens_that_sentence(context: ReplyContext) -> None:
    given = make_stored_answer(context.snapshot, Grade.ANSWER, cited=2)

    reply = answers.context_reply(given, 2, 0, with_reader(context, "http://read.example.org"))

    (button,) = [each for row in reply.keyboard for each in row if isinstance(each, LinkButton)]

    assert button.url.endswith("#c2")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("url", "action"), [("https://read.example.org", "web_app"), ("http://read.example.org", "url")]
)
async def test_telegram_takes_the_button_in_private(
    world: World, start: Start, url: str, action: str, anna: Person
) -> None:
    await start(policy=Policy(reader=ReaderLinks(url, PageAccess())))

    anna.says("Who lit the lamp?")
    answer = await world.next_message(anna.chat)

    (read,) = [button for row in answer.keyboard for button in row if button.text == "Read"]

    assert read.action == action
    assert read.value.startswith(f"{url}/read/lamp?v=")


async def test_in_a_group_the_button_is_a_link(world: World, start: Start) -> None:
    await start(policy=Policy(reader=ReaderLinks("https://read.example.org", PageAccess())))
    anna, group = world.person("Anna"), world.group("Harbour")

    anna.says("/ask Who lit the lamp?", group)
    answer = await world.next_message(group)

    (read,) = [button for row in answer.keyboard for button in row if button.text == "Read"]

    assert read.action == "url"
