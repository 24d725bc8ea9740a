from pathlib import Path

import pytest

from bot.texts.languages import NAMES
from config.corpora import NamedCorpus, parse_corpora
from config.default_languages import SPOKEN
from config.settings import SettingsError, effective, read_settings

HANDBOOK, NEWS = NamedCorpus("handbook", Path("/srv/handbook")), NamedCorpus("news", Path("/srv/news"))


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of settings with two corpora."""
    monkeypatch.delenv("QUOTH_CORPUS", raising=False)
    file = tmp_path / ".env"
    file.write_text("QUOTH_CORPUS=handbook=/srv/handbook,news=/srv/news\n", encoding="utf-8")
    return file


def test_several_corpora_are_read_with_their_names(dotenv: Path) -> None:
    settings = read_settings({}, dotenv)

    assert settings.corpora == (HANDBOOK, NEWS)
    assert effective(settings)["QUOTH_CORPUS"] == "handbook=/srv/handbook,news=/srv/news"


def test_one_corpus_needs_no_name(tmp_path: Path) -> None:
    settings = read_settings({"corpus": "texts"}, tmp_path / "none")

    assert settings.corpora == (NamedCorpus("", Path("texts")),)
    assert settings.corpus == Path("texts")


def test_a_folder_that_looks_like_a_list_of_names_is_one_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "a=b,c=d"
    folder.mkdir()

    assert parse_corpora(str(folder)) == (NamedCorpus("", folder),)


@pytest.mark.parametrize(
    ("flag", "expected"),
    [("news", ("", "/srv/news")), ("./news", ("", "news")), ("/srv/other", ("", "/srv/other"))],
)
def test_the_flag_takes_the_name_of_a_corpus_or_a_path(
    dotenv: Path, flag: str, expected: tuple[str, str]
) -> None:
    (corpus,) = read_settings({"corpus": flag}, dotenv).corpora

    assert (corpus.name, str(corpus.path)) == expected


@pytest.mark.parametrize(("flag", "library"), [("news", "news"), ("./news", ""), ("all", "")])
def test_a_corpus_that_is_chosen_by_its_name_keeps_its_place_among_the_others(
    dotenv: Path, flag: str, library: str
) -> None:
    settings = read_settings({"corpus": flag}, dotenv)

    assert settings.library == library
    assert settings.of_corpus(NEWS).library == "news"


@pytest.mark.parametrize("flag", ["all", "handbook,news", "handbook, news"])
def test_the_flag_takes_several_names(dotenv: Path, flag: str) -> None:
    assert read_settings({"corpus": flag}, dotenv).corpora == (HANDBOOK, NEWS)


def test_an_unknown_library_is_refused_with_a_list_of_the_known_ones(dotenv: Path) -> None:
    with pytest.raises(SettingsError, match="there is no corpus 'wiki'; there are: handbook, news and all"):
        read_settings({"corpus": "wiki"}, dotenv)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("handbook=/a,handbook=/b", "QUOTH_CORPUS: the name handbook occurs twice"),
        ("handbook=/a,news=/a", "QUOTH_CORPUS: /a occurs twice"),
        ("handbook=,news=/b", "QUOTH_CORPUS: the corpus 'handbook' has no path; write handbook=PATH"),
        ("Handbook=/a,news=/b", "QUOTH_CORPUS: 'Handbook' cannot name a corpus"),
        ("all=/a,news=/b", "QUOTH_CORPUS: 'all' stands for all corpora together"),
    ],
)
def test_names_that_cannot_be_used_are_refused_with_the_reason(
    dotenv: Path, monkeypatch: pytest.MonkeyPatch, written: str, reason: str
) -> None:
    monkeypatch.setenv("QUOTH_CORPUS", written)

    with pytest.raises(SettingsError, match=reason):
        read_settings({}, dotenv)


def test_private_corpora_are_read_with_the_ids_of_those_who_see_them(dotenv: Path) -> None:
    settings = read_settings({"private": "handbook:-100123:42", "use": "news"}, dotenv)

    assert settings.private == {"handbook": (-100123, 42)}
    assert settings.use == ("news",)
    assert effective(settings)["QUOTH_PRIVATE"] == "handbook:-100123:42"


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ({"private": "handbook:anna"}, "QUOTH_PRIVATE: expected NAME:ID, with the ids of chats and people"),
        ({"private": "handbook:1,handbook:2"}, "QUOTH_PRIVATE: a corpus occurs twice"),
        ({"private": "wages:42"}, "QUOTH_PRIVATE names 'wages', but QUOTH_CORPUS has only: handbook, news"),
        ({"use": "wiki"}, "QUOTH_USE names 'wiki', but QUOTH_CORPUS has only: handbook, news"),
        (
            {"language": "handbook=de,wiki=ru"},
            "QUOTH_LANGUAGE names 'wiki', but QUOTH_CORPUS has only: handbook",
        ),
        ({"language": "handbook=pt"}, "QUOTH_LANGUAGE: 'pt' is not one of: en, ru, es, de, zh; write de, or"),
        ({"language": "news=de,news=ru"}, "QUOTH_LANGUAGE: a corpus occurs twice; write each once"),
        ({"api_private": "wiki"}, "QUOTH_API_PRIVATE: expected KEY:CORPUS, the names of a key and of a"),
        ({"api_private": "a:news,a:handbook"}, "QUOTH_API_PRIVATE: a key occurs twice; write each once"),
        (
            {"api_private": "wiki:wages"},
            "QUOTH_API_PRIVATE names 'wages', but QUOTH_CORPUS has only: handbook",
        ),
        ({"api_private": "wiki:news"}, "QUOTH_API_PRIVATE names the key 'wiki', which QUOTH_API_KEYS lacks"),
    ],
)
def test_private_corpora_that_cannot_be_used_are_refused(
    dotenv: Path, flags: dict[str, str], reason: str
) -> None:
    with pytest.raises(SettingsError, match=reason):
        read_settings(flags, dotenv)


def test_each_corpus_has_its_default_language_or_the_general_one(dotenv: Path) -> None:
    settings = read_settings({"language": "de,news=ru"}, dotenv)

    languages = {each.name: settings.of_corpus(each).default_language for each in settings.corpora}

    assert languages == {"handbook": "de", "news": "ru"}
    assert effective(settings)["QUOTH_LANGUAGE"] == "de,news=ru"


def test_the_bot_speaks_the_languages_that_can_be_set() -> None:
    assert set(SPOKEN) == set(NAMES)
