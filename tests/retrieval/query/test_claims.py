import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.query.claims import check_claim

TRADE = "Trade between the two towns rose to $10 billion in 2001, and 30 percent of it was fish."
VISIT = "The mayor goes on to Olmen for a visit of two days."


@pytest.mark.parametrize(
    ("claim", "sentence", "differences"),
    [
        ("trade reached $20 billion", TRADE, [("$20 billion", "$10 billion")]),
        ("trade rose to 20 billion", TRADE, [("20 billion", "$10 billion")]),
        ("trade rose in 2003", TRADE, [("2003", "2001")]),
        ("40% of trade was fish", TRADE, [("40%", "30 percent")]),
        ("the mayor goes on to Selmouth for a visit", VISIT, [("Selmouth", "Olmen")]),
        ("a visit of five days to Olmen", VISIT, [("five days", "two days")]),
    ],
)
def test_a_number_date_or_name_that_differs_is_named(
    claim: str, sentence: str, differences: list[tuple[str, str]]
) -> None:
    check = check_claim(claim, sentence, "en")

    assert check is not None
    assert [tuple(each) for each in check.differences] == differences


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("trade rose to $10 billion", TRADE),
        ("trade rose to 10,000 pounds", "Trade rose to 10 000 pounds."),
        ("the ship has 10 sails", "The ship has ten sails."),
        ("trade rose", TRADE),
        ("the bridge cost $20 billion", TRADE),
        ("the bridge opened on 3 May", TRADE),
        ("the baker flew to Selmouth for a rest", VISIT),
        ("the mayor of Selmouth sings", VISIT),
        ("", TRADE),
        ("trade reached $20 billion", ""),
    ],
    ids=[
        "the same number",
        "digits grouped otherwise",
        "a number in words",
        "no number or name",
        "something else for a sum of money",
        "something else on another date",
        "something else in another place",
        "a name in another place of the sentence",
        "nothing claimed",
        "nothing stated",
    ],
)
def test_a_sentence_that_does_not_contradict_a_claim_yields_no_difference(claim: str, sentence: str) -> None:
    assert check_claim(claim, sentence, "en") is None


def test_the_words_of_a_claim_that_the_sentence_lacks_are_listed() -> None:
    check = check_claim("trade finally reached $20 billion by boat, fish included", TRADE, "en")

    assert check is None

    check = check_claim("trade reached $20 billion", TRADE, "en")
    assert check is not None
    assert check.unstated == ("reached",)


@pytest.mark.parametrize(
    ("claim", "sentence", "language", "difference"),
    [
        ("Der Handel stieg auf 20 Milliarden Euro", "Der Handel stieg auf 10 Milliarden Euro.", "de", "10"),
        ("Торговля выросла до 20 млрд долларов", "Торговля выросла до 10 млрд долларов.", "ru", "10"),
        ("El comercio llegó a 20 millones de euros", "El comercio llegó a 10 millones de euros.", "es", "10"),
        ("贸易额达到200亿美元", "去年贸易额达到100亿美元。", "zh", "100"),
    ],
)
def test_claims_are_checked_in_other_languages(
    claim: str, sentence: str, language: str, difference: str
) -> None:
    check = check_claim(claim, sentence, language)

    assert check is not None
    assert check.differences[0].stated.startswith(difference)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["en", "zh", "th", "ar"]))
def test_any_claim_can_be_checked_against_any_sentence(claim: str, sentence: str, language: str) -> None:
    check = check_claim(claim, sentence, language)

    for claimed, stated in check.differences if check else ():
        assert claimed in claim
        assert stated in sentence
