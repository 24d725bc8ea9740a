"""Translate the words of a Chinese question by the longest matching lexicon entries, names by their sound."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import regex

from languages import stop_words
from retrieval.text.transliteration import pinyin_name
from retrieval.text.typed_text import Replacement

UNSPACED = regex.compile(r"\p{Han}+")
_LONGEST = 8
"""Maximum length of a lexicon entry, in characters."""

Best = Callable[[Sequence[str]], str]
"""Chooses one of several translations."""


def translate_chinese_words(
    question: str, lexicon: Mapping[str, tuple[str, ...]], best: Best, language: str
) -> Iterator[Replacement]:
    """Translate the words of a question that *lexicon* has; function words are omitted.

    >>> words = {"访问": ("visit",), "中国": ("China",), "什么时候": ("when",)}
    >>> found = translate_chinese_words("王明什么时候访问了中国?", words, lambda meanings: meanings[0], "zh")
    >>> [each.text for each in found]
    ['Wang Ming ', 'when ', 'visit ', '', 'China']
    """
    for run in UNSPACED.finditer(question):
        for start, end in _pieces(run[0], lexicon):
            form = run[0][start:end]
            read = best(lexicon[form]) if form in lexicon else _unknown(form, language)
            if read is not None:
                space = " " if read and end < len(run[0]) else ""
                yield Replacement(run.start() + start, run.start() + end, read + space)


def _pieces(run: str, lexicon: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """The spans of the longest entries in a run of characters, and of the text between them."""
    at = unknown = 0
    while at < len(run):
        end = next((end for end in range(min(len(run), at + _LONGEST), at, -1) if run[at:end] in lexicon), at)
        if end == at:
            at += 1
            continue
        if unknown < at:
            yield unknown, at
        yield at, end
        at = unknown = end
    if unknown < len(run):
        yield unknown, len(run)


def _unknown(form: str, language: str) -> str | None:
    """The translation of characters without an entry: a name by its sound, "" for function words."""
    particles = stop_words(language)
    if all(character in particles or character in _PARTICLES for character in form):
        return ""
    return pinyin_name(form.rstrip(_PARTICLES))


_PARTICLES = "的了吗呢吧啊着过得地们个是有在被把对从向于所之其么就也还又很"
