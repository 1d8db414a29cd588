"""German, in the form of address that a company uses: Sie."""

from regard_server.domain.explain.german.remedies import remedy
from regard_server.domain.explain.german.suppressions import sentence
from regard_server.domain.explain.german.verdicts import verdict
from regard_server.domain.explain.german.wishes import weighed

__all__ = ["remedy", "sentence", "verdict", "weighed"]
