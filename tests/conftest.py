"""For all tests: assertions in the shared contracts explain themselves, and a busy machine fails no test."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.contract")

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
