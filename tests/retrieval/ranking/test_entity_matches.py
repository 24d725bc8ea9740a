"""How well the entities of a sentence match a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages import CODES
from retrieval.ranking.entity_matches import is_new, matches
from retrieval.text.entities import candidates, extract_entities
from retrieval.text.question import analyze_question


def match_score(question: str, sentence: str, language: str = "en") -> float:
    return matches(analyze_question(question, language), extract_entities(sentence, language))


@pytest.mark.parametrize(
    ("language", "question", "better", "worse"),
    [
        ("en", "When did the mill close?", "The mill closed in 1931.", "The mill closed for good."),
        ("en", "Where is the mill?", "It stands near Leeds.", "It stands empty."),
        ("en", "Who built the mill?", "It was built by Ann Lee.", "It was built of brick."),
        ("en", "Why did it close?", "It closed because trade fell.", "It closed on a wet day."),
        ("en", "How was it moved?", "It was moved using rollers.", "It was moved uphill."),
        ("en", "How long did it run?", "It ran for sixty years.", "It ran well enough."),
        ("en", "How many looms had it?", "It had 300 looms.", "It had red doors."),
        ("en", "How tall was it?", "It was 40 metres tall.", "It was 40 loads of brick."),
        ("en", "What is a tarn?", "A tarn is a small lake.", "A tarn froze over."),
        ("en", "Who is Ann Lee?", "The town thanked Mayor Ann Lee.", "The town thanked Ann Lee."),
        ("ru", "Кто такой Иван Петров?", "Ждали: Мэр Иван Петров уехал.", "Ждали: Иван Петров уехал."),
        ("en", "What did Lee say about it?", "Lee said it would run.", "Lee owned all of it."),
        ("en", "Which firm owned it?", "The Leeds Wool Company owned it.", "A cousin owned it."),
        ("ru", "Когда закрыли завод?", "Завод закрыли в 1931 году.", "Завод закрыли навсегда."),
        ("ru", "Где стоит завод?", "Он находится под Тулой.", "Он стоит пустой."),
        ("es", "¿Por qué cerró?", "Cerró debido a la crisis.", "Cerró un lunes frío."),
        ("de", "Wann schloss sie?", "Sie schloss am 3. Mai 1931.", "Sie schloss endgültig."),
        ("fr", "Combien cela coûta-t-il ?", "Cela coûta 300 francs.", "Cela coûta cher."),
        ("zh", "工厂什么时候关闭？", "工厂于1931年关闭。", "工厂永远关闭了。"),
        ("ja", "高さはどれくらいですか？", "高さは40メートルである。", "高さは十分である。"),
        ("ar", "متى أغلق المصنع؟", "أغلق المصنع عام 1931.", "أغلق المصنع نهائيا."),
        ("hi", "कारखाना कब बंद हुआ?", "कारखाना 1931 में बंद हुआ।", "कारखाना बंद हुआ।"),
        ("th", "โรงงานปิดเมื่อไร", "โรงงานปิดใน ค.ศ. 1931", "โรงงานปิดถาวร"),
    ],
)
def test_a_sentence_with_the_kind_of_thing_asked_for_matches_better(
    language: str, question: str, better: str, worse: str
) -> None:
    assert match_score(question, better, language) > match_score(question, worse, language)


def test_entities_of_the_question_itself_do_not_match() -> None:
    assert match_score("What happened in the year 1931 and when?", "In 1931 the mill closed.") == 0.0
    assert match_score("When did the 1931 strike end?", "The 1931 strike ended in May.") > 0.0


def test_a_name_is_not_new_when_the_question_has_half_of_it() -> None:
    known = analyze_question("Who is the wife of Blair?", "en").keys
    tony, ann = candidates("Then Tony Blair and Ann Lee came", "en")

    assert not is_new(tony, known)
    assert is_new(ann, known)


def test_an_inflected_name_is_not_new() -> None:
    known = analyze_question("Где родился Путин?", "ru").keys
    (name,) = candidates("Там видели Путина", "ru")

    assert not is_new(name, known)


def test_a_definition_must_be_next_to_its_subject() -> None:
    question = "What is a tarn?"

    assert match_score(question, "A tarn is a small lake.") > match_score(
        question, "A lake is a body of water."
    )
    assert match_score(question, "A tarn is a lake.") > match_score(
        question, "A lake is a body that may hold a tarn."
    )


def test_the_right_unit_suits_better_than_any_number() -> None:
    question = "How many looms were there?"

    assert match_score(question, "There were 300 looms.") > match_score(question, "There were 300 doors.")


@given(question=st.text(max_size=40), sentence=st.text(max_size=60), language=st.sampled_from(CODES))
def test_a_match_is_between_zero_and_one(question: str, sentence: str, language: str) -> None:
    assert 0.0 <= match_score(question, sentence, language) <= 1.0
