"""What is open: conversations about one thing that has not been settled yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from regard_server.domain.content import Answer, Interaction
from regard_server.domain.entry import Entry

Conversation = Entry[Interaction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Conversations newest first: of one case since it was last settled, or a single one that belongs to none."""

    conversations: tuple[Conversation, ...]

    @property
    def has_more_than_a_summary(self) -> bool:
        """Else all that is known of it is told with the conversation itself."""
        first = self.conversations[0].content
        return bool(first.case_id or first.issue_restated or first.tried or first.answers)

    @property
    def understandings(self) -> list[Conversation]:
        """Those in which the issue was restated, what the customer confirmed before what they didn't."""
        restated = [one for one in self.conversations if one.content.issue_restated]
        return sorted(restated, key=lambda one: not one.content.confirmed_by_customer)

    @property
    def tried(self) -> list[tuple[str, Conversation]]:
        """Each thing once, in the order in which it was tried."""
        found: dict[str, Conversation] = {}
        for conversation in reversed(self.conversations):
            for tried in conversation.content.tried:
                found.setdefault(tried, conversation)
        return list(found.items())

    @property
    def answers(self) -> list[tuple[Answer, Conversation]]:
        """Of each question the last answer, in the order in which they were first asked."""
        found: dict[str, tuple[Answer, Conversation]] = {}
        for conversation in reversed(self.conversations):
            for answer in conversation.content.answers:
                found[answer.question.strip().casefold()] = answer, conversation
        return list(found.values())


def open_matters(conversations: Iterable[Conversation]) -> list[Matter]:
    """The one last spoken of first."""
    cases: dict[tuple[str, str, str], list[Conversation]] = {}
    for conversation in newest_first(conversations):
        case_id = conversation.content.case_id
        of_none = ("", "") if case_id else conversation.key
        cases.setdefault((case_id, *of_none), []).append(conversation)
    found = []
    for of_case in cases.values():
        settled = next((place for place, one in enumerate(of_case) if one.content.resolved), len(of_case))
        if settled:
            found.append(Matter(conversations=tuple(of_case[:settled])))
    return found


def newest_first(conversations: Iterable[Conversation]) -> list[Conversation]:
    return sorted(conversations, key=lambda one: one.order, reverse=True)
