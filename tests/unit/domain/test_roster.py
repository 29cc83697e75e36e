"""Who is a person when people are kept in IAM: whoever has an IAM user that counts, one human once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.rules.file import rules_from_value
from aws_access.domain.ids import IamUserName
from aws_access.domain.roster import (
    GROUP_HOLDS,
    GroupList,
    IamUser,
    IamUsers,
    left_out,
    source_of,
    with_iam_users,
)
from aws_access.domain.rules import Group, Rules
from tests.builders import NOW
from tests.rules_value import FILE


def rules_of(**people_from_iam: Any) -> Rules:
    return rules_from_value({**FILE, "people_from_iam": people_from_iam, "teams": {"Everybody": {"includes": ["Dev"]}}})


def user(name: str, slack_id: str | None = None, *groups: str, **more: Any) -> IamUser:
    return IamUser(IamUserName(name), slack_id, groups, **more)


def users(*them: IamUser, slack_tag: str = "slack-id") -> IamUsers:
    return IamUsers(slack_tag, them, NOW)


OF_FILE = (user("dev1"), user("sre1"), user("auditor"))


def test_rules_without_people_of_iam_stay_as_they_are() -> None:
    rules = rules_from_value(FILE)
    assert with_iam_users(rules, users()) is rules


def test_iam_groups_are_teams_of_their_names_and_teams_made_of_others_include_them() -> None:
    rules = with_iam_users(rules_of(), users(*OF_FILE, user("dev7", "U0000DEV7", "ops", "Dev")))
    person = rules.people[IamUserName("dev7")]
    assert (person.slack_id, person.teams) == ("U0000DEV7", ("Dev", "ops", "Everybody"))
    assert rules.person_in_slack("U0000DEV7") == person
    assert person in rules.members["Dev"]


def test_with_a_map_the_groups_in_it_are_teams_and_others_are_not() -> None:
    rules = with_iam_users(rules_of(teams={"developers": "Dev"}), users(user("dev7", None, "SRE", "developers")))
    assert rules.people[IamUserName("dev7")].teams == ("Dev", "Everybody")


def test_the_file_says_who_somebody_is_and_iam_whether_they_are() -> None:
    rules = with_iam_users(rules_of(), users(user("dev1", "U0000OTHER", "SRE")))
    assert set(rules.people) == {"dev1"}
    assert rules.people[IamUserName("dev1")] == rules_of().people[IamUserName("dev1")]


@pytest.mark.parametrize(
    ("state", "people"),
    [
        ({}, {"dev1", "dev7"}),
        ({"can_sign_in": True}, {"dev1", "dev7"}),
        ({"can_sign_in": False}, set()),
        ({"disabled": True, "can_sign_in": True}, set()),
    ],
)
def test_a_disabled_user_is_nobody_whether_named_in_the_file_or_not(state: dict[str, Any], people: set[str]) -> None:
    rules = with_iam_users(rules_of(), users(user("dev1", **state), user("dev7", None, "Dev", **state)))
    assert set(rules.people) == people


def test_iam_users_with_one_slack_id_are_nobody_until_only_one_has_it() -> None:
    rules, twins = rules_of(), users(*OF_FILE, user("dev7", "U0000DEV7", "Dev"), user("dev7.admin", "U0000DEV7", "SRE"))
    assert set(with_iam_users(rules, twins).people) == {"dev1", "sre1", "auditor"}
    assert left_out(rules, twins) == {"dev7", "dev7.admin"}
    alone = users(*OF_FILE, user("dev7", "U0000DEV7", "Dev"), user("dev7.admin", "U0000DEV7", "SRE", disabled=True))
    assert set(with_iam_users(rules, alone).people) == {"dev1", "sre1", "auditor", "dev7"}
    assert left_out(rules, alone) == set()


def test_whoever_takes_the_slack_id_of_somebody_in_the_file_is_nobody_and_takes_nothing() -> None:
    rules = with_iam_users(rules_of(), users(*OF_FILE, user("dev7", "U0000SRE1", "Dev")))
    assert "dev7" not in rules.people
    found = rules.person_in_slack("U0000SRE1")
    assert found is not None
    assert found.iam_user == "sre1"


@pytest.mark.parametrize("tagged", ["", "none", "u0000dev7", "U0000DEV7 ", "dev7@example.com"])
def test_a_tag_that_is_no_slack_id_is_as_good_as_none(tagged: str) -> None:
    rules = with_iam_users(rules_of(), users(user("dev7", tagged, "Dev")))
    assert rules.people[IamUserName("dev7")].slack_id is None


def test_slack_ids_that_were_read_from_another_tag_do_not_count() -> None:
    rules = with_iam_users(rules_of(slack_tag="slack"), users(user("dev7", "U0000DEV7", "Dev")))
    assert rules.people[IamUserName("dev7")].slack_id is None


def test_what_nobody_knows_now_is_as_it_was_known_before() -> None:
    before = users(user("gone", can_sign_in=False), user("new"), user("back", can_sign_in=False))
    now = users(user("gone"), user("new"), user("back", can_sign_in=True), user("other"))
    assert [each.can_sign_in for each in now.knowing(before).users] == [False, None, True, None]
    assert now.knowing(None) == now


ANY_USER = st.builds(
    IamUser,
    st.sampled_from([IamUserName(name) for name in ("dev1", "sre1", "auditor", "dev7", "dev8", "dev9")]),
    st.sampled_from([None, "nonsense", "U0000DEV1", "U0000SRE1", "U0000DEV7", "U0000DEV8"]),
    st.lists(st.sampled_from(["Dev", "SRE", "developers"]), unique=True).map(tuple),
    st.booleans(),
    st.sampled_from([None, True, False]),
)
ANY_USERS = st.lists(ANY_USER, unique_by=lambda each: each.name).map(lambda them: users(*them))


@given(ANY_USERS, st.sampled_from([{}, {"teams": {"developers": "Dev"}}, {"slack_tag": "slack"}]))
def test_nobody_is_a_person_without_a_user_that_counts_and_no_human_is_two(
    known: IamUsers, told: dict[str, Any]
) -> None:
    rules = rules_of(**told)
    people = with_iam_users(rules, known).people
    assert set(people) <= {each.name for each in known.users if each.counts}
    assert all(people[name] == person for name, person in rules.people.items() if name in people)
    in_slack = [person.slack_id for person in people.values() if person.slack_id is not None]
    assert len(in_slack) == len(set(in_slack))
    assert left_out(rules, known).isdisjoint(people)
    assert with_iam_users(rules, replace(known, users=known.users[::-1])).people == people


ON_CALL = Group("on-call", "webhook", {"url": "https://example.com/", "secret": None})


def test_a_list_counts_for_its_group_as_long_as_it_is_fresh_and_from_the_same_place() -> None:
    kept = GroupList(source_of(ON_CALL), ("dev1",), NOW)
    assert kept.holds(ON_CALL, NOW + GROUP_HOLDS)
    assert not kept.holds(ON_CALL, NOW + GROUP_HOLDS + timedelta(microseconds=1))
    assert kept.holds(replace(ON_CALL, name="renamed"), NOW)
    assert not kept.holds(replace(ON_CALL, kind="pagerduty"), NOW)
    assert not kept.holds(replace(ON_CALL, settings={**ON_CALL.settings, "url": "https://example.com/other"}), NOW)
