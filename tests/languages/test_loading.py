"""A mistake in a language's files is refused with its place and a remedy."""

from pathlib import Path

import pytest

from languages import Languages
from languages.errors import LanguageDataError


def language(folder: Path, **files: str) -> Languages:
    """The made-up language "tk" with the given files, and an empty profile where none is given."""
    home = folder / "tk"
    home.mkdir()
    for name, content in {"profile.toml": "", **files}.items():
        (home / name).write_text(content, encoding="utf-8")
    return Languages(folder)


def language_with(folder: Path, file: str, content: str) -> Languages:
    return language(folder, **{file: content})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "[questions]\npersn = 'ki'",
            r"phrases\.toml, \[questions\] persn: is not a row .* did you mean person\?",
        ),
        ("stop_word = 'a'", r"phrases\.toml, stop_word: is not a row .* did you mean stop_words\?"),
        ("spaced = 'yes'", r"phrases\.toml, spaced: is not a flag; write true or false"),
        ("stop_words = 7", r'phrases\.toml, stop_words: is not text; write stop_words = "…"'),
        ("questions = 7", r"phrases\.toml, questions: is not a table; write \[questions\]"),
        ("[questions]\nperson = true", r"phrases\.toml, \[questions\] person: is not text"),
        ("stop_words = ]", r"phrases\.toml is not valid TOML: .* line 1"),
    ],
)
def test_a_wrong_row_of_phrases_is_refused_with_its_place(tmp_path: Path, content: str, message: str) -> None:
    languages = language_with(tmp_path, "phrases.toml", content)

    with pytest.raises(LanguageDataError, match=message):
        languages.phrases("tk")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("months = ['uno', 'due']", r"profile\.toml, months: has 2 entries; give all twelve"),
        ("scripts = 'latin'", r"profile\.toml, scripts: is not a list of texts"),
        ("[abbreviations]\nclipped = 'four'", r"profile\.toml, \[abbreviations\] clipped: is not a number"),
        ("[abbreviations]\nmaybe_final = 'Inc'", r"maybe_final: is not a row .* did you mean may_be_final\?"),
        ("[detection]\nword = 'la'", r"profile\.toml, \[detection\] word: is not a row"),
    ],
)
def test_a_wrong_row_of_a_profile_is_refused_with_its_place(
    tmp_path: Path, content: str, message: str
) -> None:
    languages = language_with(tmp_path, "profile.toml", content)

    with pytest.raises(LanguageDataError, match=message):
        languages.profile("tk")


def test_a_group_of_one_word_is_refused_with_its_line(tmp_path: Path) -> None:
    languages = language_with(tmp_path, "related_words.txt", "# things that roll\ncar, wagon\nlonely\n")

    with pytest.raises(LanguageDataError, match=r"related_words\.txt, line 3: the group has only one word"):
        languages.related_words("tk")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    languages = language(tmp_path)
    (tmp_path / "tk" / "small_talk.toml").write_bytes(b"greeting = '\xff'")

    with pytest.raises(LanguageDataError, match="save it as UTF-8 text"):
        languages.small_talk("tk")


def test_a_language_needs_only_its_profile(tmp_path: Path) -> None:
    languages = language(tmp_path)

    assert languages.codes == ("tk",)
    assert languages.phrases("tk").stop_words == frozenset()
    assert languages.related_words("tk") == ()
    assert languages.small_talk("tk") == {}


def test_a_folder_without_a_profile_is_not_a_language(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()

    assert Languages(tmp_path).codes == ()
