"""Texts for the tests of the pages: one of every layout, one with scripts, one from right to left."""

import random
from pathlib import Path

CARE = """\
# Care of the Lamp

Written by Edda Quist

The lamp burns from dusk to dawn. It was made in **1911** by a glazier from the north.

## Every day

- Clean the glass with vinegar. Use a soft cloth.
- Trim the wick.
- Fill the tank with oil.

1. Close the shutters first.
2. Then light the lamp.

## What it costs

| part | price |
|------|-------|
| wick | 3 crowns |
| glass | 20 crowns |

> A lamp that is not cleaned
> is no lamp. So said the old keeper.
"""

QUESTIONS = """\
Lamp FAQ

Q: Who lights the lamp?
A: The keeper lights it every evening. He has the only key.

Q: How high is the tower?
A: It is thirty metres high.

Q: When was the tower built?
A: It was built in 1911.
"""

NEWS = """\
The Lamp of Selmouth

Selmouth, 3 May 1999 (Coast News) -- The harbour lamp of Selmouth burns again after nine dark winters.

Mayor Edda Quist lit it on Sunday evening. "Ships will find us in any fog," she told the crowd on the pier.

The repair cost 40,000 crowns. The fishermen's guild paid half of that sum. Nobody was hurt during the work.
"""

ARABIC = """\
منارة سلموث

أضاءت العمدة المنارة مساء الأحد أمام الجمهور على الرصيف. وقالت إن السفن ستجد الميناء في أي ضباب.

كلف الإصلاح أربعين ألف كرونة. ودفعت نقابة الصيادين نصف هذا المبلغ.
"""

OVERRIDE = "\u202e"
EVIL = f"""\
# <script>document.title = "owned"</script>

The keeper wrote <script>document.title = "owned"</script> into the book of the harbour. \
Then he drew <img src=x onerror="document.title='owned'"> below it.

A [link to run](javascript:document.title='owned') stood there, and &lt;b&gt;bold&lt;/b&gt; was written out.

The sign said {OVERRIDE}gniht on{OVERRIDE} to every ship, and </mark></article></main> stood on its back.

<!-- <style>body {{ display: none }}</style> A note that nobody shall see. -->

<iframe src="https://evil.example/"></iframe> The wall was painted over in the year 2000.
"""
ALL = {"care.md": CARE, "faq.txt": QUESTIONS, "news.txt": NEWS, "arabic.txt": ARABIC, "evil.md": EVIL}


def write_texts(folder: Path, texts: dict[str, str] | None = None) -> Path:
    """A folder with texts in it, by default with all of these."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (ALL if texts is None else texts).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


_WHO = ("The keeper", "A sailor", "The mayor", "An old fisherman", "The glazier", "A girl from the mill")
_DID = ("watched", "described", "remembered", "painted", "measured", "forgot", "repaired", "followed")
_WHAT = ("the broken lantern", "a grey ship", "the northern pier", "seven gulls", "the storm of that year")
_WHEN = ("before sunrise", "in the third winter", "while the bells rang", "after a long silence", "at noon")


def long_text(words: int) -> str:
    """A text of about so many words, in Markdown, in paragraphs below headings; the same one every time."""
    chosen = random.Random(7)
    parts = ["# The Book of the Keeper\n"]
    for number in range(words // 60):
        if number % 10 == 0:
            parts.append(f"## The year {1700 + number // 10}\n")
        lines = [
            f"{chosen.choice(_WHO)} {chosen.choice(_DID)} {chosen.choice(_WHAT)} {chosen.choice(_WHEN)}."
            for _ in range(6)
        ]
        parts.append(" ".join(lines) + "\n")
    return "\n".join(parts)
