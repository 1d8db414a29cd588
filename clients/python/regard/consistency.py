"""How fresh a read must be: pass one of these as `consistency=`. Left out, a read is fresh."""

from regard.v1 import Consistency


def fresh() -> Consistency:
    """The read sees every write that was acknowledged, to anybody, before the read began. The default."""
    return Consistency(fresh=True)


def minimize_latency() -> Consistency:
    """The read may be up to one second behind."""
    return Consistency(minimize_latency=True)


def at_least_as_fresh(freshness_token: str) -> Consistency:
    """The read sees at least what the answer with this `freshness_token` saw.

    Raises ValueError for an empty token. The call raises InvalidFreshnessToken for a token of another deployment, and
    FreshnessNotReached when the database was restored to a state before it.
    """
    if not freshness_token:
        raise ValueError("freshness_token is empty; pass the freshness_token of an earlier answer")
    return Consistency(at_least_as_fresh=freshness_token)
