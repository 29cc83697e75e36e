"""Every minute it is read who there is; what cannot be read stays as it was, and counts until it is too old."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any, TypeVar

import pytest

from aws_access.adapters.groups import KeptGroups, ReadGroups
from aws_access.adapters.rules.file import rules_from_value
from aws_access.adapters.rules.people import RulesWithPeople
from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.domain.roster import USERS_HOLD, GroupList, IamUser, IamUsers
from aws_access.domain.rules import Group, Rules
from aws_access.usecases.people import Looked, ReadPeople
from tests.fakes import Crash, FakeClock, FakeRoster, FakeRules
from tests.rules_value import FILE

DEV1, DEV7 = (IamUser(IamUserName(name), None, ("Dev",)) for name in ("dev1", "dev7"))
TWINS = [IamUser(IamUserName(name), "U0000TWIN", ("Dev",)) for name in ("dev8", "dev9")]


def rules_of(**more: Any) -> Rules:
    return rules_from_value({**FILE, **more})


_Each = TypeVar("_Each")

FROM_IAM: dict[str, Any] = {"people_from_iam": {}}
SLACK_GROUP: dict[str, Any] = {"groups": {"leads": {"slack": {"id": "S0LEADS"}}}}


class Elsewhere:
    """IAM and the places of groups; an error in place of a list is raised."""

    def __init__(self) -> None:
        self.users_there: Sequence[IamUser] | Exception = [DEV1, DEV7]
        self.groups_there: dict[str, Sequence[str] | Exception] = {"leads": ["U0000SRE1"]}
        self.asked_for_tags: list[str] = []

    def users(self, slack_tag: str) -> Sequence[IamUser]:
        self.asked_for_tags.append(slack_tag)
        return _found(self.users_there)

    def read(self, group: Group) -> Sequence[str]:
        return _found(self.groups_there[group.name])


def _found(found: Sequence[_Each] | Exception) -> Sequence[_Each]:
    if isinstance(found, Exception):
        raise found
    return found


class Company:
    def __init__(self, **rules: Any) -> None:
        self.published = FakeRules(rules_of(**rules))
        self.elsewhere, self.roster, self.clock = Elsewhere(), FakeRoster(), FakeClock()
        self.look = ReadPeople(self.published, self.elsewhere, self.elsewhere, self.roster, self.clock)
        self.rules = RulesWithPeople(self.published, self.roster, self.clock)
        self.groups = KeptGroups(self.roster, self.clock)

    def people(self) -> set[str]:
        return set(self.rules.current().people)

    def leads(self) -> set[str]:
        rules = self.rules.current()
        return set(self.groups.members(rules.groups["leads"], rules))

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))


def test_nothing_is_read_that_the_rules_do_not_want() -> None:
    company = Company()
    assert company.look() == Looked()
    assert company.elsewhere.asked_for_tags == []
    assert company.rules.current() is company.published.rules


def test_who_is_gone_from_iam_is_gone_from_the_rules_within_a_minute() -> None:
    company = Company(**FROM_IAM)
    assert company.look() == Looked(users=2)
    assert company.people() == {"dev1", "dev7"}
    company.elsewhere.users_there = [DEV1]
    company.later(seconds=60)
    company.look()
    assert company.people() == {"dev1"}


def test_the_tag_that_the_rules_name_is_read() -> None:
    company = Company(people_from_iam={"slack_tag": "slack"})
    company.look()
    assert company.elsewhere.asked_for_tags == ["slack"]


def test_nobody_decides_before_iam_was_ever_read() -> None:
    with pytest.raises(Unavailable):
        Company(**FROM_IAM).rules.current()


@pytest.mark.parametrize("what", [Unavailable("IAM"), []], ids=["down", "nobody there"])
def test_what_cannot_be_read_stays_as_it_was_and_counts_for_an_hour(what: Any) -> None:
    company = Company(**FROM_IAM)
    company.look()
    company.elsewhere.users_there = what
    company.later(minutes=59)
    assert company.look() == Looked(unread=("IAM users",))
    assert company.people() == {"dev1", "dev7"}
    company.later(seconds=61)
    with pytest.raises(Unavailable):
        company.rules.current()
    company.elsewhere.users_there = [DEV1]
    company.look()
    company.later(seconds=15)
    assert company.people() == {"dev1"}


def test_a_table_that_does_not_answer_does_not_make_anybody_nobody() -> None:
    company = Company(**FROM_IAM)
    company.look()
    assert company.people() == {"dev1", "dev7"}
    company.later(minutes=1)
    company.roster.faults.unavailable()
    assert company.people() == {"dev1", "dev7"}
    company.later(seconds=USERS_HOLD.total_seconds())
    company.roster.faults.unavailable()
    with pytest.raises(Unavailable):
        company.rules.current()


def test_whoever_only_tells_people_goes_on_with_those_of_before() -> None:
    company = Company(**FROM_IAM)
    company.look()
    company.later(days=3)
    telling = RulesWithPeople(company.published, company.roster, company.clock, hold=timedelta.max)
    assert set(telling.current().people) == {"dev1", "dev7"}


def test_new_rules_are_taken_with_the_people_that_are_known() -> None:
    company = Company(people_from_iam={"teams": {"Dev": "Dev"}})
    company.look()
    dev7 = IamUserName("dev7")
    assert company.rules.current().people[dev7].teams == ("Dev",)
    company.published.rules = rules_of(people_from_iam={"teams": {"Dev": "SRE"}})
    assert company.rules.current().people[dev7].teams == ("SRE",)


def test_the_rules_are_made_once_for_each_change() -> None:
    company = Company(**FROM_IAM)
    company.look()
    made = company.rules.current()
    company.later(minutes=1)
    company.look()
    assert company.rules.current() is not None
    company.later(seconds=20)
    assert company.rules.current() == made


def test_who_is_left_out_for_having_the_slack_id_of_another_is_told() -> None:
    company = Company(**FROM_IAM)
    company.elsewhere.users_there = [DEV1, *TWINS]
    assert company.look() == Looked(users=3, left_out=(IamUserName("dev8"), IamUserName("dev9")))


def test_a_group_is_whoever_was_read_and_is_known() -> None:
    company = Company(**SLACK_GROUP)
    assert company.look() == Looked(groups=1)
    assert company.leads() == {"sre1"}
    company.elsewhere.groups_there["leads"] = ["dev1", "U0STRANGER", "nobody", "U0000SRE1"]
    company.later(minutes=1)
    company.look()
    assert company.leads() == {"dev1", "sre1"}


def test_before_it_was_read_nobody_knows_who_is_in_a_group() -> None:
    with pytest.raises(Unavailable):
        Company(**SLACK_GROUP).leads()


@pytest.mark.parametrize("error", [Unavailable("Slack"), NotFound()])
def test_a_group_that_cannot_be_read_counts_for_five_minutes_and_holds_up_nothing_else(error: Exception) -> None:
    company = Company(groups={**SLACK_GROUP["groups"], "others": {"slack": {"id": "S0OTHERS"}}}, **FROM_IAM)
    company.elsewhere.groups_there["others"] = ["U0000DEV1"]
    company.elsewhere.users_there = [DEV1, IamUser(IamUserName("sre1"), None, ())]
    company.look()
    company.elsewhere.groups_there["leads"] = error
    company.later(minutes=5)
    assert company.look() == Looked(users=2, groups=1, unread=("leads",))
    assert company.leads() == {"sre1"}
    company.later(seconds=1)
    with pytest.raises(Unavailable):
        company.leads()
    rules = company.rules.current()
    assert company.groups.members(rules.groups["others"], rules) == {"dev1"}


def test_a_group_that_now_is_kept_elsewhere_has_to_be_read_there_first() -> None:
    company = Company(**SLACK_GROUP)
    company.look()
    company.published.rules = rules_of(groups={"leads": {"slack": {"id": "S0OTHERS"}}})
    with pytest.raises(Unavailable):
        company.leads()
    company.look()
    assert company.leads() == {"sre1"}


def test_a_schedule_is_in_the_rules_and_is_read_nowhere() -> None:
    rotation = {"people": ["sre1"], "starts": "2020-01-06 09:00", "every": "7d"}
    company = Company(groups={"leads": {"schedule": {"rotations": [rotation]}}})
    assert company.look() == Looked()
    assert company.leads() == {"sre1"}


def test_the_rules_have_to_be_read_before_anything_else() -> None:
    company = Company()
    company.published.rules = None
    with pytest.raises(Unavailable):
        company.look()


def test_each_kind_of_group_has_a_reader_of_its_own() -> None:
    group = Group("leads", "slack", {"id": "S0LEADS"})
    sources = ReadGroups({"slack": lambda settings: [settings["id"]]})
    assert sources.read(group) == ["S0LEADS"]
    with pytest.raises(NotFound):
        sources.read(replace(group, kind="webhook"))


def test_a_group_that_takes_too_long_keeps_neither_users_nor_other_groups_from_being_kept() -> None:
    groups = {"leads": {"slack": {"id": "S0LEADS"}}, "quick": {"slack": {"id": "S0QUICK"}}}
    company, kept = Company(**FROM_IAM, groups=groups), Event()

    class Kept(FakeRoster):
        def keep_group(self, name: str, members: GroupList) -> None:
            super().keep_group(name, members)
            kept.set()

    class OneSlow(Elsewhere):
        def read(self, group: Group) -> Sequence[str]:
            if group.name == "quick":
                return ["U0000SRE1"]
            assert kept.wait(10), "the other group waits for this one"
            assert roster.users() is not None, "so do the users"
            raise Crash  # the function is out of time

    roster, elsewhere = Kept(), OneSlow()
    with pytest.raises(Crash):
        ReadPeople(company.published, elsewhere, elsewhere, roster, company.clock)()
    assert roster.group("quick") is not None


def test_after_the_tag_of_slack_ids_was_renamed_everybody_is_known_in_slack_again() -> None:
    company = Company(people_from_iam={"slack_tag": "slack"})
    users = (IamUser(IamUserName("dev7"), "U0000DEV7", ("Dev",)),)  # the table hands out the same while they are
    company.roster.keep_users(IamUsers("slack", users, company.clock.now()))
    assert company.people() == {"dev7"}
    company.published.rules = rules_of(people_from_iam={"slack_tag": "slack-id"})
    assert company.rules.current().person_in_slack("U0000DEV7") is None
    company.later(seconds=60)
    company.roster.keep_users(IamUsers("slack-id", users, company.clock.now()))
    known = company.rules.current().person_in_slack("U0000DEV7")
    assert known is not None
    assert known.iam_user == "dev7"
