"""What we promised: overdue first, then by when it is due, then what has no date."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.brief.line import Draft, Instant, Note, Section, phrase
from regard_server.domain.brief.people import in_their_words
from regard_server.domain.brief.saying import Saying
from regard_server.domain.content import Commitment
from regard_server.domain.entry import Entry

OVERDUE_RANK = 20
DUE_RANK = 40
UNDATED_RANK = 45


def add_commitments(draft: Draft, commitments: Sequence[Entry[Commitment]], now: datetime) -> None:
    """The first due comes first, so that what is overdue leads."""
    for entry in commitments:
        what, due_at = Note(entry.content.what), entry.content.due_at
        if due_at is None:
            rank, said = UNDATED_RANK, phrase(Saying.PROMISED, what=what)
        elif due_at < now:
            rank, said = OVERDUE_RANK, phrase(Saying.OVERDUE, what=what, due=Instant(due_at))
        else:
            rank, said = DUE_RANK, phrase(Saying.DUE, what=what, due=Instant(due_at))
            draft.changes.append(due_at)
        owner = phrase(Saying.OWNED_BY, owner=Note(entry.content.owner))
        draft.add(Section.COMMITMENTS, rank, [said, owner, *in_their_words(entry)], entry)
