"""Questions as people type them, and how each is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages import CODES
from retrieval.text.question import AnswerType, analyze_question

ENGLISH = {
    "Who signed the treaty?": "person",
    "By whom?": "person",
    "who has the oldest bakery in town": "person",
    "Who is the mayor of Leeds?": "person",
    "Where does the river begin?": "place",
    "In which country is the lake?": "place",
    "What Welsh city was the castle built in?": "place",
    "Besides Kent, where did they settle?": "place",
    "Which newspaper printed the letter?": "organisation",
    "what team won the cup in 1954": "organisation",
    "When was the bridge opened?": "date",
    "The treaty was signed in what year?": "date",
    "During what century did they sail?": "date",
    "How long did the siege last?": "duration",
    "How many days did the strike take?": "duration",
    "How many ships were lost?": "number",
    "What is the population of Leeds?": "number",
    "What was the mayor's salary?": "number",
    "What percentage of voters agreed?": "number",
    "Why did the mill close?": "reason",
    "What caused the fire?": "reason",
    "What was the purpose of the visit?": "reason",
    "How do bees find their way?": "manner",
    "By what means was it carried?": "manner",
    "What is photosynthesis?": "definition",
    "What is a mayor?": "definition",
    "Who is Ada Lovelace?": "definition",
    "What does WTO stand for?": "definition",
    "What did Tony Blair say about the trip?": "quotation",
    "Which topics will be discussed?": "list",
    "What are the three stages of the plan?": "list",
    "Did the ship sink?": "yes_no",
    "And does he expect them to change?": "yes_no",
    "Isn't it true?": "yes_no",
    "What kind of treaty was signed?": "thing",
    "What did the king sign?": "thing",
    "When the war began, who ruled?": "person",
    "name of the old ferry captain": "person",
    "names of the victims": "person",
    "name of his boat": "thing",
}

OTHERS = [
    ("ru", "Кто подписал договор?", "person"),
    ("ru", "Кто такой Иван Петров?", "definition"),
    ("ru", "Где родился поэт?", "place"),
    ("ru", "Какая газета напечатала письмо?", "organisation"),
    ("ru", "В каком году открыли мост?", "date"),
    ("ru", "Когда началась война, кто был царём?", "person"),
    ("ru", "Сколько кораблей погибло?", "number"),
    ("ru", "Почему закрыли завод?", "reason"),
    ("ru", "Каким образом пчёлы находят дорогу?", "manner"),
    ("ru", "Что сказал министр о поездке?", "quotation"),
    ("ru", "Покупает ли Китай зерно?", "yes_no"),
    ("ru", "Китай покупает зерно у соседей?", "yes_no"),
    ("es", "¿Quién firmó el tratado?", "person"),
    ("es", "¿Qué ciudad inglesa tiene el castillo más antiguo?", "place"),
    ("es", "¿Qué periódico publicó la carta?", "organisation"),
    ("es", "¿En qué año se abrió el puente?", "date"),
    ("es", "cuantos barcos se hundieron", "number"),
    ("es", "¿Por qué cerró la fábrica?", "reason"),
    ("es", "¿Qué es la fotosíntesis?", "definition"),
    ("es", "¿Hay un museo en el pueblo?", "yes_no"),
    ("de", "Wer unterschrieb den Vertrag?", "person"),
    ("de", "Welche Zeitung druckte den Brief?", "organisation"),
    ("de", "In welchem Jahr wurde die Brücke eröffnet?", "date"),
    ("de", "Wie hoch ist der Turm?", "number"),
    ("de", "Warum schloss die Fabrik?", "reason"),
    ("de", "Wie lange dauerte die Belagerung?", "duration"),
    ("de", "Was ist Photosynthese?", "definition"),
    ("fr", "Qui a signé le traité ?", "person"),
    ("fr", "Quelle est la capitale de la Norvège ?", "place"),
    ("fr", "Combien de navires ont coulé ?", "number"),
    ("fr", "Pourquoi l'usine a-t-elle fermé ?", "reason"),
    ("fr", "La ville a-t-elle un musée ?", "yes_no"),
    ("fr", "Qu'est-ce que la photosynthèse ?", "definition"),
    ("zh", "谁签署了条约？", "person"),
    ("zh", "这座桥是哪一年开通的？", "date"),
    ("zh", "工厂关闭的原因是什么？", "reason"),
    ("zh", "有多少艘船沉没？", "number"),
    ("zh", "什么是光合作用？", "definition"),
    ("zh", "哪个城市有最古老的城堡？", "place"),
    ("zh", "这个城市有博物馆吗？", "yes_no"),
    ("ja", "誰が条約に署名しましたか？", "person"),
    ("ja", "ノルウェーの首都は何ですか？", "place"),
    ("ja", "橋は何年に開通しましたか？", "date"),
    ("ja", "光合成とは何ですか？", "definition"),
    ("ja", "町に博物館はありますか？", "yes_no"),
    ("ar", "من وقع المعاهدة؟", "person"),
    ("ar", "ما هي عاصمة النرويج؟", "place"),
    ("ar", "في أي عام افتتح الجسر؟", "date"),
    ("ar", "كم عدد السفن التي غرقت؟", "number"),
    ("ar", "لماذا أغلق المصنع؟", "reason"),
    ("ar", "ولماذا؟", "reason"),
    ("ar", "هل توجد مدرسة في القرية؟", "yes_no"),
    ("hi", "संधि पर किसने हस्ताक्षर किए?", "person"),
    ("hi", "नॉर्वे की राजधानी क्या है?", "place"),
    ("hi", "पुल किस वर्ष खुला?", "date"),
    ("hi", "प्रकाश संश्लेषण क्या है?", "definition"),
    ("hi", "क्या शहर में संग्रहालय है?", "yes_no"),
    ("th", "ใครลงนามในสนธิสัญญา", "person"),
    ("th", "เมืองหลวงของนอร์เวย์คืออะไร", "place"),
    ("th", "สะพานเปิดในปีใด", "date"),
    ("th", "ทำไมโรงงานจึงปิด", "reason"),
    ("th", "การสังเคราะห์ด้วยแสงคืออะไร", "definition"),
]


@pytest.mark.parametrize(("question", "expected"), ENGLISH.items())
def test_the_answer_type_of_english_questions(question: str, expected: str) -> None:
    assert analyze_question(question, "en").expected == expected


@pytest.mark.parametrize(("language", "question", "expected"), OTHERS)
def test_the_answer_type_of_questions_in_other_languages(language: str, question: str, expected: str) -> None:
    assert analyze_question(question, language).expected == expected


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many ships were lost?", "ships"),
        ("How tall is the tower?", "length"),
        ("How old was she?", "age"),
        ("How often does it meet?", "times"),
        ("What was the price of the house?", "money"),
        ("How much of it is left?", None),
    ],
)
def test_a_question_for_a_number_has_its_unit(question: str, unit: str | None) -> None:
    assert analyze_question(question, "en").unit == unit


@pytest.mark.parametrize(
    ("language", "question", "focus"),
    [
        ("en", "Which journal carried Smith's article?", "journal"),
        ("en", "What kind of treaty did they sign?", "treaty"),
        ("en", "What was the main source of income?", "source"),
        ("en", "What major port did they use?", "port"),
        ("en", "Who came?", None),
        ("en", "What may members ask for?", None),
        ("ru", "Какой новый закон приняли?", "закон"),
        ("es", "¿Qué ley nueva aprobaron?", "ley"),
        ("de", "Welches neue Gesetz wurde beschlossen?", "Gesetz"),
    ],
)
def test_the_focus_is_the_noun_that_is_asked_for(language: str, question: str, focus: str | None) -> None:
    assert analyze_question(question, language).focus == focus


def test_a_definition_knows_its_subject() -> None:
    assert analyze_question("What is the Treaty of Paris?", "en").subject == "Treaty of Paris"
    assert analyze_question("胡适是谁？", "zh").subject == "胡适"
    assert analyze_question("Who signed it?", "en").subject is None


def test_names_are_runs_of_capitalised_words() -> None:
    assert analyze_question("Where did Tony Blair meet Vladimir Putin of Russia?", "en").names == (
        "Tony Blair",
        "Vladimir Putin of Russia",
    )
    assert analyze_question("Which party did Smith lead?", "en").names == ("Smith",)


def test_the_first_word_is_a_name_only_where_it_plainly_is_one() -> None:
    assert analyze_question("Ships sink where?", "en").names == ()
    assert analyze_question("NATO was founded when?", "en").names == ("NATO",)
    assert analyze_question("Tony Blair was born where?", "en").names == ("Tony Blair",)


def test_text_in_capitals_throughout_shows_no_names() -> None:
    assert analyze_question("WHO WROTE THIS LONG LETTER", "en").names == ()


def test_german_nouns_are_not_names_because_of_their_capitals() -> None:
    assert analyze_question("Wann wurde der Vertrag in Berlin unterschrieben?", "de").names == ("Berlin",)


@pytest.mark.parametrize(
    "quoted", ['"The Who"', "“The Who”", "«The Who»", "„The Who“", "'The Who'", "``The Who''"]
)
def test_a_phrase_in_any_quotation_marks_is_quoted(quoted: str) -> None:
    assert analyze_question(f"Who sang in {quoted} in 1965?", "en").quoted == ("The Who",)


def test_an_apostrophe_is_not_a_quotation_mark() -> None:
    assert analyze_question("What's the Smiths' dog's name?", "en").quoted == ()


@pytest.mark.parametrize("question", ["What wasn't signed?", "Who did not come?", "What does he never eat?"])
def test_a_negated_question_is_recognised(question: str) -> None:
    assert analyze_question(question, "en").negated


def test_a_chinese_a_not_a_question_is_not_negated() -> None:
    assert not analyze_question("中国是不是买粮食？", "zh").negated
    assert analyze_question("谁没有签署条约？", "zh").negated


@pytest.mark.parametrize(
    ("language", "question", "several"),
    [
        ("en", "Who wrote it and when?", True),
        ("en", "Which countries signed?", True),
        ("en", "Name three rivers.", True),
        ("en", "Which country signed?", False),
        ("en", "What happens at noon?", False),
        ("ja", "いつどこで生まれましたか？", True),
        ("fr", "Où et quand est-elle née ?", True),
        ("ar", "أين ومتى ولد الشاعر؟", True),
    ],
)
def test_a_question_for_several_things_is_recognised(language: str, question: str, several: bool) -> None:
    assert analyze_question(question, language).asks_several is several


def test_a_language_without_a_table_gives_the_answer_type_thing() -> None:
    assert analyze_question("Kto podpisał traktat?", "pl").expected is AnswerType.THING


@pytest.mark.parametrize(
    "text", ["", " ", "?", "😀", "what", "and", "\u200f", "“", "x" * 4096, "who " * 1024]
)
@pytest.mark.parametrize("language", [*CODES, "xx"])
def test_any_text_can_be_analysed(language: str, text: str) -> None:
    assert analyze_question(text, language).text == text


@given(text=st.text(max_size=60), language=st.sampled_from(CODES))
def test_random_text_can_be_analysed(text: str, language: str) -> None:
    question = analyze_question(text, language)

    assert question.expected in AnswerType
    assert all(name in text for name in question.names)


@pytest.mark.parametrize(
    ("question", "language", "asking"),
    [
        ("In what year was it built?", "en", "what year"),
        ("What kind of relations are these?", "en", "What kind of"),
        ("Which country comes after China?", "en", "Which country"),
        ("Which hotel is it?", "en", "Which"),
        ("How many donkeys were fed?", "en", "How many"),
        ("Who is the mayor of Arden?", "en", "Who is"),
        ("What did the mayor say?", "en", ""),
        ("capital of France", "en", ""),
        ("В каком году это было?", "ru", "каком году"),
        ("这是哪个国家的首都？", "zh", "哪个国家"),
    ],
)
def test_the_asking_words_are_located(question: str, language: str, asking: str) -> None:
    start, end = analyze_question(question, language).asking

    assert question[start:end] == asking


@pytest.mark.parametrize("question", ["how many computers are there?", "What rooms were there in 1911?"])
def test_there_as_an_empty_subject_refers_to_nothing_said_before(question: str) -> None:
    assert all(each.impersonal for each in analyze_question(question, "en").back_references)
