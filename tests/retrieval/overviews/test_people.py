from retrieval.overviews.people import people
from retrieval.overviews.scope import whole_corpus
from tests.retrieval.conftest import Read

LAMP = """The lamp of Selmouth was lit by Edda Quist on Sunday. Edda Quist, the mayor, had promised it.

Quist said the lamp cost nothing. Ole Brandt, 43, carried it up the tower. The Harbour Trust paid the oil.
In the town of Lumen nobody noticed it, and the Harbour Trust is sorry.
"""


def test_each_person_comes_with_the_sentence_that_says_who_that_is(open_texts: Read) -> None:
    snapshot = open_texts(lamp=LAMP)

    said = {line.label: line.text for line in people(whole_corpus(snapshot), snapshot)}

    assert "the mayor" in said["Edda Quist"]
    assert ", 43," in said["Ole Brandt"]


def test_who_is_named_most_often_comes_first(open_texts: Read) -> None:
    snapshot = open_texts(lamp=LAMP)

    labels = [line.label for line in people(whole_corpus(snapshot), snapshot)]

    assert labels[0] == "Edda Quist"


def test_organisations_and_places_are_not_people(open_texts: Read) -> None:
    snapshot = open_texts(lamp=LAMP)

    labels = [line.label for line in people(whole_corpus(snapshot), snapshot)]

    assert not {"Harbour Trust", "Selmouth", "Lumen"} & set(labels)


def test_a_text_without_names_has_no_people(open_texts: Read) -> None:
    snapshot = open_texts(rain="It rained all week. The roofs were wet and the gutters ran over.")

    assert people(whole_corpus(snapshot), snapshot) == ()
