"""What we promised: overdue first, then by when it is due, then what has no date."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import Draft, Instant, Note, Section, in_their_words, phrase
from regard_server.domain.brief.saying import Saying
from regard_server.domain.content import Commitment, CommitmentKind
from regard_server.domain.entry import Entry

_OVERDUE = {CommitmentKind.CALLBACK: Saying.CALL_OVERDUE, CommitmentKind.CHECK_IN: Saying.CHECK_IN_OVERDUE}
_DUE = {CommitmentKind.CALLBACK: Saying.CALL_DUE, CommitmentKind.CHECK_IN: Saying.CHECK_IN_DUE}


def add_commitments(draft: Draft, commitments: Sequence[Entry[Commitment]], now: datetime) -> None:
    """The first due comes first, so that what is overdue leads."""
    for entry in commitments:
        promise = entry.content
        what, due_at = Note(promise.what), promise.due_at
        if due_at is None:
            rank, said = ranks.PROMISED, phrase(Saying.PROMISED, what=what)
        elif due_at <= now:
            saying = _OVERDUE.get(promise.kind, Saying.OVERDUE)
            rank, said = ranks.OVERDUE, phrase(saying, what=what, due=Instant(due_at))
        else:
            rank, said = ranks.DUE, phrase(_DUE.get(promise.kind, Saying.DUE), what=what, due=Instant(due_at))
            draft.changes.append(due_at)
        owner = [phrase(Saying.OWNED_BY, owner=Note(promise.owner))] if promise.owner else []
        draft.add(Section.COMMITMENTS, rank, [said, *owner, *in_their_words(entry)], entry)
        for answer in promise.asked:
            asked = phrase(Saying.ASKED_THEN, question=Note(answer.question), answer=Note(answer.answer))
            draft.add(Section.COMMITMENTS, rank + ranks.ASKED_THEN_LATER, [asked], entry)
