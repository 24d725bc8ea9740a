"""Names across scripts: Путин is Putin, and Putin is Путин.

Each letter has the spellings that newspapers use, the usual one first.  Every combination is tried, and only
one that the corpus has is taken, so a rare spelling that is no name does no harm.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

_TRIED = 128  # spellings of one word
_UNUSUAL = 3  # letters of one word that are not spelled as usual

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v w", "г": "g h", "д": "d", "е": "e ye je", "ё": "e yo o", "ж": "zh j g",
    "з": "z s", "и": "i y", "й": "y i j", "к": "k c", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u oo w", "ф": "f ph", "х": "kh h ch x", "ц": "ts c z", "ч": "ch",
    "ш": "sh s", "щ": "shch sch", "ъ": "", "ы": "y", "ь": "", "э": "e a", "ю": "yu iu u", "я": "ya ia a",
    "і": "i", "ї": "i yi", "є": "ye e", "ґ": "g",
    "кс": "x ks", "дж": "j dj dzh", "ий": "y iy i", "ый": "y yi", "ей": "ei ey", "ья": "ya ia",
    "ев": "ev yev", "цз": "j", "чж": "zh", "сы": "si", "цзи": "ji", "цзя": "jia", "цзю": "jiu", "чжэ": "zhe",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v b", "γ": "g y", "δ": "d", "ε": "e", "ζ": "z", "η": "i e", "θ": "th", "ι": "i",
    "κ": "k c", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s",
    "τ": "t", "υ": "y i u", "φ": "f ph", "χ": "ch h", "ψ": "ps", "ω": "o",
    "ου": "ou u", "ευ": "ef ev eu", "αυ": "af av au", "ει": "i ei", "οι": "i oi", "μπ": "b mp",
    "ντ": "d nt", "γκ": "g gk", "τσ": "ts", "τζ": "tz",
}  # fmt: skip
# What people who read no Cyrillic write a Russian name in; longer spellings come first.
_LATIN = {
    "a": "а я э", "b": "б", "c": "к с ц", "d": "д", "e": "е э", "f": "ф", "g": "г", "h": "х г", "i": "и й",
    "j": "й дж ж", "k": "к", "l": "л ль", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у ю", "v": "в", "w": "в у", "x": "кс", "y": "й ы и", "z": "з",
    "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "shch": "щ", "ya": "я", "ia": "я ия", "yu": "ю",
    "iu": "ю", "yo": "ё", "ye": "е", "ph": "ф", "th": "т", "ck": "к", "ee": "и", "oo": "у", "iy": "ий",
    "ll": "лл л", "ss": "сс с", "nn": "нн н", "tt": "тт т", "rr": "рр р",
}  # fmt: skip

_Table = Mapping[str, tuple[str, ...]]


def spellings(word: str) -> Iterator[str]:
    """A case-folded word as other scripts may spell it, the usual one first; none for yet other scripts.

    >>> list(spellings("путин"))[:2], next(spellings("putin"))
    (['putin', 'pootin'], 'путин')
    >>> "jintao" in spellings("цзиньтао")
    True
    """
    for table in _TABLES:
        letters = _split(word, table)
        if letters:
            yield from dict.fromkeys(islice(_combined(letters), _TRIED))


def _combined(letters: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every letter in its usual spelling; then one, two or three of them in another.

    >>> list(_combined([("i", "y"), ("a", "e")]))
    ['ia', 'ya', 'ie', 'ye']
    """
    usual = [spelled[0] for spelled in letters]
    doubtful = [at for at, spelled in enumerate(letters) if len(spelled) > 1]
    for unusual in range(_UNUSUAL + 1):
        for places in combinations(doubtful, unusual):
            for picked in product(*(letters[at][1:] for at in places)):
                chosen = dict(zip(places, picked, strict=True))
                yield "".join(chosen.get(at, letter) for at, letter in enumerate(usual))


def _split(word: str, table: _Table) -> list[tuple[str, ...]]:
    """The spellings of a word's letters, those together that are spelled together; none if one is foreign.

    >>> _split("макс", _TABLES[0])
    [('m',), ('a',), ('x', 'ks')]
    """
    letters = []
    at = 0
    while at < len(word):
        size = next((size for size in (4, 3, 2, 1) if word[at : at + size] in table), 0)
        if not size:
            return []
        letters.append(table[word[at : at + size]])
        at += size
    return letters


def _table(rows: Mapping[str, str]) -> _Table:
    return {letter: tuple(spelled.split(" ")) for letter, spelled in rows.items()}


_TABLES = tuple(map(_table, (_CYRILLIC, _GREEK, _LATIN)))
