"""For all tests: assertions in the shared contracts explain themselves, and no test fails because the machine is busy."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.contract")

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
