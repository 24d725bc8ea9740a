"""Recognise lines that belong to the page and not to the body: navigation, bylines, credits, timestamps."""

from functools import cache

import regex

from corpus.structure import dates

# Whole lines, regardless of case, of counts ("Comments (12)") and of marks around them.
_CRUMBS = """
    accessibility links|add to favorites|advertisement|advertisements|about us|all rights reserved|
    back to top|breaking news|comment|comments|contact us|continue reading|copy link|download|e-mail|
    email|email this|embed|facebook|follow us|forward|go to top|home|home page|latest news|
    leave a comment|linkedin|listen|load more|loading|log in|login|main menu|menu|more news|
    more on this story|most popular|most read|navigation|newsletter|next|next page|no comments|
    no media source currently available|previous|previous page|print|print this page|print version|
    read more|recommended|related|related articles|related stories|reply|save|search|see all|see also|
    share|share on facebook|share on twitter|share this|share this article|show more|sign in|sign up|
    site map|skip to content|skip to main content|skip to main navigation|skip to navigation|
    skip to search|sponsored|subscribe|telegram|text size|top stories|trending|tweet|twitter|
    view comments|watch live|whatsapp|you may also like|
    в начало|версия для печати|войти|вверх|все новости|главная|главные новости|другие новости|далее|
    загрузить еще|комментарии|лента новостей|меню|на главную|назад|новости партнеров|оставить комментарий|
    отправить|печать|подписаться|подписывайтесь|поделиться|поиск|популярное|распечатать|реклама|
    самое читаемое|смотрите также|срочные новости|твитнуть|темы|читайте также|читать далее|
    buscar|comentarios|compartir|compartir en facebook|imprimir|iniciar sesión|inicio|ir al contenido|
    leer más|lo más leído|menú|más noticias|noticias relacionadas|publicidad|suscríbete|última hora|
    últimas noticias|ver más|volver arriba|
    abonnieren|anmelden|anzeige|auch interessant|drucken|eilmeldung|jetzt teilen|kommentare|mehr lesen|
    mehr zum thema|meistgelesen|merken|nach oben|newsletter abonnieren|startseite|suche|teilen|werbung|
    weiterlesen|zum inhalt|zum inhalt springen|zur startseite|
    à lire aussi|accueil|aller au contenu|commentaires|connexion|dernières nouvelles|envoyer|imprimer|
    lire aussi|lire la suite|les plus lus|partager|publicité|rechercher|retour en haut|s'abonner|
    sur le même sujet|
    首页|首頁|分享|打印|列印|评论|評論|广告|廣告|登录|登入|搜索|搜尋|菜单|返回顶部|相关新闻|相關新聞|
    相关阅读|热门新闻|突发新闻|突發新聞|阅读更多|下一页|上一页|订阅|訂閱|无障碍链接|
    ホーム|メニュー|検索|シェア|シェアする|印刷|印刷する|コメント|広告|関連記事|続きを読む|速報|ログイン|
    トップへ戻る|
    الرئيسية|مشاركة|شارك|طباعة|تعليقات|إعلان|بحث|القائمة|أخبار عاجلة|عاجل|اقرأ المزيد|اقرأ أيضا|
    الأكثر قراءة|تسجيل الدخول|
    होम|शेयर|शेयर करें|प्रिंट|टिप्पणियां|विज्ञापन|खोजें|मेन्यू|ब्रेकिंग न्यूज़|और पढ़ें|यह भी पढ़ें|
    लॉग इन|
    หน้าแรก|แชร์|พิมพ์|ความคิดเห็น|โฆษณา|ค้นหา|เมนู|ข่าวด่วน|อ่านต่อ|ข่าวที่เกี่ยวข้อง|เข้าสู่ระบบ
"""
_KNOWN_CRUMBS = frozenset(crumb.strip() for crumb in _CRUMBS.split("|"))
_MARKS_BEFORE = regex.compile(r"[\W\d_]*")
_MARKS_AFTER = regex.compile(r"(?r)[\W\d_]*")  # matched from the end

_LONGEST = 400
_LONGEST_TIMESTAMP = 80

_NAME = r"\p{Lu}[\p{L}\p{M}.'’-]*"
_AND = r"(?:,| (?:and|und|y|et|и|&))? "
_NAMES = rf"{_NAME}(?:{_AND}(?:(?:de|van|von|der|la|al) )*{_NAME}){{0,7}}"

_KINDS = (
    # Bylines: "By John Smith, Staff Writer", "Автор: Иван Петров", "文／山田太郎".
    rf"(?:By|BY|Von|Por|Par) {_NAMES}(?: [|(].{{1,60}})?",
    r"(?i:written by|story by|reporting by|reported by|edited by|translated by) .{2,80}",
    r"(?i:authors?|автор(?:ы)?|текст|autor(?:in|es|a)?|text|auteurs?|texte|作者|记者|記者|撰文|编辑|編輯|文|"
    r"بقلم|الكاتب|लेखक|ผู้เขียน)\s?[:：／/]\s?.{2,80}",
    r"(?:بقلم|โดย) [\p{L}\p{M} .]{2,40}",
    # Credits and captions: "Photo: AP", "Photo by Ann Lee", "Фото: ТАСС".
    r"(?i:photo(?:graph|s)?|image|picture|illustration|graphic|фото|иллюстрация|foto|bild|grafik|imagen|"
    r"crédits?|图|图片|图源|摄影|写真|画像|صورة|تصوير|फोटो|तस्वीर|ภาพ)"
    r"(?i: credits?| courtesy| photo)?\s?(?:[:：©]|(?i:by|of) (?=\p{Lu})).{2,120}",
    r"\(?[^.]{0,40}/?\s?(?:Getty Images|Shutterstock)\)?",
    # Notices: cookies, rights.
    r"(?i:we use cookies|this (?:web)?site uses cookies|by continuing to use this|"
    r"cookie (?:policy|settings)|мы используем (?:файлы )?cookie|этот сайт использует|"
    r"utilizamos cookies|este sitio (?:web )?utiliza|wir verwenden cookies|diese (?:web)?seite verwendet|"
    r"nous utilisons des cookies|ce site utilise).{0,300}",
    r"(?i:©|\(c\) |copyright\b(?=.{0,12}(?:©|\(c\)|\d{4}|\bby\b))).{0,160}",
    # Breadcrumbs, bare addresses and drawn lines.
    r"[^>»›]{1,40}(?:\s[>»›]\s[^>»›]{1,60}){2,}",
    r"(?:https?://|www\.)\S+",
    r"[-=*_~#•·.+—–\s]{3,}",
)

_WEEKDAYS = """
    monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|понедельник|
    вторник|среда|четверг|пятница|суббота|воскресенье|lunes|martes|miércoles|jueves|viernes|sábado|
    domingo|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|
    vendredi|samedi|dimanche
"""
_WHEN_LABELS = """
    published|updated|posted|last updated|last modified|date|опубликовано|обновлено|дата|publicado|
    actualizado|fecha|veröffentlicht|aktualisiert|stand|datum|publié|mis à jour|发布时间|发布|更新时间|
    公開日|更新日|配信|نشر|آخر تحديث|प्रकाशित|अपडेट|เผยแพร่
"""
_WHEN_WORDS = "|".join(word.strip() for word in f"{_WEEKDAYS}|{_WHEN_LABELS}".split("|"))
_TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s?(?:gmt|utc|[ecmp][sd]?t|msk|мск|uhr|bst)\b)?"
_WHEN = rf"(?i){dates.PATTERN}|{_TIME}|\b(?:{_WHEN_WORDS}|at|on|le|am|um|в|à|a las)\b"
_DAY = rf"(?i){dates.PATTERN}"

# Compiled when first needed and not on import: together they take 30 ms.
_compiled = cache(regex.compile)


def is_boilerplate(line: str) -> bool:
    """Whether a whole line is boilerplate of a page.

    >>> is_boilerplate("Comments (12)"), is_boilerplate("By Ann Lee"), is_boilerplate("By the sea they bend")
    (True, True, False)
    """
    if len(line) > _LONGEST:
        return False
    return (
        _within_marks(line).casefold() in _KNOWN_CRUMBS
        or is_timestamp(line)
        or any(_compiled(kind).fullmatch(line) for kind in _KINDS)
    )


def _within_marks(line: str) -> str:
    """A line without the punctuation and digits around it.

    >>> _within_marks("» Comments (12)")
    'Comments'
    """
    before, after = _MARKS_BEFORE.match(line), _MARKS_AFTER.match(line)
    return line[before.end() : after.start()] if before and after else line


def is_timestamp(line: str) -> bool:
    """Whether a line has a day, perhaps a time, and nothing else.

    >>> is_timestamp("Published: Friday, 29 November 2002 10:15 GMT"), is_timestamp("Harvest: 3 May 2002")
    (True, False)
    """
    if len(line) > _LONGEST_TIMESTAMP or not _compiled(_DAY).search(line):
        return False
    return not regex.search(r"\w", _compiled(_WHEN).sub("", line))
