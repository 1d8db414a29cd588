"""English."""

from regard_server.domain.explain.english.remedies import remedy
from regard_server.domain.explain.english.suppressions import sentence
from regard_server.domain.explain.english.verdicts import verdict
from regard_server.domain.explain.english.wishes import weighed

__all__ = ["remedy", "sentence", "verdict", "weighed"]
