"""What a decision comes to."""

from regard_server.domain.decision import Decision
from regard_server.domain.explain.english import words
from regard_server.domain.explain.wording import decisive, last_end, tried
from regard_server.domain.profile import ProfileStatus


def verdict(decision: Decision, status: ProfileStatus) -> str:
    told = _cleared(decision, status) if decision.cleared else _suppressed(decision)
    count = len(tried(decision))
    if count == 1:
        return f"{told} One reason is only tried: it is told, and decides nothing."
    return f"{told} {count} reasons are only tried: they are told, and decide nothing." if count else told


def _cleared(decision: Decision, status: ProfileStatus) -> str:
    if status is ProfileStatus.UNKNOWN_CUSTOMER:
        return "Nothing speaks against this offer; but we don't know you yet, and so not whether you would mind."
    against = "Nothing that we know speaks against this offer"
    if decision.affinity > 0:
        return f"{against}, and it is near to what you like."
    if decision.affinity < 0:
        return f"{against}; but others come before it, for what we know of you."
    return f"{against}; nor do we know that you would like it more than others."


def _suppressed(decision: Decision) -> str:
    reasons = decisive(decision)
    why = "for one reason" if len(reasons) == 1 else f"for {len(reasons)} reasons"
    last = last_end(reasons)
    end = f", until {words.until(last, last.until)} at the earliest" if last and last.until else ""
    return f"We hold this offer back {why}{end}."
