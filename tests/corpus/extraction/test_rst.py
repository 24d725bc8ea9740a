"""reStructuredText: what is read of each construct of docutils and Sphinx, and that nothing else is."""

import doctest
from pathlib import Path

import pytest

from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted
from corpus.extraction.rst import directives, parsing, reading, roles, tree
from corpus.extraction.worker import extract
from corpus.records import Document, Source
from corpus.structure.cleaning import describe


def read(*lines: str) -> Extracted:
    """What is read of some lines."""
    return extract("\n".join(lines).encode(), "rst")


def document_of(made: Extracted) -> Document:
    """The document of a text that was read."""
    source = Source("a", made.title, made.text, "text", made.headings, (), made.levels, made.stated)
    return describe(source)


def described(*lines: str) -> list[tuple[str, str]]:
    """The blocks that are read: the context of each, and its text."""
    document = document_of(read(*lines))
    return [(block.context, document.text[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("module", [directives, parsing, reading, roles, tree])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


READ = {
    "marks": ("*Old* **pines** ``bend(x)``, see `the mill <http://mill.example>`_ and the pier_.",
              "Old pines bend(x), see the mill and the pier."),
    "escapes": (r"Two \*stars\* and a ``\d+``.", r"Two *stars* and a \d+."),
    "lines": ("Old pines\nbend in\n*gales*.", "Old pines bend in gales."),
    "lines without blanks": ("湖港\n燈", "湖港燈"),
    "list": ("- tall\n- old\n\n  and *bent*\n\n  1. one", "- tall\n- old\n\nand bent\n\n1. one"),
    "quotation": ("They said:\n\n   It bends.\n\n   -- Edda", "They said:\n\nIt bends.\n\nEdda"),
    "line block": ("| Old pines\n|   bend", "Old pines bend"),
    "footnotes": ("It bends [1]_ [#]_.\n\n.. [1] So they say.\n.. [#] Do they?", "It bends ."),
    "sources": ("As in [Holm99]_.\n\n.. [Holm99] Nils Holm: Pines.",
                "As in [Holm99].\n\n[Holm99] Nils Holm: Pines."),
    "comments and places": (".. no word\n\n.. _pines:\n.. |a| unicode:: 0xA9\n\nThey bend.", "They bend."),
    "names that stand for words": (".. |p| replace:: old *pines*\n\nThe |p| and |version|.",
                                   "The old pines and version."),
    "pictures": (".. |b| image:: b.png\n.. image:: a.png\n   :alt: a\n   :new: b\n\nThey |b| bend.",
                 "They bend."),
    "figure": (".. figure:: a.png\n   :alt: a\n\n   Old *pines*.\n\n   Bent.", "Old pines.\n\nBent."),
    "code": ("Type::\n\n   $ bend \\\n      --now\n   def f():\n       return 1\n\n   f(\n   )",
             "Type:\n\n    $ bend \\ --now\n    def f(): return 1\n    f( )"),
    "Sphinx's code": (".. code-block:: python\n   :linenos:\n   :caption: a.py\n\n   import pines",
                      "a.py\n\n    import pines"),
    "tests": (">>> 1 + 1\n2", "    >>> 1 + 1\n    2"),
    "lists with numbers": ("3. tall\n4. old\n\n(b) *bent*\n(c) cut\n\nXIV. one\nXV. two",
                           "3. tall\n4. old\n(b) bent\n(c) cut\nXIV. one\nXV. two"),
    "settings": (".. confval:: height\n   :type: ``int``\n   :default: 4\n\n   How tall.",
                 "height\n\nType: int\n\nDefault: 4\n\nHow tall."),
    "attributes": (".. py:attribute:: Pine.age\n   :type: int\n   :value: 0\n\n   In years.",
                   "Pine.age: int = 0\n\nIn years."),
    "note": (".. note:: Old\n   pines.\n\n   - They bend.\n\n.. warning::\n   :class: a\n\n   Do not.",
             "Old pines.\n\n- They bend.\n\nDo not."),
    "note with a title": (".. admonition:: In *short*\n   :collapsible:\n\n   They bend.",
                          "In short\n\nThey bend."),
    "roles": (":class:`~forest.Pine`, :meth:`it bends <Pine.bend>`, :pep:`8`, :option:`-x`, :file:`/a/{b}`,"
              " :menuselection:`&File --> Open`, :doc:`/tides`, :py:func:`!bend`",
              "Pine, it bends, PEP 8, -x, /a/b, File --> Open, /tides, bend"),
    "place by its title": ("See :ref:`old-pines`.\n\n.. _old-pines:\n\nOld pines\n---------\n\nThey bend.",
                           "See Old pines.\n\nOld pines\n\nThey bend."),
    "own roles": (".. role:: html(raw)\n   :format: html\n.. role:: red\n\nAn :html:`<br>` :red:`oak`.",
                  "An oak."),
    "versions": (".. versionadded:: 3.2 The *age*.\n\n.. deprecated:: 4\n   Use it.\n\n"
                 ".. deprecated-removed:: 3.4 3.6\n\n.. versionchanged:: 5\n\n   Oaks.\n\n   Elms.",
                 "Added in version 3.2: The age.\n\nDeprecated since version 4: Use it.\n\n"
                 "Deprecated since version 3.4, removed in 3.6.\n\nChanged in version 5: Oaks.\n\nElms."),
    "what has only options": (".. toctree::\n   :maxdepth: 2\n\n   a\n   b\n\n.. automodule:: pines\n"
                              "   :members:\n\n.. contents::\n\nThey bend.", "They bend."),
    "unknown directives": (".. spoken:: They bend.\n\n.. framed::\n   :a: b\n\n   All *of* them.",
                           "They bend.\n\nAll of them."),
    "frames": (".. only:: html\n\n   Oaks.\n\n.. tab-set::\n\n   .. tab-item:: Linux\n\n      Elms.",
               "Oaks.\n\nLinux\n\nElms."),
    "table": ("+-----+------+\n| Tree| Tall |\n+=====+======+\n| Oak | 12 m |\n+-----+ well |\n"
              "| Elm |      |\n+-----+------+", "- Tree: Oak; Tall: 12 m well\n- Tree: Elm; Tall: 12 m well"),
    "simple table": ("==== ====\nTree Tall\n==== ====\nOak  12 m\n==== ====", "- Tree: Oak; Tall: 12 m"),
    "table of lists": (".. list-table:: Trees\n   :header-rows: 1\n   :odd: 1\n\n   * - Tree\n     - Tall\n"
                       "   * - Oak\n     - 12 *m*", "Trees\n\n- Tree: Oak; Tall: 12 m"),
    "table in CSV": ('.. csv-table:: Trees\n   :header: "Tree", "Tall"\n\n   "Oak, old", 12\n   Elm, 9',
                     "Trees\n\n- Tree: Oak, old; Tall: 12\n- Tree: Elm; Tall: 9"),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_each_construct_is_read_as_a_reader_would_see_it(name: str) -> None:
    rst, text = READ[name]

    assert read(rst).text == text


def test_headings_have_levels_and_the_first_is_the_title() -> None:
    made = read("=====\nPines\n=====", "", "Gales", "=====", "", "They bend.", "", "Cost", "----", "", "40.")

    assert made.title == "Pines"
    assert [made.text[slice(*span)] for span in made.headings] == ["Pines", "Gales", "Cost"]
    assert made.levels == (1, 2, 3)
    assert described("=====\nPines\n=====", "", "Gales", "=====", "", "They bend.") == [
        ("Gales", "They bend.")
    ]


DESCRIBED = {
    "terms": ("age : int\n   How old.\n\n   In years.",
              [("age : int", "How old."), ("age : int", "In years.")]),
    "options": ("-a, --age=N  How old.", [("-a, --age=N", "How old.")]),
    "fields": ("It bends.\n\n:param age: How old.\n:returns:\n",
               [("", "It bends."), ("param age", "How old.")]),
    "functions": (".. py:function:: bend(pine, \\*args)\n              bend()\n   :noindex:\n\n   It bends.",
                  [("bend(pine, *args)\nbend()", "It bends.")]),
    "Sphinx's options": (".. option:: -a <n>, --age <n>\n\n   How old.", [("-a <n>, --age <n>", "How old.")]),
    "objects nobody knows": (".. setting:: AGE\n\n   How old.", [("AGE", "How old.")]),
    "parts of a description": (".. class:: Pine\n\n   A tree.\n\n   .. method:: bend()\n\n      It bends.\n\n"
                               "   It lasts.",
                               [("Pine", "A tree."), ("Pine\nbend()", "It bends."), ("Pine", "It lasts.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_term_is_above_its_description_and_not_above_what_follows(name: str) -> None:
    rst, blocks = DESCRIBED[name]

    found = described("Trees\n=====\n\nAll of them.\n\nMore\n----\n\n" + rst + "\n\nAfterwards.")

    above = [(f"More\n{context}" if context else "More", text) for context, text in blocks]
    assert found == [("", "All of them."), *above, ("More", "Afterwards.")]


ASKED = [("Do they bend?", "They do."), ("Costs?", "Forty."), ("How old?", "Ninety.")]
FAQS = {
    "in bold": "**{}**\n\n{}\n\n",
    "in bold in a list": "- **{}**\n\n  {}\n\n",
    "titles": "{}\n----------------\n\n{}\n\n",
    "terms": "{}\n   {}\n",
    "paragraphs": "{}\n\n{}\n\n",
}


@pytest.mark.parametrize("form", FAQS.values(), ids=FAQS)
def test_the_questions_of_an_faq_are_above_their_answers(form: str) -> None:
    asked = "".join(form.format(*each) for each in ASKED)

    assert described("Pines", "=====", "", "*Much is asked.*", "", asked) == [("", "Much is asked."), *ASKED]


def test_numbered_paragraphs_in_bold_are_headings_if_there_are_several() -> None:
    numbered = [f"**{at}. {question}**\n\n{answer}\n" for at, (question, answer) in enumerate(ASKED, 1)]

    found = described("Pines", "=====", "", "*Much is asked.*", "", *numbered)

    assert [context for context, _ in found] == ["", "1. Do they bend?", "2. Costs?", "3. How old?"]


def test_what_a_document_says_about_itself_is_stated_and_stays_in_its_text() -> None:
    made = read(
        *(
            "Pines",
            "=====",
            "",
            ":Author: Nils Holm <nils@pines.example>",
            ":Date: $Date: 1999-05-03 10:00 $",
        ),
        *(":Organization: The Mill", ":tocdepth: 2", ":orphan:", "", "They bend."),
    )

    assert (made.stated.author, made.stated.date, made.stated.source) == (
        "Nils Holm",
        "1999-05-03",
        "The Mill",
    )
    assert "- Author: Nils Holm <nils@pines.example>\n- Date: 1999-05-03 10:00\n" in made.text
    assert "tocdepth" not in made.text
    assert document_of(made).author == "Nils Holm"


def test_the_header_of_an_enhancement_proposal_is_read() -> None:
    made = read("PEP: 8", "Title: Pines", "Author: Nils Holm <nils at pines.example>", "", "They bend.")

    assert made.stated.author == "Nils Holm"
    assert made.text.startswith("- PEP: 8\n- Title: Pines\n")


BROKEN = {
    "markup that is never closed": "*Old pines `bend in |gales and ``storms.",
    "short underline": "Old pines\n===\n\nThey bend.",
    "titles out of order": "Pines\n=====\n\nA\n--\n\nGales\n=====\n\nB\n~~~\n\nThey bend.",
    "table": "+----+\n| Oak tree|\n+----+\n\nThey bend.",
    "indentation": "- Pines\n bend\n    in gales\n  always.",
    "directives": ".. replace::\n\nPines.\n\n.. unicode:: zz\n\n.. csv-table::\n   :delim: ab\n\n   a,b",
    "names": "A_ b__ |c| `d`_ :e:`f` [g]_ [#h]_ pines.\n\n.. _A: b_\n.. _A: c_\n.. |c| replace:: |c|\n.. |x|",
    "roles": ":a:`b`:c: pines :pep:`x` :raw:`y` :code:`z` `a`:b:",
    "title in a note": ".. note::\n\n   Gales\n   -----\n\n   They bend.",
}
MESSAGES = (
    "docutils",
    "ERROR",
    "WARNING",
    "SEVERE",
    "start-string",
    "Unknown",
    "too short",
    "Malformed",
    "line ",
)


@pytest.mark.parametrize("name", BROKEN)
def test_mistakes_are_skipped_and_leave_no_message_in_the_text(name: str) -> None:
    made = read(BROKEN[name], "", "The last pine bends.")

    assert "The last pine bends." in made.text
    assert not [each for each in MESSAGES if each in made.text]


def test_a_mistake_that_costs_structure_is_reported_and_costs_no_words() -> None:
    made = read("Pines\n=====\n\nGales\n-----\n\n+----+\n| Oak tree|\n+----+\n\nThey bend.")

    assert [(problem.place, problem.what) for problem in made.problems] == [
        ("line 8", "has a mistake in its markup (Malformed table)")
    ]
    assert "Oak tree" in made.text


@pytest.mark.parametrize(
    "directive",
    [
        ".. include:: {}",
        ".. literalinclude:: {}",
        ".. raw:: html\n   :file: {}",
        ".. raw:: html\n   :url: file://{}",
        ".. raw:: html\n\n   secret",
        ".. csv-table::\n   :file: {}",
        ".. csv-table::\n   :url: file://{}",
        ".. code-block:: text\n   :include: {}",
    ],
)
def test_nothing_but_the_file_itself_is_read(directive: str, tmp_path: Path) -> None:
    (tmp_path / "hidden").write_text("secret")

    made = read(directive.format(tmp_path / "hidden"), "", "They bend.")

    assert "secret" not in made.text
    assert made.text.endswith("They bend.")


def test_no_configuration_of_docutils_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docutils.conf").write_text("[general]\nraw_enabled: yes\nline_length_limit: 5\n")
    monkeypatch.setenv("DOCUTILSCONFIG", str(tmp_path / "docutils.conf"))
    monkeypatch.chdir(tmp_path)

    assert read("They bend in gales.").text == "They bend in gales."


def test_a_file_is_read_the_same_after_another_that_declares_roles() -> None:
    before = read("An :html:`oak` and `bends`.")
    read(".. role:: html(raw)", "   :format: html", ".. default-role:: html", "", "Pines.")

    assert read("An :html:`oak` and `bends`.") == before


def test_a_very_long_line_is_read() -> None:
    assert read("They *bend* in gales. " * 5_000).text.count("They bend in gales.") == 5_000


def test_bytes_that_are_not_text_are_refused() -> None:
    with pytest.raises(Refused, match="not text"):
        extract(b"\0\1\2\3" * 99, "rst")


def test_the_terms_of_a_glossary_are_the_context_of_their_descriptions() -> None:
    lines = (
        "Old trees.", "", ".. glossary::", "   :sorted:", "", "   pine", "   fir",
        "      A tree with needles.", "", "   oak : tree", "      A tree with leaves.", "", "After.",
    )  # fmt: skip

    assert described(*lines) == [
        ("", "Old trees."),
        ("pine\nfir", "A tree with needles."),
        ("oak", "A tree with leaves."),
        ("", "After."),
    ]


def test_what_docutils_says_of_a_mistake_is_not_in_the_text() -> None:
    made = read("Trees bend [X]_.", "", ".. [X] bad *emph", "", "They burn.")

    assert "[X] bad *emph" in made.text
    assert "start-string" not in made.text


def test_an_index_of_other_files_has_no_text() -> None:
    with pytest.raises(Refused, match="contains no text but headings"):
        read("Trees", "=====", "", ".. toctree::", "", "   pines", "   oaks")
