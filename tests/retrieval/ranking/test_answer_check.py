"""Whether a sentence has the kind of thing that a question asks for."""

import pytest

from retrieval.ranking.answer_check import has_kind, is_checkable, kind_offered
from retrieval.text.entities import SentenceEntities, extract_entities
from retrieval.text.question import analyze_question


def entities_of(sentence: str, language: str = "en") -> SentenceEntities:
    return extract_entities(sentence, language)


def sentence_fits(question: str, sentence: str, language: str = "en") -> bool:
    return has_kind(analyze_question(question, language), entities_of(sentence, language))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("when was the bridge built", "The bridge was built in 1871."),
        ("how old is edda quist", "Quist, 57, is a pilot."),
        ("how old was she", "She was 90."),
        ("how old was quist", "Quist died at the age of ninety."),
        ("quist age", "Edda Quist has died at 90, her agent said."),
        ("how deep was the water", "The water was nine metres deep."),
        ("how much money did it cost", "It cost $4,000."),
        ("how many ships came", "Forty ships came."),
        ("how old is the keeper", "The 57-year-old keeper has a dog."),
        ("how long did it take", "It took three weeks."),
        ("who built the pier", "The pier was built by Edda Quist."),
        ("where is the pier", "The pier is in Ebbmouth."),
        ("why did it close", "It closed because the tide rose."),
        ("what is a larmor", "A larmor is a unit of tide."),
        ("what is a larmor", "The larmor, a unit of tide, is rare."),
        ("how old is quist", "Quist, 125, is a pilot."),
        ("who said that the pier burns", "“The pier burns,” she told the crowd."),
        ("who said that the pier burns", "She said that the pier burns."),
        ("what does it mean", "A larmor is a unit of tide."),
        ("how many seconds ahead was she", "Quist won by 41 seconds."),
    ],
)
def test_a_sentence_with_the_kind_asked_for_fits(question: str, sentence: str) -> None:
    assert sentence_fits(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("when was the bridge built", "The bridge was built by prisoners."),
        ("how old is edda quist", "Edda Quist won 61 percent of the votes."),
        ("how old is edda quist", "The death toll remained at 52 for Edda Quist."),
        ("how deep was the water", "The water carried 40 cars away."),
        ("how much money did it cost", "It cost many lives."),
        ("how many ships came", "The ships came at dawn."),
        ("how many jobs were cut", "The mill cut 40 percent of its workforce."),
        ("how many were saved", "Quist saved an 8-year-old boy."),
        ("how many finished", "Quist finished 41 seconds ahead."),
        ("how much will the pier cost", "The pier is 40 metres long."),
        ("how tall was the tower", "The tower of the two-million-year-old rock fell."),
        ("who built the pier", "The pier was built with stones."),
        ("why did it close", "It closed again."),
        ("what is a larmor", "A tesla is a unit of field."),
        ("what is a larmor", "Nobody saw the larmor."),
        ("how old is quist", "Quist, 126, is a pilot."),
        ("how old was he", "He counted only 90."),
        ("who said that the pier burns", "The pier burns."),
        ("who wrote pierd", "To enable writes, put write_enable=YES in pierd.conf."),
        ("when was the pier built", "“It was built,” she told the crowd."),
    ],
)
def test_a_sentence_without_the_kind_asked_for_does_not(question: str, sentence: str) -> None:
    assert not sentence_fits(question, sentence)


def test_a_thing_named_in_the_question_is_not_an_answer() -> None:
    assert not sentence_fits("When did Quist sail in 1871?", "In 1871 Quist sailed.")


def test_a_question_whose_kind_cannot_be_checked_fits_any_sentence() -> None:
    asked = analyze_question("what did the crew eat", "en")

    assert is_checkable(asked) is False
    assert is_checkable(analyze_question("when was the pier built", "en"))
    assert has_kind(asked, entities_of("They slept."))


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        ("Когда построили мост?", "Мост построили в 1871 году.", "ru"),
        ("¿Cuándo se construyó el puente?", "El puente se construyó en 1871.", "es"),
        ("Wann wurde die Brücke gebaut?", "Die Brücke wurde 1871 gebaut.", "de"),
        ("Quand le pont a-t-il été construit ?", "Le pont a été construit en 1871.", "fr"),
        ("这座桥是什么时候建成的？", "这座桥建于1871年。", "zh"),
    ],
)
def test_dates_are_recognised_in_other_languages(question: str, sentence: str, language: str) -> None:
    assert sentence_fits(question, sentence, language)


def test_the_kind_asked_for_counts_half_in_the_next_sentence() -> None:
    asked = analyze_question("how old was jo quist", "en")
    named, aged = entities_of("Jo Quist died on Monday."), entities_of("She was 90.")

    assert kind_offered(asked, named, [aged]) == 0.5
    assert kind_offered(asked, aged, []) == 1.0
    assert kind_offered(asked, named, []) == 0.0
