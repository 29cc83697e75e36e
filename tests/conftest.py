"""For all tests: assertions in the shared contracts explain themselves too."""

import pytest

pytest.register_assert_rewrite("tests.contract")
