"""That a request is for a policy of one's own need not be said beside the file that holds it."""

import pytest

from aws_access.cli.own_policy import naming_policy
from aws_access.domain.commands import parse_command
from aws_access.domain.model import OWN_POLICY, Submission


@pytest.mark.parametrize(
    ("typed", "break_glass"),
    [
        ("verify 1h", False),
        ("policy verify 1h", False),
        ("ポリシー verify 1h", False),
        ("break-glass verify 1h -- the policy is broken", True),
        ("break-glass policy verify 1h -- all is down", True),
    ],
)
def test_the_word_is_added_where_it_is_left_out_and_nowhere_else(typed: str, *, break_glass: bool) -> None:
    read = parse_command(" ".join(naming_policy(typed.split())))
    assert isinstance(read, Submission)
    assert (read.service, read.environment, read.break_glass) == (OWN_POLICY, "verify", break_glass)
    assert read.resources == ()
