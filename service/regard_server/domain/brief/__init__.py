"""Briefs: what an agent reads before speaking to a customer.

`make_brief` finds what there is to tell, and what not to; `tell` puts it into words, in a language and a form, as far as
there is room. Both are pure.
"""

from regard_server.domain.brief.fitting import Budget, Told, ToldLine, tell
from regard_server.domain.brief.line import Asked, Audience, Brief, Line, Section, Withheld, WithheldReason
from regard_server.domain.brief.making import make_brief
from regard_server.domain.brief.telling import Teller

__all__ = [
    "Asked",
    "Audience",
    "Brief",
    "Budget",
    "Line",
    "Section",
    "Teller",
    "Told",
    "ToldLine",
    "Withheld",
    "WithheldReason",
    "make_brief",
    "tell",
]
