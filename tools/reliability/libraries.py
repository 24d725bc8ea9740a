"""Three libraries for a trial: some people use one of them, the others ask all together.

Only the ferry's text has editions, which are published during the trial.  Each library answers the same two
questions in different words, so that an answer from the wrong one is noticed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.support.bot_api import ActKind, Person
from tests.support.bot_api.model.state import Act
from tools.reliability.rig import QUESTIONS

PUBLISHED = "ferry"
"""The library that new editions are published in."""
EVERYTHING = "all"
_MILL = """\
The Mill of Tarn

Miller Carl Holm ground the rye behind the dam.

The new engine cost 52,000 marks, and the wheel went to a museum.

A widow in Lunde lent the whole sum.
"""
_ORCHARD = """\
The Orchard of Vik

Gardener Nils Berg pruned the apple trees at dawn.

The new engine cost 7,400 marks and drives the press.

A brewer in Selm lent the whole sum.
"""
TEXTS = {"mill": _MILL, "orchard": _ORCHARD}
"""The texts that never change, by library."""
TITLES = {PUBLISHED: "The Ferry of Ostrow", "mill": "The Mill of Tarn", "orchard": "The Orchard of Vik"}
"""The titles, which each citation names."""
ASKED: Mapping[str, Mapping[str, str]] = {
    PUBLISHED: QUESTIONS,
    "mill": {
        "Who ground the rye?": "Carl Holm",
        "What did the engine cost?": "52,000",
        "Who lent the sum?": "Lunde",
    },
    "orchard": {
        "Who pruned the apple trees?": "Nils Berg",
        "What did the engine cost?": "7,400",
        "Who lent the sum?": "Selm",
    },
    EVERYTHING: {
        "/digest": "In the text’s own words",
        "Who steered the ferry?": "Ilsa Brandt",
        "Who ground the rye?": "Carl Holm",
        "Who pruned the apple trees?": "Nils Berg",
    },
}
"""The questions asked in turn, by library and for all together, each with words that only its answer has."""


@dataclass(slots=True)
class LibraryReaders:
    """Which library each person uses; people who are not listed use all."""

    uses: dict[int, str] = field(default_factory=dict)

    def share(self, people: Sequence[Person]) -> None:
        """Assign all libraries to every second person, and one each to the others."""
        names = [*TITLES, *[EVERYTHING] * len(TITLES)]
        self.uses = {person.id: names[place % len(names)] for place, person in enumerate(people)}

    def asked_by(self, person: int) -> Mapping[str, str]:
        """A person's questions, each with words that only its answer has."""
        return ASKED[self.uses.get(person, EVERYTHING)]

    def crossed(self, acts: Iterable[Act]) -> int:
        """How many messages cite a library that their chat does not use."""
        return sum(
            act.message is not None and is_crossed(act.message.text, self.uses.get(act.chat.id, EVERYTHING))
            for act in acts
            if act.kind in (ActKind.SENT, ActKind.EDITED)
        )


def is_crossed(text: str, used: str) -> bool:
    """Whether a text in a chat that uses a library cites another one.

    >>> is_crossed("… [1] The Mill of Tarn · ¶ 2", "orchard"), is_crossed("… [1] The Mill of Tarn", "all")
    (True, False)
    """
    return used != EVERYTHING and any(title in text for name, title in TITLES.items() if name != used)
