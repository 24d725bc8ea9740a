"""Sample answers over the small corpus, a corpus of hostile texts, and helpers to inspect a reply."""

from bot.messages.callback_data import Action, unpack
from bot.messages.chats import Conversation
from bot.messages.message import Button, Reply
from bot.messages.richtext import entities
from bot.state import StoredAnswer
from retrieval.records import Answer, Citation, Grade
from retrieval.store.snapshot import Snapshot
from tests.support.bot_api.model.records import Entity, FormattedText
from tests.support.bot_api.validation import td

FOG = "🌫" * 900
HOSTILE = [
    {"_id": "<b>&amp;", "title": "T" * 1500, "text": f"One short. {FOG}. Another {FOG}. And {FOG}."},
    {
        "_id": "many",
        "title": "A\nB",
        "text": " ".join(f"Sentence {n} of a long paragraph about fog." for n in range(400)),
    },
    {"_id": "rtl", "title": "أخبار", "text": "قال الوزير إن السفينة وصلت. لم يحدث شيء بعد ذلك 😀."},
    {"_id": "emoji", "title": "", "text": "👨‍👩‍👧👍🏽🇨🇳 " * 900 + ". The end *of* _it_ [all](http://x.org)."},
    {"_id": "zh", "title": "灯", "text": "港口的灯又亮了。市长说大家都很高兴。"},
]


def sentences(snapshot: Snapshot) -> list[Citation]:
    """Every sentence of the corpus, as candidates."""
    passages = [snapshot.passage_at(place) for place in range(snapshot.passage_count)]
    return [
        Citation(passage.document, passage.title, passage.number, *span, passage.sentence(span), 1.0)
        for passage in passages
        for span in passage.sentences
    ]


def make_stored_answer(
    snapshot: Snapshot, grade: Grade, cited: int = 1, missing: tuple[str, ...] = (), first: int = 0
) -> StoredAnswer:
    """An answer that cites that many sentences of the corpus; the others are further candidates."""
    candidates = sentences(snapshot)[first:] + sentences(snapshot)[:first]
    answer = Answer(
        "Who lit the lamp?",
        grade,
        0.5,
        tuple(candidates[:cited]),
        tuple(candidates[cited : cited + 7]),
        missing,
    )
    return StoredAnswer("1a2b3c4d", Conversation(7, 0, 7), 55, 1.0, snapshot.version, answer)


def button_labels(reply: Reply) -> list[list[str]]:
    return [[button.label for button in row] for row in reply.keyboard]


def button_actions(reply: Reply) -> list[Action | None]:
    """The actions of the buttons."""
    return [unpack(button.data) for row in reply.keyboard for button in row if isinstance(button, Button)]


def marked_texts(reply: Reply, kind: str) -> list[str]:
    return [reply.text.text[mark.start : mark.end] for mark in reply.text.marks if mark.kind == kind]


def assert_telegram_keeps(reply: Reply) -> None:
    """Assert that Telegram keeps the quotation blocks as intended and that the text is not too long."""
    sent = tuple(
        Entity(entity.type, entity.offset, entity.length, entity.url or "") for entity in entities(reply.text)
    )
    kept = td.normalized(FormattedText(reply.text.text, sent))
    assert len(kept.text) <= 4096
    assert len(kept.covered("blockquote")) == len(marked_texts(reply, "blockquote"))
