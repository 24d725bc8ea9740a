"""The context that a question carries over from a conversation."""

from collections.abc import Iterator, Sequence

import pytest

from retrieval.answering import answer, retrieve_and_rank
from retrieval.dialogue.context import (
    CarriedContext,
    carry_over,
    context_need,
    context_scores,
    lacks_carried_names,
    understood_as,
)
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import search_passages
from retrieval.ranking.ranker import shipped_weights
from retrieval.records import Answer, Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import analyze_question
from tests.support.snapshots import snapshot_of, write_texts

PEOPLE = {
    "Ann Lee": """Ann Lee was a miller of Arden. She was born in Dover in 1780. Her school was a boat.

She won a silver medal for her bread. She died of a fever.""",
    "Carl Brandt": """Carl Brandt was a painter of ships. He was born in Bremen. His school was a barn.

He won a gold medal for a portrait. He sold it to a duke.""",
    "Donkeys": "Donkeys eat straw and thistles. They live for thirty years. A donkey carries fifty kilos.",
    "Salt": "Salt was dug at Hallein. The quarry was closed by the bishop because its shafts had flooded.",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home = tmp_path_factory.mktemp("people")
    with snapshot_of(write_texts(home / "corpus.jsonl", PEOPLE)) as snapshot:
        yield snapshot


def converse(snapshot: Snapshot, *questions: str) -> list[Turn]:
    history: list[Turn] = []
    for question in questions:
        history.append(Turn(question, answer(question, snapshot, history)))
    return history


def last(snapshot: Snapshot, *questions: str) -> Answer:
    return converse(snapshot, *questions)[-1].answer


def carry(snapshot: Snapshot, question: str, history: Sequence[Turn]) -> CarriedContext | None:
    return carry_over(parse_query(question, snapshot), history, snapshot)


NEED_CONTEXT = {
    "en": ("When did she win it?", "And in Berlin?", "What else did Brandt paint?"),
    "ru": ("Когда он её получил?", "А в Берлине?", "Что ещё написал Брандт?"),
    "es": ("¿Cuándo lo recibió ella?", "¿Y en Berlín?", "¿Qué más pintó Brandt?"),
    "de": ("Wann hat sie ihn gewonnen?", "Und in Berlin?", "Was malte Brandt sonst noch?"),
    "fr": ("Quand est-elle née, elle ?", "Et à Berlin ?", "Qu'a peint Brandt d'autre, encore ?"),
    "zh": ("她什么时候得到它的？", "那么在柏林呢？", "布兰特还画了什么其他作品？"),
    "ja": ("彼女はいつそれを受け取りましたか？", "では、ベルリンは？", "ブラントは他に何を描きましたか？"),
    "ar": ("متى حصلت عليها هي؟", "وماذا عن برلين؟", "ماذا رسم برانت أيضا؟"),
    "hi": ("उसने इसे कब जीता?", "और बर्लिन में?", "ब्रांट ने और क्या चित्रित किया?"),
    "th": ("เธอได้มันเมื่อไร", "แล้วในเบอร์ลินล่ะ", "บรันท์วาดอะไรอีก"),
}


@pytest.mark.parametrize("language", NEED_CONTEXT)
def test_pronouns_openings_and_comparatives_need_context(language: str) -> None:
    pronoun, opening, comparing = (
        context_need(analyze_question(each, language), 4) for each in NEED_CONTEXT[language]
    )

    assert pronoun == 1.0
    assert opening >= 0.7
    assert comparing >= 0.4


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who signed the treaty with Ruritania in Strelsau?", "en"),
        ("Is it true that Ann Lee was a miller of Arden?", "en"),
        ("Кто подписал договор с Руританией в Стрельсау?", "ru"),
        ("Wer unterschrieb den Vertrag mit Ruritanien in Strelsau?", "de"),
        ("土耳其的首都在哪里建立？", "zh"),
    ],
)
def test_a_complete_question_needs_no_context(question: str, language: str) -> None:
    assert context_need(analyze_question(question, language), 4) == 0.0


def test_a_question_without_content_words_depends_wholly_on_context() -> None:
    assert context_need(analyze_question("Why?", "en"), 0) == 1.0


def test_without_a_history_nothing_is_carried_over(snapshot: Snapshot) -> None:
    assert carry(snapshot, "When was she born?", ()) is None


def test_a_pronoun_refers_to_the_person_the_conversation_is_about(snapshot: Snapshot) -> None:
    for name in ("Ann Lee", "Carl Brandt"):
        found = last(snapshot, f"Who was {name}?", "Which medal did they win?")

        assert found.citations[0].document == name
        assert "medal" in found.citations[0].text


def test_the_subject_is_kept_over_turns_that_do_not_name_it(snapshot: Snapshot) -> None:
    found = last(
        snapshot,
        "Who was Carl Brandt?",
        "Where was he born?",
        "Which medal did he win?",
        "Where was his school?",
    )

    assert found.citations[0].text == "His school was a barn."


def test_a_bare_question_is_about_what_was_asked_before(snapshot: Snapshot) -> None:
    found = last(snapshot, "Who closed the quarry?", "Why?")

    assert found.grade is not Grade.NONE
    assert "flooded" in found.citations[0].text
    assert "" not in found.missing_terms


def test_a_question_on_a_new_topic_carries_nothing_over(snapshot: Snapshot) -> None:
    talked = converse(snapshot, "Who was Carl Brandt?", "Where was he born?")
    question = "Where was the salt of Hallein dug?"

    assert answer(question, snapshot, talked) == answer(question, snapshot)


def test_after_a_change_of_topic_a_pronoun_refers_to_the_new_one(snapshot: Snapshot) -> None:
    found = last(
        snapshot,
        "Who was Carl Brandt?",
        "Where was he born?",
        "Who was Ann Lee?",
        "Which medal was won then?",
    )

    assert found.citations[0].document == "Ann Lee"


def test_words_of_earlier_questions_weigh_more_than_words_of_their_answers(snapshot: Snapshot) -> None:
    cited = answer("What do donkeys eat?", snapshot)
    taken = carry(snapshot, "When did he win it?", [Turn("Who was Carl Brandt?", cited)])

    assert taken is not None
    assert set(taken.asked) == {"carl", "brandt"}
    assert taken.query.context["brandt"] > taken.query.context.get("thistl", 0.0)


NOTHING = Answer("", Grade.NONE, 0.0)


def weight_of_thistles_after(snapshot: Snapshot, *questions: str) -> float:
    """The weight that the word "thistles" of the first question still has after the others."""
    taken = carry(snapshot, "Why is that?", [Turn(question, NOTHING) for question in questions])
    assert taken is not None
    return taken.asked["thistl"]


def test_context_fades_slowly_while_questions_depend_on_it(snapshot: Snapshot) -> None:
    fresh = weight_of_thistles_after(snapshot, "What are thistles?")

    assert 0.8 * fresh < weight_of_thistles_after(snapshot, "What are thistles?", "Why is that?") < fresh


def test_context_fades_at_once_when_a_question_stands_alone(snapshot: Snapshot) -> None:
    alone = "Did the bishop of Hallein in 1702 own Arden?"

    assert weight_of_thistles_after(snapshot, "What are thistles?", alone) < 0.5 * weight_of_thistles_after(
        snapshot, "What are thistles?"
    )


def test_context_fades_when_an_answer_comes_from_another_document(snapshot: Snapshot) -> None:
    other = answer("Who was Carl Brandt?", snapshot)
    first = Turn("What are thistles?", answer("What do donkeys eat?", snapshot))

    taken = [carry(snapshot, "Why is that?", [first, Turn("And why?", each)]) for each in (NOTHING, other)]

    assert taken[0] is not None
    assert taken[1] is not None
    assert taken[1].asked["thistl"] < taken[0].asked["thistl"]


def test_a_document_about_what_was_asked_gains_most(snapshot: Snapshot) -> None:
    history = [Turn("Who was Carl Brandt?", NOTHING)]
    trace = retrieve_and_rank("Which medal did he win?", snapshot, shipped_weights(), history)

    assert trace.context is not None
    assert trace.ranked is not None

    along = context_scores(trace.context, trace.found, trace.ranked.candidates)
    for each, gain in zip(trace.ranked.candidates, along, strict=True):
        about = trace.found[each.passage].passage.passage.document == "Carl Brandt"

        assert gain == 0.0 if about else gain < -2.0


def test_a_pronoun_late_in_a_question_may_refer_to_something_in_it() -> None:
    assert (
        context_need(analyze_question("How did the painter Carl Brandt of Bremen sell his ships?", "en"), 6)
        < 0.5
    )


def test_a_follow_up_is_shown_with_the_name_it_carried_over(snapshot: Snapshot) -> None:
    first, second = converse(snapshot, "Who was Carl Brandt?", "Where was he born?")

    assert first.answer.understood_as is None
    assert second.answer.understood_as == "Where was he born? (Carl Brandt)"


def test_a_follow_up_is_shown_with_words_when_no_name_was_asked_about(snapshot: Snapshot) -> None:
    found = last(snapshot, "who closed the quarry?", "Why?")

    assert found.understood_as is not None
    assert set(found.understood_as.removeprefix("Why? (").removesuffix(")").split(", ")) == {
        "closed",
        "quarry",
    }


def test_a_carried_over_name_is_shown_once_and_in_full(snapshot: Snapshot) -> None:
    found = last(snapshot, "Who was Carl Brandt?", "What did Brandt win?", "And where was he born?")

    assert found.understood_as == "And where was he born? (Carl Brandt)"


def test_a_question_is_shown_as_typed_when_its_context_found_nothing(snapshot: Snapshot) -> None:
    found = last(snapshot, "Who was Carl Brandt?", "And who closed the quarry by the salt?")

    assert found.citations[0].document == "Salt"
    assert found.understood_as is None


def test_a_vague_question_is_shown_with_its_context_even_if_that_found_nothing(snapshot: Snapshot) -> None:
    history = converse(snapshot, "Who was Carl Brandt?")
    shown = {}
    for question in ("Were they flooded?", "Were their shafts flooded by the bishop?", "Who is the bishop?"):
        trace = retrieve_and_rank(question, snapshot, shipped_weights(), history)
        documents = [each.passage.passage.document for each in trace.found]

        assert trace.context is not None

        shown[question] = understood_as(question, trace.context, trace.found, documents.index("Salt"))

    assert list(shown.values()) == ["Were they flooded? (Carl Brandt)", None, None]


def test_only_carried_over_names_that_the_answer_mentions_are_shown(snapshot: Snapshot) -> None:
    found = last(
        snapshot, "Was Ann Lee from Dover?", "Was Carl Brandt from Bremen?", "Which medal did he win?"
    )

    assert found.citations[0].document == "Carl Brandt"
    assert found.understood_as == "Which medal did he win? (Carl Brandt)"


def test_a_pronoun_is_never_called_a_missing_word(snapshot: Snapshot) -> None:
    found = last(snapshot, "Which medal did Ann Lee win?", "And the copper one?")

    assert found.missing_terms == ("copper",)


def test_a_question_that_depends_little_on_context_is_shown_as_typed(snapshot: Snapshot) -> None:
    history = converse(snapshot, "Who was Carl Brandt?")
    question = "why had shafts of the quarry flooded"
    taken = carry(snapshot, question, history)

    assert taken is not None
    assert understood_as(question, taken) is None


def test_an_exact_search_ignores_the_history(snapshot: Snapshot) -> None:
    history = converse(snapshot, "Who was Carl Brandt?")

    assert answer("Which medal was it?", snapshot, history, exact=True) == answer(
        "Which medal was it?", snapshot
    )


def test_an_exact_search_corrects_no_slips(snapshot: Snapshot) -> None:
    assert answer("What was dug at Hlalein?", snapshot).understood_as == "What was dug at Hallein?"

    exact = answer("What was dug at Hlalein?", snapshot, exact=True)
    assert exact.understood_as is None
    assert exact.missing_terms == ("Hlalein",)


def test_a_sentence_cited_before_ranks_below_its_neighbours(snapshot: Snapshot) -> None:
    history = converse(snapshot, "Who was Ann Lee?", "Which medal did she win?")
    trace = retrieve_and_rank("And what else did she win?", snapshot, shipped_weights(), history)

    assert trace.context is not None
    assert trace.ranked is not None

    candidates = trace.ranked.candidates
    along = dict(
        zip(
            ((each.passage, each.sentence.text) for each in candidates),
            context_scores(trace.context, trace.found, candidates),
            strict=True,
        )
    )
    medal = next(each for each in along if "silver medal" in each[1])

    assert along[medal] < along[medal[0], "She died of a fever."]


@pytest.mark.parametrize("question", ["", "   ", "?", "\U0001f600", "a" * 5000, "he " * 500, "\ud800"])
def test_any_text_can_follow_any_other(snapshot: Snapshot, question: str) -> None:
    history = converse(snapshot, "Who was Ann Lee?", question)

    assert answer("And why?", snapshot, history).question == "And why?"


STORIES = {
    "trial": "Edda Quist was tried in Lund. It gave her nine years. She appealed because it was unfair.",
    "race": "Olaf Brand won the race on Sunday. It was the best of his years on the road. The crowd cheered.",
    "storm": "The storm came to Skagen in June. Many appealed for help. The mayor was sentenced to silence.",
}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("stories")
    (folder / "docs").mkdir()
    for name, text in STORIES.items():
        (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
    with snapshot_of(folder / "docs") as snapshot:
        yield snapshot


@pytest.mark.parametrize("first", ["Who is Edda Quist?", "who is edda quist"])
@pytest.mark.parametrize("question", ["how many years did she get", "did she appeal?"])
def test_a_follow_up_stays_with_the_document_about_the_person_it_refers_to(
    stories: Snapshot, first: str, question: str
) -> None:
    found = last(stories, first, question)

    assert (*found.citations, *found.others)[0].document == "trial"


@pytest.mark.parametrize("question", ["who is olaf brand", "What did Olaf Brand win?"])
def test_a_complete_question_carries_nothing_over_however_its_names_are_typed(
    stories: Snapshot, question: str
) -> None:
    history = converse(stories, "who is edda quist")

    assert answer(question, stories, history) == answer(question, stories)


def test_a_lone_question_word_asks_about_the_last_answer(stories: Snapshot) -> None:
    found = last(stories, "who is edda quist", "did she appeal?", "why?")

    assert found.citations[0].text == "She appealed because it was unfair."


def test_a_document_that_lacks_the_name_referred_to_gives_no_sure_answer(stories: Snapshot) -> None:
    query = parse_query("When did she come to Skagen?", stories)
    context = carry_over(query, converse(stories, "Who is Edda Quist?"), stories)

    assert context is not None

    found = search_passages(query, stories)

    lacking = {each.passage.passage.document: lacks_carried_names(context, each, stories) for each in found}

    assert lacking["storm"]
    assert not lacking.get("trial", False)


def test_a_question_with_only_question_words_is_about_the_same_name(stories: Snapshot) -> None:
    history = converse(stories, "who is edda quist", "did she appeal?")

    context = carry_over(parse_query("how many years?", stories), history, stories)

    assert context is not None
    assert [term.text for term in context.query.terms] == ["edda", "quist", "years"]


def test_a_sentence_without_what_is_asked_is_not_a_sure_answer_to_a_lone_question_word(
    stories: Snapshot,
) -> None:
    found = last(stories, "who is olaf brand", "when?", "why?")

    assert found.grade is not Grade.ANSWER


def test_words_of_the_last_question_are_not_shown_for_a_complete_one(snapshot: Snapshot) -> None:
    history = converse(snapshot, "what do donkeys eat?")

    found = answer("where was the salt dug", snapshot, history)

    assert found.citations[0].document == "Salt"
    assert found.understood_as is None


def test_a_question_that_finds_nothing_as_a_follow_up_is_asked_by_itself(snapshot: Snapshot) -> None:
    history = converse(snapshot, "Who was Carl Brandt?", "Who was Ann Lee?")

    found = answer("how many kilos", snapshot, history)

    assert found.grade is not Grade.NONE
    assert "fifty kilos" in found.citations[0].text
