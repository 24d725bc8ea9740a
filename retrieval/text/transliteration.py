"""Transliterate names between scripts: Путин is Putin, and Putin is Путин.

Each letter has the spellings that newspapers use, the usual one first.  Combinations are tried, and only one
that the corpus has is used, so a wrong spelling does no harm.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

_TRIED = 128  # maximum spellings of one word
_UNUSUAL = 3  # maximum letters of one word with an unusual spelling

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
# How Russian names are written in Latin letters; longer spellings come first.
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
    """Spellings of a case-folded word in another script, the usual one first; none for unsupported scripts.

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
    """All letters in their usual spelling, then with one, two or three of them in another.

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
    """The spellings of a word's letters, with digraphs as one unit; none if a letter is not in the table.

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


# Chinese names in the Latin script: common family names, and characters of given names, by their sound.
_FAMILY_NAMES = {
    "wang": "王汪", "li": "李黎", "zhang": "张章", "liu": "刘柳", "chen": "陈", "yang": "杨",
    "zhao": "赵", "huang": "黄", "zhou": "周", "wu": "吴武", "xu": "徐许", "sun": "孙", "hu": "胡",
    "zhu": "朱", "gao": "高", "lin": "林", "he": "何贺", "guo": "郭", "ma": "马", "luo": "罗",
    "liang": "梁", "song": "宋", "zheng": "郑", "xie": "谢", "han": "韩", "tang": "唐汤", "feng": "冯",
    "yu": "于余俞", "dong": "董", "xiao": "肖萧", "cheng": "程", "cao": "曹", "yuan": "袁", "deng": "邓",
    "fu": "傅", "shen": "沈", "zeng": "曾", "peng": "彭", "lu": "吕卢陆鲁", "su": "苏", "jiang": "蒋江姜",
    "cai": "蔡", "jia": "贾", "ding": "丁", "wei": "魏韦", "xue": "薛", "ye": "叶", "yan": "阎严",
    "pan": "潘", "du": "杜", "dai": "戴", "xia": "夏", "zhong": "钟", "tian": "田", "ren": "任",
    "fan": "范", "fang": "方", "shi": "石", "yao": "姚", "tan": "谭", "liao": "廖", "zou": "邹",
    "xiong": "熊", "jin": "金", "hao": "郝", "kong": "孔", "bai": "白", "cui": "崔", "kang": "康",
    "mao": "毛", "qiu": "邱", "qin": "秦", "gu": "顾", "hou": "侯", "shao": "邵", "meng": "孟",
    "long": "龙", "wan": "万", "duan": "段", "qian": "钱", "xi": "习", "wen": "温", "zuo": "左",
    "tao": "陶",
}  # fmt: skip
_GIVEN_NAMES = {
    "jin": "锦进晋", "tao": "涛", "ze": "泽", "min": "民敏", "ping": "平萍", "jia": "家嘉佳",
    "bao": "宝保", "en": "恩", "lai": "来", "xiao": "小晓", "dong": "东", "qiang": "强", "ke": "克",
    "shan": "山珊", "ming": "明", "hua": "华", "guo": "国", "jian": "建健", "jun": "军君俊",
    "wei": "伟薇卫", "li": "丽力莉立", "hong": "红宏洪", "mei": "美梅", "ying": "英颖", "fang": "芳",
    "yan": "艳燕", "jie": "杰洁", "lei": "磊蕾", "gang": "刚", "yong": "勇永", "bin": "斌彬",
    "bo": "波博", "hui": "辉慧", "peng": "鹏", "chao": "超", "fei": "飞", "xin": "新欣", "yu": "宇玉雨",
    "hai": "海", "tian": "天", "long": "龙", "feng": "峰锋凤", "lin": "琳林", "na": "娜", "jing": "静晶",
    "ting": "婷", "xue": "雪学", "yun": "云芸", "zhi": "志智", "cheng": "成诚", "de": "德",
    "zhong": "中忠", "shi": "世诗", "yi": "一义艺", "xiang": "祥翔", "gui": "贵桂", "sheng": "生胜",
    "kun": "坤", "chun": "春", "qing": "清庆青", "an": "安", "rong": "荣", "lan": "兰", "ning": "宁",
    "xi": "喜熙", "yang": "阳洋", "ru": "如", "xiu": "秀", "zhen": "珍震",
}  # fmt: skip


def _by_character(sounds: Mapping[str, str]) -> dict[str, str]:
    return {character: sound for sound, characters in sounds.items() for character in characters}


_LONGEST_GIVEN = 2
_FAMILY, _GIVEN = _by_character(_FAMILY_NAMES), _by_character(_GIVEN_NAMES)


def pinyin_name(name: str) -> str | None:
    """A Chinese name of two or three characters in Latin script; None if it does not look like a name.

    >>> pinyin_name("胡锦涛"), pinyin_name("天气")
    ('Hu Jintao', None)
    """
    family, given = name[:1], name[1:]
    sounds = [_GIVEN.get(each) or _FAMILY.get(each) for each in given]
    if family not in _FAMILY or not 1 <= len(sounds) <= _LONGEST_GIVEN or None in sounds:
        return None
    return f"{_FAMILY[family].capitalize()} {''.join(filter(None, sounds)).capitalize()}"
