import datetime
import doctest
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.structure import datelines
from corpus.structure.datelines import NO_DATELINE, find, is_agency

EVAL = Path(__file__).parents[4] / "shared" / "eval"


@pytest.mark.parametrize(
    ("line", "dash", "agency"),
    [
        ("Moscow, 29 November 2002 (RFE/RL)", " -- ", "RFE/RL"),
        ("Moscow, 29 November 2002 (after RFE/RL)", " -- ", "RFE/RL"),
        ("Moscow, 29 November 2002 (The Pine Post)", " -- ", "The Pine Post"),
        ("LONDON, March 3 (Reuters)", " - ", "Reuters"),
        ("WASHINGTON, D.C., Nov. 29, 2002 (AP)", " — ", "AP"),
        ("ST. PETERSBURG, Fla. (AP)", " — ", "AP"),
        ("RIO DE JANEIRO, 3 March 2001", " - ", None),
        ("Москва, 29 ноября 2002 г. (РСЕ/РС)", " — ", "РСЕ/РС"),
        ("МОСКВА, 3 марта — РИА Новости", ". ", "РИА Новости"),
        ("МОСКВА, 29 ноября. /ТАСС/", ". ", "ТАСС"),
        ("Москва. 29 ноября. ИНТЕРФАКС", " - ", "ИНТЕРФАКС"),
        ("Madrid, 3 mar (EFE)", ".- ", "EFE"),
        ("BERLIN, 3. März (Reuters)", " - ", "Reuters"),
        ("Berlin (dpa)", " - ", "dpa"),
        ("BERLIN (dpa/AFP)", " - ", "dpa"),
        ("Berlin, den 6. Mai 2018", " - ", None),
        ("Frankfurt/Main, 6. Mai 2018", " – ", None),
        ("Madrid, a 6 de mayo de 2018", " - ", None),
        ("г. Москва, 6 мая 2018 года", " — ", None),
        ("PARIS, 1er mars 2003 (AFP)", " – ", "AFP"),
        ("Paris, le 6 mai 2018", " - ", None),
        ("São Paulo, le 6 mai (AFP)", " – ", "AFP"),
        ("Łódź, mar 6 (AP)", " – ", "AP"),
        ("新华社北京11月29日电", " ", "新华社"),
        ("AFP北京5月6日電", " ", "AFP"),
        ("清溪镇，2018年5月6日", "——", None),
        ("北京，5月6日（新华社）", " —— ", "新华社"),
        ("本报北京5月6日电", " ", None),
        ("東京、2018年5月6日", "――", None),
        ("ワシントン、5月6日（時事）", " — ", "時事"),
        ("موسكو 29 نوفمبر (رويترز)", " - ", "رويترز"),
        ("नई दिल्ली, 29 नवंबर (भाषा)", " ", "भाषा"),
        ("ปักกิ่ง (รอยเตอร์)", " - ", "รอยเตอร์"),
    ],
)
def test_a_dateline_is_separated_from_its_report(line: str, dash: str, agency: str | None) -> None:
    dateline = find(f"{line}{dash}The old pines bend.")

    assert (dateline.line, dateline.agency, dateline.end) == (line, agency, len(line + dash))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("（新华社北京29日电）松树", "新华社北京29日电"),
        ("（清溪镇2018年5月6日讯）松树", "清溪镇2018年5月6日讯"),
        ("【北京＝共同】松は", "北京＝共同"),
        ("【ワシントン共同】松は", "ワシントン共同"),
    ],
)
def test_brackets_around_a_dateline_do_not_belong_to_the_report(text: str, line: str) -> None:
    dateline = find(text)

    assert dateline.line == line
    assert text[dateline.end :] in ("松树", "松は")


def test_the_date_is_that_of_the_dateline_if_it_has_a_year() -> None:
    assert find("Moscow, 29 November 2002 (RFE/RL) -- Pines").date == datetime.date(2002, 11, 29)
    assert find("LONDON, March 3 (Reuters) - Pines").date is None
    assert find("清溪镇，2018年5月6日——松树").date == datetime.date(2018, 5, 6)
    assert find("（清溪镇2018年5月6日讯）松树").date == datetime.date(2018, 5, 6)


def test_a_line_that_is_only_a_dateline_is_found_as_one() -> None:
    assert find("Moscow, 29 November 2002 (RFE/RL)").end == 33
    assert find("清溪镇，2018年5月6日").line == "清溪镇，2018年5月6日"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The old pines bend.",
        "Paris — the city of light — is old.",
        "NATO (North Atlantic Treaty Organization) - an alliance of states.",
        "Albert Einstein (14 March 1879 – 18 April 1955) was a physicist.",
        "On 3 March 2003 – a Monday – the pines bent.",
        "Beijing, 29 November, was cold.",
        "Łódź, 29 November, was cold.",
        "Łódź (in Poland) is old.",
        "BEIJING — The pines bend.",
        "北京，2008年8月8日—24日，松树弯了。",
        "他生于1918年5月6日——松树弯了。",
        "北京，5月6日松树弯了。",
        "本地5月6日电视上说，松树弯了。",
        "东京、大阪——松树弯了。",
        "今年，5月6日——松树弯了。",
        "昨年、5月6日――松は曲がった。",
        "周日，5月6日——松树弯了。",
        "松树弯了，5月6日——没有人。",
        "他说，5月6日——松树弯了。",
        "（今年5月6日电）松树弯了。",
    ],
)
def test_other_openings_are_left_alone(text: str) -> None:
    assert find(text) == NO_DATELINE


def test_a_place_in_capitals_is_enough_with_bare_place() -> None:
    assert find("BEIJING — The pines bend.", bare_place=True).line == "BEIJING"
    assert find("WARNING — The pines bend.", bare_place=True) == NO_DATELINE
    assert find("UNESCO — an agency — protects pines.", bare_place=True) == NO_DATELINE


def test_an_agency_is_recognised_only_as_a_whole_line() -> None:
    assert is_agency("(Reuters)")
    assert is_agency("ТАСС")
    assert not is_agency("Reuters says so")


@given(st.text(), st.booleans())
def test_any_text_has_a_dateline_at_its_beginning_or_none(text: str, bare_place: bool) -> None:
    dateline = find(text, bare_place=bare_place)

    assert 0 <= dateline.end <= len(text)
    assert dateline.line is None or dateline.line in text[: dateline.end]


@pytest.mark.skipif(not EVAL.is_dir(), reason="the shared evaluation sets are not beside the checkout")
@pytest.mark.parametrize(
    "folder", ["squad2_dev_half1", "clapnq_a", "canard_a", "mtrag_a", "xquad_ru", "xquad_zh"]
)
def test_no_encyclopedia_article_opens_with_a_dateline(folder: str) -> None:
    rows = (EVAL / folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()

    assert [row for row in rows if find(json.loads(row)["text"]).line] == []


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(datelines).failed == 0
