"""How affinity is counted: in hundredths, so that the order in which topics are added up can't show in the result."""

from datetime import timedelta

from regard_server.domain.entry import Basis

POINTS_OF_BASIS = {Basis.STATED: 100, Basis.OBSERVED: 75, Basis.INFERRED: 50}
RECENT = timedelta(days=365)
"""A like counts in full for a year, three quarters until three years, then half."""
OLD = timedelta(days=3 * 365)
POINTS_LOST_PER_DECLINE = 25
POINTS_LOST_MAX = 100
DECLINES_COUNTED_MAX = POINTS_LOST_MAX // POINTS_LOST_PER_DECLINE
DECLINE_REMEMBERED = timedelta(days=180)
"""How long a decline takes affinity away, whatever the policy looks back to."""
