"""The messages and taps for each picture of a reply; to show another kind of reply, add an entry."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.pictures.example_usage import stats
from tests.support.pictures.playing import (
    ARTICLE,
    LIBRARY,
    Changes,
    Chooses,
    Edits,
    Opens,
    Replies,
    Says,
    Scene,
    Sends,
    Shows,
    Step,
    Types,
    Waits,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the name of its file, its title, what it shows in a sentence or two, and its scene."""

    name: str
    title: str
    caption: str
    scene: Scene


PAPER = "Which paper carried the foreign minister’s article?"
HU = "Who is Hu Jintao?"
HOTEL = "Which hotel is Putin staying at?"
MATCH = "Who won the football match?"
FERRY = "The ferry of Osk is painted green. Captain Runa Dahl has steered it since May."


def private(*steps: Step, last: int = 0, language: str = "en") -> Scene:
    """A conversation with the bot about the demonstration article."""
    return Scene(steps, last=last, language=language)


def library(*steps: Step, language: str = "en") -> Scene:
    """A conversation with the bot about texts in several languages."""
    return Scene(steps, corpus=LIBRARY, language=language)


def admin(*steps: Step, last: int = 0, corpus: Path = ARTICLE) -> Scene:
    """A conversation of an admin with the bot."""
    return Scene(steps, is_admin=True, last=last, corpus=corpus)


ANSWERS = [
    Picture(
        "answer",
        "An answer",
        "A sentence of the text, word for word, and where it stands; [1] is a link to it.",
        private(PAPER),
    ),
    Picture(
        "two-sentences",
        "An answer in two sentences",
        "Each has its number, its place and its own way into the text.",
        private("What do they want from North Korea?"),
    ),
    Picture(
        "follow-up",
        "A follow-up",
        "What was really searched for is said wherever it differs from what was typed.",
        private("Who is Jiang Zemin?", "And what does that do to ties with Moscow?"),
    ),
    Picture(
        "exactly",
        "Exactly what was typed",
        "The button below a follow-up searches without what was said before.",
        private(
            "Who is Jiang Zemin?", "And what does that do to ties with Moscow?", "[Search exactly]", last=2
        ),
    ),
    Picture(
        "two-of-a-name",
        "Two of that name",
        "The likelier one is shown, and the other is one tap away.",
        library("Who is Brandt?"),
    ),
    Picture(
        "partial",
        "Not quite an answer",
        "The closest sentence, below a line that says what it lacks.",
        private(HOTEL),
    ),
    Picture(
        "nothing-found",
        "No answer",
        "Which words are nowhere, what the text is, and two questions that it does answer.",
        private(MATCH),
    ),
    Picture(
        "edited",
        "An edited question",
        "Its answer changes in place.",
        private(HU, Edits("Who is Vyacheslav Nikonov?")),
    ),
    Picture(
        "quoted-reply",
        "A reply to some words",
        "The words that were picked out are what the question is about.",
        private(PAPER, Replies("Who is he?", "Foreign Minister Igor Ivanov")),
    ),
]
CITATIONS = [
    Picture(
        "context",
        "Context",
        "The paragraph of a sentence; ◀ ▶ lead through the text.",
        private(PAPER, "[Context]"),
    ),
    Picture(
        "further",
        "One paragraph on",
        "▶ shows the next paragraph, and Back the answer again.",
        private(PAPER, "[Context]", "[▶]"),
    ),
    Picture(
        "speaker",
        "Who says this?",
        "The sentences that tell who is meant by “he”.",
        private("What is not enough for Moscow?", "[Context]", "[Who says this?]"),
    ),
    Picture("more", "More", "The next best sentences, three at a time.", private(HU, "[More]")),
    Picture(
        "permalink",
        "A link to a sentence",
        "It opens from anywhere, and says whether the text still has the sentence.",
        private(PAPER, Opens(), last=2),
    ),
    Picture(
        "permalink-changed",
        "The same link after a change",
        "Cited sentences are kept, so that their links can say what is different now.",
        private(PAPER, Changes("carried an article by", "printed an essay by"), Opens(), last=2),
    ),
    Picture(
        "stale",
        "An old button",
        "It says that the answer is about an earlier version of the texts, and shows no other sentence in "
        "the place of the old one.",
        private(PAPER, Changes("China", "Japan"), "[Context]"),
    ),
    Picture(
        "verify",
        "/verify, word for word",
        "A quotation that is right, in its paragraph.",
        private("/verify fir trees and bamboo that twine together"),
    ),
    Picture(
        "verify-differs",
        "/verify, with a difference",
        "What the text has not is struck through; what it has instead is bold.",
        private("/verify nothing dramatic ever happens right after power has changed hands"),
    ),
    Picture(
        "verify-claim",
        "/verify, with a wrong number",
        "The sentence that is meant, and the number that it has instead.",
        private("/verify trade reached $20 billion"),
    ),
    Picture(
        "verify-absent",
        "/verify, not in the text",
        "Nothing comes close.",
        private("/verify penguins play chess in the garden"),
    ),
]
COMMANDS = [
    Picture(
        "start", "/start", "What the bot answers from, and three questions to begin with.", private("/start")
    ),
    Picture(
        "why",
        "/why",
        "What the sentence has that its runner-up has not, and how sure the bot is.",
        private(PAPER, "/why", last=2),
    ),
    Picture(
        "digest",
        "/digest",
        "The sentences that carry the text; More shows the next ones.",
        private("/digest"),
    ),
    Picture(
        "timeline",
        "/timeline",
        "Dated sentences, in order. The label above each sentence is its date, in its own words.",
        private("/timeline"),
    ),
    Picture(
        "who", "/who", "People in the text, each with the sentence that says who they are.", private("/who")
    ),
    Picture("numbers", "/numbers", "Sentences with figures and amounts.", private("/numbers")),
    Picture("outline", "/outline", "The text, paragraph by paragraph.", private("/outline")),
    Picture("sources", "/sources", "The texts; a number opens one.", library("/sources")),
    Picture("language", "/language", "The languages that the bot speaks.", private("/language")),
    Picture("about", "/about", "What the bot is, and which version of the text it has.", private("/about")),
    Picture("help", "/help", "How to ask, and the commands.", private("/help")),
    Picture("privacy", "/privacy", "What is kept of you, and for how long.", private("/privacy")),
    Picture("forget", "/forget", "All of it is deleted at once.", private(HU, "/forget", last=2)),
]
RATINGS = [
    Picture("thanks", "👍", "A line that passes.", private(HU, "[👍]")),
    Picture("reasons", "👎", "It asks for the reason.", private(HU, "[👎]")),
]
CHATS = [
    Picture(
        "group",
        "In a group",
        "The bot is silent until it is spoken to, and replies to whoever asked.",
        Scene(
            [Says("Nora", "They met in Beijing, didn’t they?"), Says("Boris", f"@quoth_bot {PAPER}")],
            place="group",
        ),
    ),
    Picture(
        "group-mention",
        "Somebody else’s question",
        "Who replies to it and mentions the bot puts it to the bot.",
        Scene([Says("Nora", HU), Says("Boris", "@quoth_bot", is_reply=True)], place="group"),
    ),
    Picture(
        "group-repeated",
        "A question asked again",
        "The second one who asks is led to the answer.",
        Scene([Says("Boris", f"/ask {HU}"), Says("Nora", f"/ask {HU}")], place="group"),
    ),
    Picture(
        "topic",
        "In a topic",
        "An answer stays in the topic of its question.",
        Scene([f"/ask {PAPER}"], place="topic"),
    ),
    Picture(
        "inline",
        "In any chat",
        "The bot’s name and a question bring cards to choose from.",
        Scene([Types(HU)], place="friend"),
    ),
    Picture(
        "inline-hints",
        "Hints",
        "Without a question, the cards are questions.",
        Scene([Types("")], place="friend"),
    ),
    Picture(
        "inline-sent",
        "A chosen card",
        "It is sent with its place, and its link works there, too.",
        Scene([Types(HU), Chooses(0)], place="friend"),
    ),
]
LANGUAGES = [
    Picture(
        "russian",
        "Russian",
        "The bot speaks your language where it can.",
        library("Кто отшлифовал новую линзу?", language="ru"),
    ),
    Picture(
        "chinese",
        "Chinese",
        "It finds words where none are set apart.",
        library("谁负责修桥的工程？", language="zh-hans"),
    ),
    Picture(
        "arabic",
        "Arabic",
        "Text that runs from right to left, among words that do not.",
        library("من حفر البئر الجديدة؟", "[Context]"),
    ),
    Picture(
        "english-in-russian",
        "An English text, in a Russian Telegram",
        "What is quoted stays in its own language, which is named.",
        private(HU, language="ru"),
    ),
]
ADMINS = [
    Picture(
        "upload",
        "A file",
        "What publishing it would change; nothing is published until someone says so.",
        admin(Sends("ferry.txt", FERRY), Waits("Nothing is published yet"), corpus=LIBRARY),
    ),
    Picture(
        "published",
        "A file, published",
        "It answers at once.",
        admin(
            Sends("ferry.txt", FERRY),
            Waits("Nothing is published yet"),
            "[Publish]",
            Waits("Published."),
            "Who steers the ferry?",
            corpus=LIBRARY,
        ),
    ),
    Picture(
        "reload",
        "/reload",
        "What has changed, and what became of the questions whose answers are known.",
        admin(
            Changes('"Kommersant" carried', '"Kommersant" brought', is_published=False),
            "/reload",
            Waits("Reloaded"),
        ),
    ),
    Picture(
        "held-back",
        "/reload, held back",
        "A change by which a known question would lose its answer waits for a decision.",
        admin(
            Changes("a visit of two days", "a visit of three days", is_published=False),
            "/reload",
            Waits("Held back"),
        ),
    ),
    Picture(
        "gold",
        "/gold",
        "In reply to a good answer: no later version may lose it unasked.",
        admin(PAPER, Replies("/gold"), last=1),
    ),
    Picture(
        "remove",
        "/remove",
        "What removing a file would change; nothing is removed until someone says so.",
        admin(
            Sends("ferry.txt", FERRY),
            Waits("Nothing is published yet"),
            "[Publish]",
            Waits("Published."),
            "/remove ferry",
            Waits("Nothing is removed yet"),
            last=1,
            corpus=LIBRARY,
        ),
    ),
    Picture(
        "versions",
        "/versions",
        "Which versions there are, and the way back to an earlier one.",
        admin(Changes("3 December", "4 December"), "/versions"),
    ),
    Picture(
        "diff",
        "/diff",
        "Compare two versions, text by text.",
        admin(Changes("3 December", "4 December"), "/diff"),
    ),
    Picture(
        "rollback",
        "/rollback",
        "It says what going back would undo, and asks.",
        admin(Changes("3 December", "4 December"), "/rollback", Waits("?")),
    ),
    Picture(
        "gaps",
        "/gaps",
        "What people asked for and did not get.",
        admin(HOTEL, MATCH, "/gaps", last=2),
    ),
    Picture(
        "gap",
        "A gap",
        "One of them, with what can be done about it.",
        admin(HOTEL, MATCH, "/gaps", "[2]", last=2),
    ),
    Picture(
        "stats",
        "/stats",
        "How much was asked in a week, and how well it was answered; never by whom.",
        Scene([Shows(stats)]),
    ),
    Picture(
        "use",
        "/use",
        "Where the bot has several texts under names of their own: which of them this chat uses.",
        Scene(["/use"], libraries=("handbook", "faq", "news")),
    ),
    Picture(
        "refused",
        "/reload, from somebody else",
        "Only admins may, and the reply says which id would have to be one.",
        private("/reload", Waits("admin")),
    ),
]

CHAPTERS = {
    "Answers": ANSWERS,
    "Citations": CITATIONS,
    "Commands": COMMANDS,
    "Ratings": RATINGS,
    "Groups and other chats": CHATS,
    "Languages": LANGUAGES,
    "For admins": ADMINS,
}
PICTURES = [picture for pictures in CHAPTERS.values() for picture in pictures]
