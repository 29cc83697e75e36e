"""What every `TeamRoles` promises: it tells what is there, and changes nothing but the one policy of ours."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pytest

from aws_access.domain.errors import RoleRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Person
from aws_access.domain.policies import POLICY_NAME, build_policy, policy_size, same_policy
from aws_access.domain.roles import TAG
from aws_access.ports import TeamRoles
from tests.builders import BOUNDARY, DEV1, DEV2, ROLE_ID, VERIFY_ACCOUNT, a_grant, pinned_trust

OTHERS = {
    "everyday": '{ "Version":"2012-10-17",\n\t"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}] }',
    "aws-access-2": '{"Statement":{"Resource":"*","Action":"s3:*","Effect":"Allow"},"Version":"2012-10-17"}',
    "Aws-Access": '{"Version":"2012-10-17","Statement":[{"Sid":"a1","Effect":"Deny","Action":"iam:*","Resource":"*"}]}',
}
NOWHERE = RoleArn(f"arn:aws:iam::{VERIFY_ACCOUNT}:role/Nowhere")


class MakeRole(Protocol):
    """Makes a role as operators would, handed over to us but for what is said otherwise."""

    def __call__(
        self,
        name: str = "Dev",
        *,
        path: str = "/",
        trust: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
        boundary: str | None = BOUNDARY,
        policies: Mapping[str, str] | None = None,
    ) -> RoleArn: ...


PoliciesOn = Callable[[RoleArn], dict[str, str]]
"""Every inline policy of a role by name, as the text that it is, ours included."""


def policy_for(*people: Person) -> str:
    text = build_policy([a_grant(by=each) for each in people], ROLE_ID)
    assert text is not None
    return text


class TeamRolesContract:
    @pytest.fixture
    def roles(self) -> TeamRoles:
        raise NotImplementedError

    @pytest.fixture
    def make_role(self) -> MakeRole:
        raise NotImplementedError

    @pytest.fixture
    def policies_on(self) -> PoliciesOn:
        raise NotImplementedError

    def test_a_role_is_told_as_it_is(self, roles: TeamRoles, make_role: MakeRole) -> None:
        trust = pinned_trust(DEV1, DEV2)
        arn = make_role(trust=trust, tags={**dict([TAG]), "team": "開発"}, policies=OTHERS)
        role = roles.inspect(arn)
        assert (role.arn, role.trust, role.tags) == (arn, trust, {**dict([TAG]), "team": "開発"})
        assert (role.boundary, role.policy) == (BOUNDARY, None)
        assert role.role_id.startswith("AROA")

    def test_a_role_without_tags_and_boundary_is_told_too(self, roles: TeamRoles, make_role: MakeRole) -> None:
        role = roles.inspect(make_role(tags={}, boundary=None))
        assert (role.tags, role.boundary) == ({}, None)

    def test_a_role_with_a_path_is_the_same_to_us(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role(path="/teams/dev/")
        roles.write_policy(arn, policy_for(DEV1))
        assert roles.inspect(arn).arn == arn
        assert same_policy(roles.read_policy(arn), policy_for(DEV1))

    def test_a_role_is_known_by_its_whole_arn_and_not_by_its_name_alone(
        self, roles: TeamRoles, make_role: MakeRole
    ) -> None:
        make_role(path="/teams/dev/")
        for arn in (f"arn:aws:iam::{VERIFY_ACCOUNT}:role/Dev", f"arn:aws:iam::{VERIFY_ACCOUNT}:role/teams/Dev"):
            with pytest.raises(RoleRefused) as caught:
                roles.inspect(RoleArn(arn))
            assert [each.code for each in caught.value.reasons] == ["role-missing"]

    def test_two_roles_have_two_unique_ids(self, roles: TeamRoles, make_role: MakeRole) -> None:
        assert roles.inspect(make_role("Dev")).role_id != roles.inspect(make_role("SRE")).role_id

    def test_a_role_that_is_not_there_is_refused(self, roles: TeamRoles, make_role: MakeRole) -> None:
        make_role()
        for call in (
            lambda: roles.inspect(NOWHERE),
            lambda: roles.size_of_others(NOWHERE),
            lambda: roles.write_policy(NOWHERE, policy_for(DEV1)),
        ):
            with pytest.raises(RoleRefused) as caught:
                call()
            assert [each.code for each in caught.value.reasons] == ["role-missing"]

    def test_our_policy_is_read_back_as_it_was_written(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role(policies=OTHERS)
        assert roles.read_policy(arn) is None
        roles.write_policy(arn, policy_for(DEV1))
        assert roles.read_policy(arn) == policy_for(DEV1)
        assert roles.inspect(arn).policy == policy_for(DEV1)

    def test_writing_again_replaces_the_whole_policy(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role()
        roles.write_policy(arn, policy_for(DEV1, DEV2))
        roles.write_policy(arn, policy_for(DEV2))
        assert roles.read_policy(arn) == policy_for(DEV2)

    def test_deleting_leaves_none_of_ours_and_may_be_repeated(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role()
        roles.delete_policy(arn)
        roles.write_policy(arn, policy_for(DEV1))
        roles.delete_policy(arn)
        roles.delete_policy(arn)
        assert roles.read_policy(arn) is None

    def test_there_is_nothing_to_delete_on_a_role_that_is_not_there(
        self, roles: TeamRoles, make_role: MakeRole
    ) -> None:
        make_role()
        roles.delete_policy(NOWHERE)

    def test_policies_of_others_stay_byte_for_byte(
        self, roles: TeamRoles, make_role: MakeRole, policies_on: PoliciesOn
    ) -> None:
        arn, untouched = make_role("Dev", policies=OTHERS), make_role("SRE", policies=OTHERS)
        roles.write_policy(arn, policy_for(DEV1))
        assert policies_on(arn) == {**OTHERS, POLICY_NAME: policy_for(DEV1)}
        roles.write_policy(arn, policy_for(DEV1, DEV2))
        assert policies_on(arn) == {**OTHERS, POLICY_NAME: policy_for(DEV1, DEV2)}
        roles.delete_policy(arn)
        assert policies_on(arn) == OTHERS
        assert policies_on(untouched) == OTHERS

    def test_others_are_measured_as_iam_does_and_ours_is_not(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role(policies=OTHERS)
        size = sum(map(policy_size, OTHERS.values()))
        assert roles.size_of_others(arn) == size
        roles.write_policy(arn, policy_for(DEV1))
        assert roles.size_of_others(arn) == size
        assert roles.size_of_others(make_role("Empty")) == 0

    def test_many_policies_of_others_are_all_measured(self, roles: TeamRoles, make_role: MakeRole) -> None:
        (text, *_) = OTHERS.values()
        arn = make_role(policies={f"policy-{n}": text for n in range(105)})
        assert roles.size_of_others(arn) == 105 * policy_size(text)
