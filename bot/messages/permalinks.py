"""Links that open a cited sentence, from anywhere and permanently.

A link is ``t.me/<bot>?start=s_<id>``.  The id is a fingerprint of the sentence and the passage around it, and
both are archived when the link is first shown, so it opens even when the corpus has changed since.
"""

import base64
import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace

from retrieval.records import Citation
from retrieval.store.joint_ids import split_id
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

_PAYLOAD = re.compile(r"s_([A-Za-z0-9_-]{12})")
_BYTES = 9  # twelve characters; of a billion sentences no two are likely to share them


@dataclass(frozen=True, slots=True)
class Archived:
    """A cited sentence with its passage, as they were.

    Spans are offsets in the document, in code points; ``date`` is the document's, in ISO form, None if it has
    none.  ``library`` names the corpus, "" where the bot has only one.
    """

    document: str
    title: str
    date: str | None
    passage: int
    start: int
    end: int
    passage_start: int
    passage_text: str
    library: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage_text[self.start - self.passage_start : self.end - self.passage_start]

    @property
    def id(self) -> str:
        """The fingerprint in the link: twelve characters that an address may have."""
        fields = {name: value for name, value in asdict(self).items() if name != "library" or value}
        content = json.dumps(fields, sort_keys=True).encode()
        return base64.urlsafe_b64encode(hashlib.blake2b(content, digest_size=_BYTES).digest()).decode()


def archive_of(citation: Citation, snapshot: Snapshot, library: str = "") -> Archived:
    """The sentence to archive for a link to *citation*; a title or a dateline has no passage around it.

    Of several libraries, it is the one that has the sentence.
    """
    if isinstance(snapshot, JointSnapshot):
        own, member = snapshot.member(citation.document)
        name, _ = split_id(citation.document)
        return archive_of(replace(citation, document=own), member, name)
    card = snapshot.document(citation.document)
    passage = snapshot.passage(citation.document, citation.passage)
    is_within = passage.start <= citation.start and citation.end <= passage.end
    return Archived(
        document=citation.document,
        title=card.title or card.id,
        date=card.date.isoformat() if card.date else None,
        passage=citation.passage,
        start=citation.start,
        end=citation.end,
        passage_start=passage.start if is_within else citation.start,
        passage_text=passage.text if is_within else citation.text,
        library=library,
    )


def address(sentence: Archived, username: str) -> str:
    """The link to an archived sentence."""
    return f"https://t.me/{username}?start=s_{sentence.id}"


def id_in(payload: str) -> str | None:
    """The id of the archived sentence in a start *payload*; None if there is none.

    >>> id_in("s_abcdefghijkl"), id_in("anything")
    ('abcdefghijkl', None)
    """
    match = _PAYLOAD.fullmatch(payload)
    return match[1] if match else None
