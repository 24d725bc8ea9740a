"""CONTRIBUTING.md adds a made-up language: with its files in a folder, everything knows that language."""

import datetime
import re
import shutil
from pathlib import Path

import pytest

from corpus.language_detection import detect
from corpus.segmentation.sentences import split
from corpus.structure.dates import find
from languages import LANGUAGES, Languages
from languages.errors import LanguageDataError
from retrieval.intents.recognition import Intent, IntentKind, recognize
from retrieval.text.pattern_sets import Purpose, match_patterns
from retrieval.text.question import AnswerType, analyze_question

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
A_FILE = re.compile(r"```\w+\n# languages/data/(qlu/[\w.]+)\n(.*?)```", re.DOTALL)


@pytest.fixture(name="languages", scope="module")
def _languages(tmp_path_factory: pytest.TempPathFactory) -> Languages:
    """English, German and Lumi."""
    root = tmp_path_factory.mktemp("languages")
    for code in ("en", "de"):
        shutil.copytree(LANGUAGES.root / code, root / code)
    (root / "qlu").mkdir()
    for name, content in A_FILE.findall(CONTRIBUTING.read_text(encoding="utf-8")):
        (root / name).write_text(content, encoding="utf-8")
    return Languages(root)


def test_a_language_folder_is_discovered(languages: Languages) -> None:
    assert languages.codes == ("en", "de", "qlu")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sa vogel vent ti lo see en kel sagat not.", "qlu"),
        ("The bird flew to the lake and nobody said a word.", "en"),
        ("Der Vogel flog an den See und niemand sagte ein Wort.", "de"),
    ],
)
def test_its_texts_are_distinguished_from_other_languages(languages: Languages, text: str, code: str) -> None:
    assert detect(text, languages) == code


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Kel sa vogel?", AnswerType.PERSON),
        ("Wo vent sa vogel?", AnswerType.PLACE),
        ("Wen vent sa vogel?", AnswerType.DATE),
        ("Po kel dar vent sa vogel?", AnswerType.DATE),
    ],
)
def test_its_questions_are_analysed(languages: Languages, question: str, expected: AnswerType) -> None:
    assert analyze_question(question, "qlu", languages).expected is expected


def test_its_follow_ups_are_recognised(languages: Languages) -> None:
    question = analyze_question("En wo?", "qlu", languages)

    assert [reference.kind for reference in question.back_references] == ["opening"]


def test_signs_of_an_answer_are_found_in_its_sentences(languages: Languages) -> None:
    found = match_patterns("Sa vogel vent po 3 Dumar.", "qlu", Purpose.ENTITIES, languages)

    assert found.has("month")
    assert not found.has("speech")


def test_its_texts_are_split_into_sentences(languages: Languages) -> None:
    text = "Dok. Maro vent ti lo see. Sa vogel not."

    sentences = [text[start:end] for start, end in split(text, "qlu", languages)]

    assert sentences == ["Dok. Maro vent ti lo see.", "Sa vogel not."]


def test_its_dates_are_read(languages: Languages) -> None:
    assert find("Maroli, 3 Dumar 2002", languages) == datetime.date(2002, 2, 3)


def test_its_small_talk_is_recognised(languages: Languages) -> None:
    assert recognize("Gud dar!", languages=languages) == Intent(IntentKind.GREETING)
    assert recognize("Dan mir", languages=languages) == Intent(IntentKind.THANKS)


def test_its_words_are_grouped(languages: Languages) -> None:
    assert languages.related_words("qlu") == (("vogel", "fliger"),)
    assert languages.irregular_forms("qlu") == (("gan", "vent"),)


def test_the_mistake_is_refused_as_shown(languages: Languages, tmp_path: Path) -> None:
    shutil.copytree(languages.root / "qlu", tmp_path / "qlu")
    file = tmp_path / "qlu" / "phrases.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("person =", "persn ="), encoding="utf-8")

    with pytest.raises(LanguageDataError) as refused:
        Languages(tmp_path).phrases("qlu")

    message = str(refused.value).partition("qlu/phrases.toml")[2]
    assert message.startswith(", [questions] persn:")
    assert message in CONTRIBUTING.read_text(encoding="utf-8")
