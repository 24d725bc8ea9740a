import pytest

from bot.admins.synonyms import refusal, says
from bot.views.reply_context import ReplyContext


@pytest.mark.parametrize("words", ["lamp", "Lamps", "harbour lamp", "the fishermen's guild", "PIER"])
def test_what_the_corpus_says_in_whatever_form_can_be_a_synonym(context: ReplyContext, words: str) -> None:
    assert says(words, context.snapshot)
    assert not refusal("beacon", [words], context)


@pytest.mark.parametrize("words", ["jetty", "harbour jetty", "the", "😀", "منارة", "?!", ""])
def test_what_it_does_not_say_or_only_little_words_cannot(context: ReplyContext, words: str) -> None:
    assert not says(words, context.snapshot)
    assert "The text doesn’t use" in refusal("beacon", [words], context).text


def test_the_refusal_names_what_is_not_said_and_what_was_perhaps_meant(context: ReplyContext) -> None:
    said = refusal("guardian", ["lamp", "fisherman gild", "harbuor"], context).text
    assert said == (
        "The text doesn’t use fisherman gild or harbuor, so that would find nothing. Nothing "
        "was added.\nIt does use harbour."
    )


def test_no_other_word_is_no_synonym(context: ReplyContext) -> None:
    assert refusal("beacon", [], context).text.startswith("Give at least one word other than beacon.")
