from dataclasses import replace

import pytest

from bot.messages.message import check
from bot.texts.catalog import ENGLISH
from bot.views.explanations import why_reply
from bot.views.reply_context import ReplyContext
from retrieval.explaining import Explanation, FeatureGroup, explain
from retrieval.ranking.confidence import ANSWERS_FROM
from retrieval.records import Grade
from retrieval.text.question import AnswerType
from tests.bot.samples import HOSTILE, assert_telegram_keeps, marked_texts
from tests.support.bot_api.validation import td


@pytest.fixture(scope="module")
def explanation(context: ReplyContext) -> Explanation:
    return explain("Who lit the lamp for the penguins?", context.snapshot)


def test_an_explanation_quotes_both_sentences_with_their_sources(
    context: ReplyContext, explanation: Explanation
) -> None:
    assert explanation.shown is not None
    assert explanation.runner_up is not None

    reply = why_reply(explanation, "1a2b3c4d", context)
    assert marked_texts(reply, "blockquote") == [explanation.shown.text, explanation.runner_up.text]
    assert f"\nA The Lamp of Selmouth · ¶ {explanation.shown.passage} · 3 May 1999" in reply.text.text
    assert f"\nB The Lamp of Selmouth · ¶ {explanation.runner_up.passage} · 3 May 1999" in reply.text.text

    check(reply, context.snapshot)


def test_each_word_is_listed_with_its_rarity_and_its_score_in_both_sentences(
    context: ReplyContext, explanation: Explanation
) -> None:
    lines = why_reply(explanation, "1a2b3c4d", context).text.text.splitlines()
    lit, penguins = (word for word in explanation.words if word.text in {"lit", "penguins"})
    if lit.text != "lit":
        lit, penguins = penguins, lit

    assert lit.shown is not None
    assert f"penguins {penguins.idf:.2f} · in no sentence" in lines
    assert any(line.startswith(f"lit {lit.idf:.2f} · {lit.shown.bm25:.2f} · ") for line in lines)


def test_a_word_of_the_same_family_is_labelled_as_related(context: ReplyContext) -> None:
    explanation = explain("What did repairing the pier cost the harboured fishery?", context.snapshot)
    text = why_reply(explanation, "1a2b3c4d", context).text.text

    assert any(line.startswith("fishery ") and "related" in line for line in text.splitlines())


def test_reasons_confidence_and_thresholds_are_explained_in_plain_words(
    context: ReplyContext, explanation: Explanation
) -> None:
    text = why_reply(explanation, "1a2b3c4d", context).text.text

    assert "Asked for: a person" in text
    assert f"A is ahead by {explanation.margin:+.2f}:" in text
    assert "the question’s words in it" in text
    assert f"Confidence {explanation.answer.confidence:.2f}: " in text

    answers_from, none_below = f"{explanation.answers_from:.2f}", f"{explanation.none_below:.2f}"
    assert f"{answers_from} or more counts as an answer; below {none_below} I give none." in text


def test_an_unspecific_question_gets_no_asked_for_line(
    context: ReplyContext, explanation: Explanation
) -> None:
    assert ENGLISH.explanations.asked_for(AnswerType.THING.value).text == ""

    anything = replace(explanation, expected=AnswerType.THING)
    assert "Asked for" not in why_reply(anything, "1a2b3c4d", context).text.text


def test_a_who_is_question_is_explained_as_asking_who_or_what(context: ReplyContext) -> None:
    who = explain("Who is Edda Quist?", context.snapshot)

    assert "Asked for: who or what it is" in why_reply(who, "1a2b3c4d", context).text.text


def test_a_question_in_another_language_gets_no_asked_for_line(
    context: ReplyContext,
) -> None:
    foreign = explain("¿Quién encendió la lámpara de Selmouth?", context.snapshot)

    assert "Asked for" not in why_reply(foreign, "1a2b3c4d", context).text.text


def test_the_last_line_gives_the_id_for_replaying_the_answer(
    context: ReplyContext, explanation: Explanation
) -> None:
    reply = why_reply(explanation, "1a2b3c4d", context)

    assert reply.text.text.endswith("\n\nAnswer 1a2b3c4d")
    assert marked_texts(reply, "code") == ["1a2b3c4d"]


def test_a_confident_partial_match_explains_that_a_name_is_missing(
    context: ReplyContext, explanation: Explanation
) -> None:
    close = replace(explanation, answer=replace(explanation.answer, grade=Grade.PARTIAL, confidence=0.9))

    assert (
        "The sentence lacks something that an answer needs" in why_reply(close, "1a2b3c4d", context).text.text
    )

    sure = replace(explanation, answer=replace(explanation.answer, grade=Grade.ANSWER, confidence=0.9))
    assert "lacks something that an answer needs" not in why_reply(sure, "1a2b3c4d", context).text.text


def test_an_ambiguous_answer_is_not_explained_by_a_missing_name(
    context: ReplyContext, explanation: Explanation
) -> None:
    of_two = replace(explanation.answer, grade=Grade.PARTIAL, confidence=0.9, readings=("Ann Lee", "Bo Lee"))
    text = why_reply(replace(explanation, answer=of_two), "1a2b3c4d", context).text.text

    assert "lacks something that an answer needs" not in text


def test_an_explanation_says_why_more_confidence_than_usual_is_required(
    context: ReplyContext, explanation: Explanation
) -> None:
    usual = why_reply(replace(explanation, answers_from=ANSWERS_FROM), "1a2b3c4d", context).text.text
    more = why_reply(replace(explanation, answers_from=0.75), "1a2b3c4d", context).text.text

    assert "lacks much of the question" not in usual
    assert (
        "0.75 or more counts as an answer; below 0.06 I give none.\nThat paragraph lacks much of the question"
    ) in more


def test_without_matching_words_the_explanation_lists_only_the_words(context: ReplyContext) -> None:
    reply = why_reply(explain("Where do penguins nest?", context.snapshot), "1a2b3c4d", context)

    assert marked_texts(reply, "blockquote") == []
    assert "Words: rarity · score\n" in reply.text.text
    assert "penguins" in reply.text.text

    check(reply, context.snapshot)


def test_every_feature_group_and_every_answer_type_has_a_name() -> None:
    assert all(
        ENGLISH.explanations.ground(ground.value) != ground.value
        for ground in FeatureGroup
        if ground is not FeatureGroup.REST
    )
    assert all(
        f": {kind.value}" not in ENGLISH.explanations.asked_for(kind.value).text for kind in AnswerType
    )


@td.needs_tdlib
def test_telegram_accepts_explanations_over_hostile_texts(hostile: ReplyContext) -> None:
    for document in HOSTILE:
        reply = why_reply(explain(str(document["text"])[:2000], hostile.snapshot), "1a2b3c4d", hostile)
        check(reply, hostile.snapshot)

        assert_telegram_keeps(reply)


def test_an_explanation_shows_no_confidence_that_nothing_can_reach(
    context: ReplyContext, explanation: Explanation
) -> None:
    text = why_reply(replace(explanation, answers_from=1.25), "1a2b3c4d", context).text.text

    assert "or more counts" not in text
    assert "lacks much of the question" in text
