"""The switch-role link leads to the team role, whatever its path and name."""

from urllib.parse import parse_qs, urlsplit

import pytest

from aws_access.domain.ids import RoleArn
from aws_access.domain.links import switch_role_url


@pytest.mark.parametrize("role", ["Dev", "division/team-a+b/Dev", "Dev_1+=,.@-"])
def test_the_link_carries_role_account_and_a_name_to_show(role: str) -> None:
    url = urlsplit(switch_role_url(RoleArn(f"arn:aws:iam::222222222222:role/{role}"), "検証"))
    assert (url.scheme, url.netloc, url.path) == ("https", "signin.aws.amazon.com", "/switchrole")
    told = parse_qs(url.query, strict_parsing=True)
    assert told == {
        "roleName": [role],
        "account": ["222222222222"],
        "displayName": [f"{role.rsplit('/', 1)[-1]} 検証"],
    }
