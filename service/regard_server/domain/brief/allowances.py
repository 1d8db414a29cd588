"""What the agent may do without asking, as the policy has it."""

from collections.abc import Collection, Sequence

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import Amount, Draft, Each, House, Section, phrase
from regard_server.domain.brief.saying import Saying
from regard_server.domain.policy import Allowance


def add_allowances(draft: Draft, allowances: Sequence[Allowance], roles: Collection[str]) -> None:
    """Those for everybody, and those for one of these roles; without roles all of them, each with who may."""
    for allowance in allowances:
        if roles and allowance.roles and not set(roles) & set(allowance.roles):
            continue
        text = House(allowance.text)
        if allowance.roles and not roles:
            who = Each([House(role) for role in allowance.roles])
            said = phrase(Saying.ALLOWED_TO, roles=who, text=text)
        else:
            said = phrase(Saying.ALLOWED, text=text)
        amount = [phrase(Saying.UP_TO, amount=Amount(allowance.amount))] if allowance.amount else []
        draft.add_of_policy(Section.ALLOWANCES, ranks.ALLOWANCE, [said, *amount])
