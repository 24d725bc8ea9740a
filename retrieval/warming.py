"""Load the language data before the first question that needs them."""

from collections.abc import Sequence

from languages import CODES
from retrieval.intents.recognition import recognize
from retrieval.query.translation import lexicon
from retrieval.text import thai
from retrieval.text.analyzer import QueryTerm
from retrieval.text.dictionary import is_word
from retrieval.text.entities import extract_entities
from retrieval.text.related_words import irregular_forms_of, related_words_of

_NO_WORD = QueryTerm("", 0, 0, ("",), stop=False)


def load_tables(languages: Sequence[str]) -> None:
    """Load everything that depends on the languages of a corpus and not on its texts.

    Otherwise the first misspelt word, the first word that the corpus lacks and the first question in another
    language would each take a tenth of a second longer than later ones.
    """
    recognize("?")
    is_word("", languages)
    thai.load()
    for language in languages:
        extract_entities("", language)
        related_words_of(_NO_WORD, language)
        irregular_forms_of(_NO_WORD, language)
    for own in CODES:
        if own not in languages:
            for target in languages:
                lexicon(own, target)
