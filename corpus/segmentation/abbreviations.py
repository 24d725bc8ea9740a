"""Each language's habits at the end of a sentence: abbreviations, and the words that only begin sentences.

Tables for `sentences`, written as the words stand in print but without their last stop.  A lower-case
entry also covers its capitalised form ("vol" covers "Vol."); a capitalised one covers nothing else ("Gen." is
a general, "gen." is not).  Initials and other letters with stops ("J. R.", "U.S.", "z. B.") need no entry.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """One language's habits around the full stop.

    ``never_final``: something must follow these ("Dr.", "e.g."), so no sentence ends with them.
    ``may_be_final``: these can close a sentence ("Inc."); it does when one of ``openers`` follows.  (No entry
    is needed for what closes one before any capital, "etc.".)
    ``before_number``: ordinary words that are abbreviations before a figure only ("No. 5").
    ``openers``: function words whose capital tells that a sentence begins there ("The", "Danach").
    ``ordinals``: a small or a Roman number with a stop is an ordinal ("am 3. Oktober", "Ludwig XIV.").
    ``clipped``: a run of at most so many letters before a stop is an abbreviation, whatever it is.
    """

    never_final: frozenset[str] = frozenset()
    may_be_final: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    ordinals: bool = False
    clipped: int = 0


def abbreviations_of(language: str) -> Abbreviations:
    """The habits of *language*, an ISO 639-1 code; the English ones where it has no table of its own."""
    return _BY_LANGUAGE.get(language, ENGLISH)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = Abbreviations(
    never_final=_words("""
        Mr Mrs Ms Messrs Mx Dr Drs Prof Gen Lt Col Maj Capt Cpl Sgt Cmdr Adm Brig Pvt Sen Sens Rep Reps
        Gov Pres Supt Hon Rev Fr Msgr St Ste Mt Ft vs viz cf Fig Figs Eq Eqs Ref Refs approx ca lit eds
        trans vol vols op pp chap ibid Nos e.g i.e
    """),
    may_be_final=_words("""
        Inc Ltd Co Corp Bros Cos co Jr Sr Esq al Ph.D Univ Dept Assn Ave Blvd Rd ft lb lbs oz sq hr hrs
        Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat
        Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Kan La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore
        Pa Penn Tenn Tex Va Vt Wash Wis Wyo
    """),
    before_number=_words("no nos n° nº art arts sec par para ch fig figs eq ed"),
    openers=_words("""
        The A An This That These Those There It Its He She They We You His Her Their Our My I In On At By
        For From To Of With Without Within After Before During Since Until While When Where As If Although
        Though Unless Because However But And Or Nor So Yet Then Thus Therefore Hence Also Both Each Every
        All Some Many Most Several Few One Other Others Another Such Under Over Through Throughout Despite
        Following According Today Now Not No What Who Why How Which Whether Is Are Was Were Do Does Did Has
        Have Had Can Could Will Would Should Instead Meanwhile Moreover Furthermore Additionally Eventually
        Later Once Only Even Still Here Between Among Against Upon Like Unlike Nobody None Nothing Everyone
    """),
)

GERMAN = Abbreviations(
    never_final=_words("""
        Dr Prof Hr Hrn Fr Frl St Nr Nrn Abs Art Abb Bd Bde Kap Tab Anm Hrsg hrsg Aufl bzw ca vgl evtl ggf
        inkl exkl einschl geb gest sog med phil Dipl Ing kath ev Jan Febr Apr Aug Sept Okt Nov Dez Mt
    """),
    may_be_final=_words("Jh Jhd Jhs Mio Mrd Tsd Str Chr Co Inc Ltd bspw al"),
    openers=_words("""
        Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Er Sie Es Wir Ihr Ihre Ich Man Im In Am An
        Auf Aus Bei Beim Mit Nach Von Vom Vor Zu Zum Zur Für Durch Über Unter Um Als Da Dann Danach Dabei
        Dadurch Damit Darauf Daher Doch Aber Auch Und Oder Wenn Während Weil Wie Was Wer Wo Seit Nur Noch
        Nicht Dies Diese Diesem Diesen Dieser Dieses Sein Seine Seinen Hier Heute Jedoch Zudem Außerdem So
        Bis Obwohl Nachdem Trotz Laut Dort Viele Einige Alle Beide Später Zwischen Gegen Ohne Bereits Erst
        Niemand Nichts Jeder Jede
    """),
    ordinals=True,
)

FRENCH = Abbreviations(
    never_final=_words("""
        M MM Mr Mgr Dr Pr Prof St Ste Sts av apr env éd vol chap fig cf p pp ex art Cie c.-à-d Lt Gal Col
        janv févr juil
    """),
    may_be_final=_words("al J.-C Inc Ltd Co sq hab"),
    openers=_words("""
        Le La Les L' Un Une Des Du D' Il Elle Ils Elles On Ce C' Cet Cette Ces En Au Aux À Dans Par Pour Sur
        Sous Avec Sans Après Avant Pendant Depuis Dès Mais Et Ou Où Si S' Comme Lorsque Quand Son Sa Ses
        Leur Leurs Nous Vous Je J' Cependant Ainsi Toutefois Selon Plusieurs Certains Que Qui Qu' N' Ne Y
        Entre Vers Chez Puis Enfin Malgré Aussi Tous Toutes Chaque Deux
    """),
)

SPANISH = Abbreviations(
    never_final=_words("""
        Sr Sra Sras Sres Srta Dr Dra Dres Lic Ing Prof Profa Gral Cap Cnel Tte D Dña Dn Fr Mons Sta Sto núm
        núms pág págs vol vols cap fig figs art arts cf ej av avda aprox prof dpto tel col EE FF RR AA HH Mt
    """),
    may_be_final=_words("al Ud Uds Vd Vds UU Cía cía Inc Ltd Co hab Jr"),
    openers=_words("""
        El La Los Las Lo Un Una Unos Unas Este Esta Estos Estas Ese Esa Esos Esas Esto Eso Aquel Aquella En
        Al Del Por Para Con Sin Sobre Tras Desde Hasta Durante Según Cuando Como Si No Pero Y O Aunque
        Además También Tampoco Su Sus Se Es Fue Son Era Eran Él Ella Ellos Ellas Nosotros Yo Entre Ante
        Mientras Después Antes Luego Así Muchos Muchas Algunos Algunas Otros Otras Otro Otra Hay Tiene A De
        Ambos Cada Todos Todas Debido Actualmente Posteriormente Finalmente Hoy Ya Sólo Solo Qué Quién
    """),
    before_number=_words("no n° nº"),
)

RUSSIAN = Abbreviations(
    never_final=_words("""
        ул просп пл пер наб проф акад доц канд см ср рис табл стр гл ст разд изд ред св оз гор пос дер
        англ лат греч нем фр франц итал исп яп кит араб евр санскр напр ок прим тов гр пгт ум соавт
        янв февр апр авг сент окт нояб дек
    """),
    may_be_final=_words("им гг вв тыс млн млрд трлн руб коп долл дол чел кв куб обл мин сек Inc Ltd Co"),
    openers=_words("""
        Он Она Оно Они Мы Вы Ты Я Его Её Ее Их В Во На С Со К Ко По За Из От До Для При Без У О Об Под Над Но
        А И Или Если Когда Как Что Чтобы Это Этот Эта Эти Этого Тот Та Те Так Такой Такие Также Однако После
        Затем Потом Не Ни Все Всего Только Тогда Здесь Там Где Кто Среди Между Через Более Кроме Хотя
        Поэтому Согласно Сегодня Позже Благодаря Многие Некоторые Один Другой Другие Первый Каждый
    """),
)

ARABIC = Abbreviations(never_final=_words("د أ م.م ص ج ط أ.د"))

# Titles, and the Latin initials as Hindi spells them: "एम. एस. धोनी".
HINDI = Abbreviations(
    never_final=_words("""
        डॉ डा प्रो पं श्री श्रीमती सुश्री कु सं क्र रु
        ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई
    """)
)

# Thai ends no sentence with a stop; it stands in "พ.ศ.", "กทม." and the like.
THAI = Abbreviations(clipped=4)

# Thai parts sentences by a space, and clauses, names and numbers as well.  The first of these often begin a
# sentence; the second go on with one.
THAI_OPENERS = _words("""
    นอกจากนี้ นอกจากนั้น อย่างไรก็ตาม อย่างไรก็ดี ดังนั้น ต่อมา จากนั้น หลังจาก ภายหลัง เมื่อ ในปี ในช่วง ในขณะ ในเดือน ทั้งนี้
    เขา เธอ พวกเขา ตั้งแต่ ปัจจุบัน ระหว่าง สำหรับ แม้ หาก ถ้า แต่ นี่ มัน ตาม อีกทั้ง ขณะ ครั้น
""")
THAI_CONTINUATIONS = _words("""
    และ หรือ ที่ ซึ่ง โดย กับ ของ เพื่อ ว่า จึง ก็ เช่น ได้แก่ อัน รวมถึง รวมทั้ง ตลอดจน คือ ด้วย ให้ จน ถึง ทำให้ แก่ ต่อ ได้ ก่อน
    เพราะ เนื่องจาก พร้อม แล้ว
""")

_BY_LANGUAGE = {
    "ar": ARABIC,
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "hi": HINDI,
    "ru": RUSSIAN,
    "th": THAI,
}
