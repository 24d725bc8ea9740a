import pytest

from retrieval.query.language_mismatch import foreign_language, mismatched_language
from tests.retrieval.conftest import Read


@pytest.mark.parametrize(
    ("question", "languages", "language"),
    [
        ("Who lit the lamp?", ["en"], None),
        ("Wer hat die Lampe angezündet?", ["en"], "de"),
        ("Wer hat die Lampe angezündet?", ["en", "de"], None),
        ("Где лампа?", ["en"], "ru"),
        ("Где лампа?", ["en", "ru"], None),
        ("谁点的灯？", ["ru"], "zh"),
        ("من أشعل المصباح؟", ["en"], "ar"),
        ("Who lit the lamp?", ["ru"], "en"),
        ("Ποιος άναψε τη λάμπα;", ["en"], ""),
        ("Jiang Zemin?", ["en"], None),
        ("Jiang Zemin?", ["de"], None),
        ("🔦?", ["en"], None),
        ("2002?", ["ru"], None),
        ("Кто основал Northern Light & Company?", ["ru"], None),
        ("Sky Light是什么时候推出的？", ["zh"], None),
        ("files dont open", ["en"], None),
        ("who founded nuestra senora de la soledad", ["en"], None),
        ("ist das Licht an", ["en"], "de"),
        ("¿quién lo vio?", ["en"], "es"),
    ],
)
def test_a_language_mismatch_is_recognised_by_script_and_function_words(
    question: str, languages: list[str], language: str | None
) -> None:
    assert foreign_language(question, languages) == language


def test_a_question_in_words_of_the_corpus_is_in_its_language(open_texts: Read) -> None:
    snapshot = open_texts(
        du="The command du counts files. Exclude those files that are big, and do not exclude others."
    )

    assert mismatched_language("du exclude files", snapshot) is None
    assert mismatched_language("du pain pour les enfants", snapshot) == "fr"
