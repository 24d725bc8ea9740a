import pytest

from bot.admins.open_questions.open_gaps import corpus_has_words
from bot.admins.open_questions.synonyms import refusal
from bot.views.reply_context import ReplyContext


@pytest.mark.parametrize("words", ["lamp", "Lamps", "harbour lamp", "the fishermen's guild", "PIER"])
def test_a_word_in_any_form_found_in_the_corpus_can_be_a_synonym(context: ReplyContext, words: str) -> None:
    assert corpus_has_words(words, context.snapshot)
    assert not refusal("beacon", [words], context)


@pytest.mark.parametrize("words", ["jetty", "harbour jetty", "the", "😀", "منارة", "?!", ""])
def test_stop_words_and_words_missing_from_the_corpus_cannot_be_synonyms(
    context: ReplyContext, words: str
) -> None:
    assert not corpus_has_words(words, context.snapshot)
    assert "The text doesn’t use" in refusal("beacon", [words], context).text


def test_the_refusal_names_the_missing_words_and_suggests_similar_ones(context: ReplyContext) -> None:
    said = refusal("guardian", ["lamp", "fisherman gild", "harbuor"], context).text

    assert said == (
        "The text doesn’t use fisherman gild or harbuor, so that would find nothing. Nothing "
        "was added.\nIt does use harbour."
    )


def test_a_word_is_not_its_own_synonym(context: ReplyContext) -> None:
    assert refusal("beacon", [], context).text.startswith("Give at least one word other than beacon.")
