"""What every `TeamRoles` promises: it tells what is there, and changes nothing but the policies of ours."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pytest

from aws_access.domain.errors import AwsAccessError, RoleRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Person
from aws_access.domain.packing import managed_arn, managed_names
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


Attach = Callable[[RoleArn, str], None]
"""Attaches a managed policy with this ARN as operators would; it is made where there is none."""

ManagedIn = Callable[[], dict[str, str]]
"""Every managed policy of the account by its ARN, with the text that counts. The boundary is not told."""


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

    @pytest.fixture
    def attach(self) -> Attach:
        raise NotImplementedError

    @pytest.fixture
    def detach(self) -> Attach:
        """The same the other way round."""
        raise NotImplementedError

    @pytest.fixture
    def managed_in_account(self) -> ManagedIn:
        raise NotImplementedError

    def test_a_role_is_told_as_it_is(self, roles: TeamRoles, make_role: MakeRole) -> None:
        trust = pinned_trust(DEV1, DEV2)
        arn = make_role(trust=trust, tags={**dict([TAG]), "team": "開発"}, policies=OTHERS)
        role = roles.inspect(arn)
        assert (role.arn, role.trust, role.tags) == (arn, trust, {**dict([TAG]), "team": "開発"})
        assert (role.boundary, role.standing) == (BOUNDARY, frozenset())
        assert role.role_id.startswith("AROA")

    def test_a_role_without_tags_and_boundary_is_told_too(self, roles: TeamRoles, make_role: MakeRole) -> None:
        role = roles.inspect(make_role(tags={}, boundary=None))
        assert (role.tags, role.boundary) == ({}, None)

    def test_a_role_with_a_path_is_the_same_to_us(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role(path="/teams/dev/")
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        assert roles.inspect(arn).arn == arn
        assert same_policy(roles.read_document(arn, POLICY_NAME), policy_for(DEV1))

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
            lambda: roles.others(NOWHERE),
            lambda: roles.write_document(NOWHERE, POLICY_NAME, policy_for(DEV1)),
        ):
            with pytest.raises(RoleRefused) as caught:
                call()
            assert [each.code for each in caught.value.reasons] == ["role-missing"]

    def test_our_policy_is_read_back_as_it_was_written(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role(policies=OTHERS)
        assert roles.read_document(arn, POLICY_NAME) is None
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        assert roles.read_document(arn, POLICY_NAME) == policy_for(DEV1)
        assert roles.inspect(arn).documents == {POLICY_NAME: policy_for(DEV1)}

    def test_writing_again_replaces_the_whole_policy(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role()
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1, DEV2))
        roles.write_document(arn, POLICY_NAME, policy_for(DEV2))
        assert roles.read_document(arn, POLICY_NAME) == policy_for(DEV2)

    def test_deleting_leaves_none_of_ours_and_may_be_repeated(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role()
        roles.remove_document(arn, POLICY_NAME)
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        roles.remove_document(arn, POLICY_NAME)
        roles.remove_document(arn, POLICY_NAME)
        assert roles.read_document(arn, POLICY_NAME) is None

    def test_there_is_nothing_to_delete_on_a_role_that_is_not_there(
        self, roles: TeamRoles, make_role: MakeRole
    ) -> None:
        arn = make_role()
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        roles.remove_document(NOWHERE, POLICY_NAME)
        assert roles.read_document(arn, POLICY_NAME) is not None

    def test_policies_of_others_stay_byte_for_byte(
        self, roles: TeamRoles, make_role: MakeRole, policies_on: PoliciesOn
    ) -> None:
        arn, untouched = make_role("Dev", policies=OTHERS), make_role("SRE", policies=OTHERS)
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        assert policies_on(arn) == {**OTHERS, POLICY_NAME: policy_for(DEV1)}
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1, DEV2))
        assert policies_on(arn) == {**OTHERS, POLICY_NAME: policy_for(DEV1, DEV2)}
        roles.remove_document(arn, POLICY_NAME)
        assert policies_on(arn) == OTHERS
        assert policies_on(untouched) == OTHERS

    def test_others_are_measured_as_iam_does_and_ours_is_not(self, roles: TeamRoles, make_role: MakeRole) -> None:
        arn = make_role(policies=OTHERS)
        size = sum(map(policy_size, OTHERS.values()))
        assert roles.others(arn).inline == size
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        assert roles.others(arn).inline == size
        assert roles.others(make_role("Empty")).inline == 0

    def test_inline_policies_of_others_are_told_apart_by_what_they_say(
        self, roles: TeamRoles, make_role: MakeRole
    ) -> None:
        one, other = (
            make_role("Dev", policies=OTHERS),
            make_role("SRE", policies=dict.fromkeys(OTHERS, policy_for(DEV1))),
        )
        assert set(roles.others(one).policies) == set(OTHERS)
        assert roles.others(one).policies == roles.others(one).policies
        assert all(roles.others(one).policies[name] != roles.others(other).policies[name] for name in OTHERS)
        assert roles.others(make_role("Empty")).policies == {}

    def test_many_policies_of_others_are_all_measured(self, roles: TeamRoles, make_role: MakeRole) -> None:
        (text, *_) = OTHERS.values()
        arn = make_role(policies={f"policy-{n}": text for n in range(105)})
        assert roles.others(arn).inline == 105 * policy_size(text)

    # ---- Managed policies ----

    def test_a_managed_policy_is_made_under_our_path_and_counts_on_the_role(
        self, roles: TeamRoles, make_role: MakeRole, managed_in_account: ManagedIn
    ) -> None:
        arn = make_role(path="/teams/")
        one, two, *_ = managed_names(arn)
        roles.write_document(arn, two, policy_for(DEV1))
        assert roles.read_document(arn, two) == policy_for(DEV1)
        assert managed_in_account() == {f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/aws-access/{two}": policy_for(DEV1)}
        role = roles.inspect(arn, (one, two))
        assert (role.documents, role.loose) == ({two: policy_for(DEV1)}, frozenset())
        assert roles.inspect(arn).documents == {}, "not looked for"

    def test_a_managed_policy_is_replaced_as_often_as_need_be(
        self, roles: TeamRoles, make_role: MakeRole, managed_in_account: ManagedIn
    ) -> None:
        arn = make_role()
        name, *_ = managed_names(arn)
        for number in range(8):  # IAM keeps five versions
            people = (DEV1, DEV2)[: 1 + number % 2]
            roles.write_document(arn, name, policy_for(*people))
            roles.write_document(arn, name, policy_for(*people))
            assert roles.read_document(arn, name) == policy_for(*people)
        assert set(managed_in_account()) == {managed_arn(arn, name)}

    def test_a_managed_policy_that_is_not_attached_does_not_count_and_is_told_apart(
        self, roles: TeamRoles, make_role: MakeRole, detach: Attach
    ) -> None:
        arn = make_role()
        name, *_ = managed_names(arn)
        roles.write_document(arn, name, policy_for(DEV1))
        detach(arn, managed_arn(arn, name))
        assert roles.read_document(arn, name) is None
        role = roles.inspect(arn, (name,))
        assert (dict(role.documents), role.loose, role.standing) == ({}, frozenset({name}), frozenset({name}))
        assert roles.is_there(arn, name)
        roles.write_document(arn, name, policy_for(DEV1))
        assert roles.read_document(arn, name) == policy_for(DEV1)

    def test_removing_a_managed_policy_leaves_nothing_and_may_be_repeated(
        self, roles: TeamRoles, make_role: MakeRole, detach: Attach, managed_in_account: ManagedIn
    ) -> None:
        arn = make_role()
        one, two, three, *_ = managed_names(arn)
        for name in (one, two):
            roles.write_document(arn, name, policy_for(DEV1))
            roles.write_document(arn, name, policy_for(DEV2))
        detach(arn, managed_arn(arn, two))
        for name in (one, two, three, one):
            roles.remove_document(arn, name)
        roles.remove_document(NOWHERE, one)
        assert managed_in_account() == {}
        assert not roles.is_there(arn, one)
        assert roles.inspect(arn, (one, two, three)).standing == frozenset()

    def test_what_others_attached_is_told_and_stays(
        self, roles: TeamRoles, make_role: MakeRole, attach: Attach, managed_in_account: ManagedIn
    ) -> None:
        arn = make_role(policies=OTHERS)
        theirs = [f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/{name}" for name in ("everyday", "aws-access-Dev-1")]
        for each in theirs:
            attach(arn, each)
        before = managed_in_account()
        name, *_ = managed_names(arn)
        roles.write_document(arn, POLICY_NAME, policy_for(DEV1))
        others = roles.others(arn)
        assert (others.inline, set(others.attached)) == (sum(map(policy_size, OTHERS.values())), set(theirs))
        assert not roles.is_there(arn, name), "that name is taken, and elsewhere than under our path"
        roles.remove_document(arn, name)
        assert managed_in_account() == before
        assert set(roles.others(arn).attached) == set(theirs)

    def test_a_managed_policy_on_a_role_that_is_not_there_is_not_called_written(
        self, roles: TeamRoles, make_role: MakeRole
    ) -> None:
        make_role()
        name, *_ = managed_names(NOWHERE)
        with pytest.raises(AwsAccessError):
            roles.write_document(NOWHERE, name, policy_for(DEV1))
        roles.remove_document(NOWHERE, name)
        assert not roles.is_there(NOWHERE, name)
