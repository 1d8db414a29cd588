"""What a decision comes to."""

from regard_server.domain.decision import Decision
from regard_server.domain.explain.german import words
from regard_server.domain.explain.wording import decisive, last_end, tried
from regard_server.domain.profile import ProfileStatus


def verdict(decision: Decision, status: ProfileStatus) -> str:
    told = _cleared(decision, status) if decision.cleared else _suppressed(decision)
    count = len(tried(decision))
    if count == 1:
        return f"{told} Ein Grund wird nur erprobt: Er wird genannt und entscheidet nichts."
    return f"{told} {count} Gründe werden nur erprobt: Sie werden genannt und entscheiden nichts." if count else told


def _cleared(decision: Decision, status: ProfileStatus) -> str:
    if status is ProfileStatus.UNKNOWN_CUSTOMER:
        return "Nichts spricht gegen dieses Angebot; aber wir kennen Sie noch nicht und wissen nicht, ob es Sie stören würde."
    against = "Nichts, was wir wissen, spricht gegen dieses Angebot"
    if decision.affinity > 0:
        return f"{against}, und es liegt nahe bei dem, was Sie mögen."
    if decision.affinity < 0:
        return f"{against}; aber nach dem, was wir von Ihnen wissen, kommen andere vor ihm."
    return f"{against}; wir wissen aber auch nicht, ob Sie es lieber mögen als andere."


def _suppressed(decision: Decision) -> str:
    reasons = decisive(decision)
    why = "aus einem Grund" if len(reasons) == 1 else f"aus {len(reasons)} Gründen"
    last = last_end(reasons)
    end = f", frühestens bis {words.until(last, last.until)}" if last and last.until else ""
    return f"Wir machen Ihnen dieses Angebot {why} nicht{end}."
