import doctest
from pathlib import Path

import pytest
from docx.document import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import limits
from corpus.extraction import blocks, html, markup, pdf, refusal, rtf, tables
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted
from corpus.extraction.worker import FORMATS, Extractor, extract
from corpus.loading import Problem, load
from corpus.records import Source
from tests.corpus.documents import ENTITY_BOMB, page, with_part, word
from tests.corpus.documents import pdf as a_pdf


def fill(document: Document) -> None:
    document.add_heading("Old pines", 1)
    document.add_paragraph("They bend in gales.")


GOOD = {
    "pdf": a_pdf(["Old Pines", "They bend in gales."], ["Nobody minds."], encode=True),
    "docx": word(fill),
    "html": page("<h1>Old pines</h1><p>They bend in gales.</p><ul><li>tall</li></ul>"),
}


@pytest.mark.parametrize("module", [blocks, html, markup, pdf, refusal, rtf, tables])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("form", GOOD)
def test_the_worker_reads_a_file_as_this_process_does(form: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(GOOD[form])

    with Extractor() as extractor:
        assert extractor.extract(tmp_path / "a", form) == extract(GOOD[form], form)


def test_one_worker_reads_many_files_and_survives_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(GOOD["pdf"])
    (tmp_path / "bad").write_bytes(b"%PDF-1.4")

    with Extractor() as extractor:
        for _ in range(2):
            with pytest.raises(Refused, match="broken"):
                extractor.extract(tmp_path / "bad", "pdf")
            assert "They bend" in extractor.extract(tmp_path / "good", "pdf").text


def test_a_worker_that_takes_too_long_is_killed_and_the_next_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "slow").write_bytes(page("<p>Pines bend.</p>" * 49_000))
    (tmp_path / "good").write_bytes(GOOD["docx"])
    with Extractor(seconds=0.5) as extractor:
        with pytest.raises(Refused, match="seconds"):
            extractor.extract(tmp_path / "slow", "html")

        extractor._seconds = limits.EXTRACTION_SECONDS
        assert extractor.extract(tmp_path / "good", "docx").title == "Old pines"


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_file_with_the_wrong_suffix_is_refused(form: str) -> None:
    with pytest.raises(Refused, match="although its name says so"):
        extract(b"MZ\x90\0 a program", form)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.pdf").open("wb") as out:
        out.truncate(limits.MAX_BYTES + 1)

    with Extractor() as extractor, pytest.raises(Refused, match="the limit is"):
        extractor.extract(tmp_path / "huge.pdf", "pdf")

    with (tmp_path / "huge.txt").open("wb") as out:
        out.truncate(limits.MAX_BYTES + 1)
    (tmp_path / "good.txt").write_text("Pines bend.")
    said = [str(item) for item in load(tmp_path) if isinstance(item, Problem)]

    assert ["MB" in line or "bytes" in line for line in said] == [True, True]


def test_a_missing_library_is_named_in_the_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = FORMATS["pdf"]._replace(library="no_such_library")
    monkeypatch.setitem(FORMATS, "pdf", absent)

    with pytest.raises(Refused, match="not installed") as refused:
        extract(GOOD["pdf"], "pdf")
    assert "pip install pypdf" in refused.value.remedy


def test_files_of_every_kind_are_documents_of_a_folder_and_hostile_ones_are_problems(tmp_path: Path) -> None:
    for form, data in GOOD.items():
        (tmp_path / f"good-{form}.{form}").write_bytes(data)
    hostile = {
        "bomb.docx": with_part(GOOD["docx"], "word/media/zeros", b"0" * 30_000_000),
        "broken.pdf": GOOD["pdf"][:99],
        "deep.html": page("<div>" * 9_000),
        "disguised.txt": GOOD["pdf"],
        "entities.html": ENTITY_BOMB,
        "program.txt": b"MZ\x90\0\3\0\0\0",
    }
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
    read = list(load(tmp_path))

    assert [item.id for item in read if isinstance(item, Source)] == ["good-docx", "good-html", "good-pdf"]
    assert [item.path.name for item in read if isinstance(item, Problem)] == list(hostile)


def extract_or_refuse(data: bytes, form: str) -> Extracted | Refused:
    """The result of reading, or the refusal; any other exception fails the test."""
    try:
        return extract(data, form)
    except Refused as refused:
        return refused


def is_well_formed(made: Extracted | Refused) -> bool:
    """Whether a refusal says what is wrong and what to do, and whether every place of a text is in it."""
    if isinstance(made, Refused):
        return bool(made.what and made.remedy)
    places = [*(place for span in made.headings for place in span), *made.pages]
    return bool(made.text.strip()) and all(0 <= place <= len(made.text) for place in places)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=st.sampled_from(sorted(FORMATS)), data=st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(form: str, data: bytes) -> None:
    assert is_well_formed(extract_or_refuse(FORMATS[form].signature + data, form))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    form=st.sampled_from(sorted(GOOD)),
    at=st.floats(0, 1),
    cut=st.integers(0, 60),
    put=st.binary(max_size=20),
    again=st.floats(0, 1),
)
def test_damaged_files_are_read_or_refused(form: str, at: float, cut: int, put: bytes, again: float) -> None:
    data = GOOD[form]
    for place in (int(at * len(data)), int(again * len(data))):
        data = data[:place] + put + data[place + cut :]

    assert is_well_formed(extract_or_refuse(data, form))
