"""English."""

from retrieval.languages.table import Language, words

# "us" and "may" are left out on purpose: case-folded, they are also the country and the month.
STOP_WORDS = words("""
    a an the this that these those such each every either neither both some any all no another other others
    i me my mine myself you your yours yourself yourselves we our ours ourselves he him his himself
    she her hers herself it its itself they them their theirs themselves oneself
    who whom whose which what when where why how whoever whatever whichever whenever wherever
    and or but nor if then else than because as while whereas though although unless until whether
    of at by for with about against between into through during before after above below to from up down
    in out on off over under upon within without toward towards among across along around via per onto
    am is are was were be been being have has had having do does did done doing
    will would shall should can could might must ought cannot
    not never again further once here there only own same so too very just also even still yet ever
    more most much many few less least several long far often
    s t d ll m re ve don doesn didn isn aren wasn weren hasn haven hadn won wouldn shan shouldn couldn mustn
    ain let please tell know say says explain describe want need like
""")

LANGUAGE = Language(code="en", name="English", stop_words=STOP_WORDS)
