"""What the engine promises: cases as data, properties, and controls that see both of them fail."""

import pytest

pytest.register_assert_rewrite("domain.case_files", "domain.situations", "domain.screening_by_the_book")
