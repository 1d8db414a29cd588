"""Hypothesis: the same examples on every run, so that a failure is everybody's."""

from hypothesis import settings

settings.register_profile("domain", derandomize=True, deadline=None, database=None, max_examples=100)
settings.load_profile("domain")
