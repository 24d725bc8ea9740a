import pytest

from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.validation.parameters import Fields, Parameters, Upload


@pytest.fixture
def notes() -> list[str]:
    return []


def test_plain_values_are_read_as_http_would_carry_them(notes: list[str]) -> None:
    parameters = Parameters({"chat_id": 7, "protect_content": True, "reaction": [1]}, notes.append)

    assert parameters.text("chat_id") == "7"
    assert parameters.flag("protect_content")
    assert parameters.json("reaction", "") == [1]
    assert notes == []


@pytest.mark.parametrize(("value", "number"), [("12", 12), ("-3", -3), ("12th", 12), ("many", 0), ("", 5)])
def test_a_number_counts_by_its_leading_digits(value: str, number: int, notes: list[str]) -> None:
    assert Parameters({"offset": value}, notes.append).integer("offset", default=5) == number


def test_a_number_without_digits_is_noted(notes: list[str]) -> None:
    Parameters({"offset": "12th"}, notes.append).integer("offset")

    assert notes == ["offset is no integer: '12th'"]


@pytest.mark.parametrize(("value", "is_on"), [("TRUE", True), ("yes", True), ("1", True), ("false", False)])
def test_switches_are_true_yes_or_1(value: str, is_on: bool, notes: list[str]) -> None:
    assert Parameters({"is_big": value}, notes.append).flag("is_big") is is_on
    assert notes == []


def test_a_flag_that_is_neither_true_nor_false_is_off_and_noted(notes: list[str]) -> None:
    assert not Parameters({"is_big": "on"}, notes.append).flag("is_big")
    assert notes == ["is_big is neither true nor false: 'on'"]


def test_a_missing_parameter_is_named(notes: list[str]) -> None:
    with pytest.raises(ApiError, match='Bad Request: parameter "text" is required'):
        Parameters({}, notes.append).required("text")


def test_an_upload_is_found_under_its_name_and_under_the_name_it_is_attached_by(notes: list[str]) -> None:
    upload = Upload("notes.txt", b"words")
    parameters = Parameters({"document": "attach://file0", "file0": upload}, notes.append)

    assert parameters.upload("document") is upload
    assert Parameters({"document": upload}, notes.append).upload("document") is upload
    assert parameters.names == {"document"}


def test_fields_of_the_wrong_type_are_refused_by_name(notes: list[str]) -> None:
    fields = Fields({"text": True, "offset": "x", "flag": 1, "rows": {}}, "Thing", (), lambda _: None)

    for read, reason in (
        (lambda: fields.text("text"), 'field "text" must be of type String'),
        (lambda: fields.integer("offset"), 'field "offset" must be a valid Number'),
        (lambda: fields.flag("flag"), 'field "flag" must be of type Boolean'),
        (lambda: fields.array("rows"), 'field "rows" must be of type Array'),
        (lambda: fields.required("name"), 'can\'t find field "name"'),
    ):
        with pytest.raises(ApiError) as refusal:
            read()
        assert refusal.value.description == f"Bad Request: {reason}"
