import doctest
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import language_detection
from corpus.language_detection import SUPPORTED, detect

ENGLISH = "The old pines bend in the wind, but they do not break. "
SPANISH = "Los pinos viejos se doblan con el viento, pero no se rompen. "
GERMAN = "Die alten Kiefern biegen sich im Wind und brechen nicht. "
FRENCH = "Les vieux pins plient dans le vent, mais ils ne rompent pas. "

EVAL = Path(__file__).parents[3] / "shared" / "eval"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The old pines bend in the wind, but they do not break.", "en"),
        ("Who bends?", "en"),
        ("Старые сосны гнутся на ветру.", "ru"),
        ("Los pinos viejos se doblan con el viento, pero no se rompen.", "es"),
        ("¿Quién vive aquí?", "es"),
        ("Die alten Kiefern biegen sich im Wind und brechen nicht.", "de"),
        ("Les vieux pins plient dans le vent, mais ils ne rompent pas.", "fr"),
        ("L’été, les pins d’ici sentent bon.", "fr"),
        ("老松树在风中弯曲。", "zh"),
        ("古い松は風に曲がる。", "ja"),
        ("مالت أشجار الصنوبر في الريح.", "ar"),
        ("पुराने चीड़ हवा में झुकते हैं।", "hi"),
        ("ต้นสนเก่าโค้งงอในสายลม", "th"),
    ],
)
def test_one_sentence_is_enough_to_detect_its_language(text: str, language: str) -> None:
    assert detect(text) == language
    assert detect(f"{text} " * 30) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Старі сосни гнуться, але не ламаються, їх багато.", "ru"),
        ("Os pinheiros velhos não se partem com o vento que sopra do mar.", "es"),
        ("صنوبرهای کهن در باد خم می‌شوند.", "ar"),
    ],
)
def test_an_unsupported_language_counts_as_the_nearest_of_its_script(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "42", "—", "🙂", "Τα πεύκα λυγίζουν.", "Pinus sylvestris"])
def test_english_is_assumed_without_evidence(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The word 松 means pine, and in Russian it is сосна; nothing else on this page is foreign.", "en"),
        ("Сосна (Pinus sylvestris, Scots pine) растёт у самого моря, на песке и на голых скалах.", "ru"),
        ("Pinus sylvestris, Scots pine, pin sylvestre, pino albar: all of them mean сосна и ель.", "en"),
        ("マツ（pine, Pinus）は海辺に立つ常緑樹で、英語では Scots pine という。", "ja"),
        ("松树（Pinus，pine tree）是一种常绿乔木，英文名 Scots pine 来自苏格兰。", "zh"),
        (
            "Judges: L. Michael Bean, Sandra Reed, Jessica De Vries, La Tanya Deen, A. Bishop, Peter Cole",
            "en",
        ),
    ],
)
def test_names_from_another_language_do_not_change_the_detected_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("parts", "language"),
    [
        ([(ENGLISH, 6), (SPANISH, 12)], "es"),
        ([(SPANISH, 6), (ENGLISH, 12)], "en"),
        ([(SPANISH, 1), (ENGLISH, 20), (SPANISH, 1)], "en"),
        ([(FRENCH, 7), (GERMAN, 14)], "de"),
        ([(GERMAN, 14), (FRENCH, 7)], "de"),
        ([(ENGLISH, 5), ("Сосны гнутся на ветру, но не ломаются. ", 20)], "ru"),
    ],
)
def test_the_language_of_a_long_text_is_that_of_most_of_it(
    parts: list[tuple[str, int]], language: str
) -> None:
    assert detect("".join(part * times for part, times in parts)) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сосны мест 松树弯下来去了海", "zh"),  # of fewer characters, each of which says more
        ("Сосны 松はうみべにたつよ", "ja"),
        ("pinesbend ěšř сосныгнутся", "en"),
        ("pine ěš соснытут", "ru"),
    ],
)
def test_the_script_with_the_most_content_decides(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_long_list_of_names_is_not_taken_for_prose_in_another_language() -> None:
    assert detect("Sandra Reed, Jessica De Vries, La Tanya Deen, Mary Un, Peter Cole, " * 20) == "en"


@given(st.text())
def test_any_text_has_one_of_the_supported_languages(text: str) -> None:
    assert detect(text) in SUPPORTED


@pytest.mark.skipif(not EVAL.is_dir(), reason="the shared evaluation sets are not beside the checkout")
@pytest.mark.parametrize(
    ("folder", "language", "least"),
    [
        ("squad2_dev_half1", "en", 1.0),
        ("clapnq_a", "en", 1.0),
        ("canard_a", "en", 1.0),
        ("mtrag_a", "en", 0.99),
        ("xquad_ru", "ru", 1.0),
        ("xquad_es", "es", 1.0),
        ("xquad_zh", "zh", 1.0),
    ],
)
def test_the_language_of_nearly_all_documents_of_a_set_is_detected(
    folder: str, language: str, least: float
) -> None:
    rows = (EVAL / folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    told = [detect(json.loads(row)["text"]) == language for row in rows]

    assert sum(told) / len(told) >= least


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(language_detection).failed == 0
