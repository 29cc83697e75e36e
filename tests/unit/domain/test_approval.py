"""Who decides, and what their votes come to, case by case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Ask, Escalation, Panel, Stage, everybody_of
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person, Vote, Wait
from tests.builders import BY_SRE, NOW, a_person
from tests.panels import BY_LEAD, HOUR, LEADS, OTHER, REQUESTER, SRES, THIS, by, no, of, panel, waits, yes

# ---- N of M ----------------------------------------------------------------------------------------------------------


def test_two_of_four_need_two_different_people() -> None:
    asked = panel(of(BY_SRE, needs=2))
    assert asked.tally((), THIS).waits == (Wait("rule1", 1, 1, 2, 0),)
    assert waits(asked, yes(SRES[0])) == [("rule1", 1, 1)]
    assert waits(asked, yes(SRES[0], SRES[0])) == [("rule1", 1, 1)]
    assert asked.tally(yes(SRES[0], SRES[3]), THIS).approved


def test_who_has_no_seat_counts_nothing_even_when_their_vote_is_stored() -> None:
    asked = panel(of(BY_SRE, needs=2))
    assert waits(asked, yes(LEADS[0], REQUESTER, a_person("gone"), SRES[1])) == [("rule1", 1, 1)]


def test_an_approval_of_another_payload_counts_nothing_and_may_be_given_anew() -> None:
    asked = panel(of(BY_SRE))
    assert not asked.tally(yes(SRES[0], payload=OTHER), THIS).approved
    assert asked.may_vote(SRES[0], yes(SRES[0], payload=OTHER), THIS)
    assert not asked.may_vote(SRES[0], yes(SRES[0]), THIS)


def test_the_latest_word_counts() -> None:
    asked = panel(of(BY_SRE, needs=2, denials=2))
    assert waits(asked, yes(*SRES[:2]) + no(SRES[0])) == [("rule1", 1, 1)]
    assert asked.tally(no(SRES[0]) + yes(*SRES[:2]), THIS).approved
    assert not asked.tally(no(*SRES[:2]) + yes(SRES[0]), THIS).denied


def test_once_full_nobody_elses_vote_would_count() -> None:
    asked = panel(of(BY_SRE, needs=2))
    assert not asked.may_vote(SRES[2], yes(*SRES[:2]), THIS)
    assert asked.asked_now(yes(*SRES[:2]), THIS, 9) == ()


# ---- Stages ----------------------------------------------------------------------------------------------------------


LEADS_THEN_SRES = Approval((Stage(BY_LEAD), Stage(BY_SRE, 2)))


def test_a_stage_is_asked_once_the_one_before_is_full() -> None:
    asked = panel(LEADS_THEN_SRES)
    assert asked.asked_now((), THIS, 9) == LEADS
    assert not asked.may_vote(SRES[0], (), THIS)
    after = yes(LEADS[1])
    assert asked.asked_now(after, THIS, 9) == SRES
    assert asked.asked_now(after, THIS, 2) == SRES[:2]
    assert not asked.may_vote(LEADS[0], after, THIS)
    assert waits(asked, after) == [("rule1", 2, 0)]
    assert asked.tally(after + yes(*SRES[2:]), THIS).approved


def test_one_person_sits_in_one_stage_only() -> None:
    both = replace(SRES[0], teams=("SRE", "Lead"))
    asked = panel(Approval((Stage(BY_LEAD), Stage(BY_SRE))), people=(REQUESTER, both, *SRES[1:]))
    assert waits(asked, yes(both)) == [("rule1", 2, 0)]
    assert not asked.may_vote(both, yes(both), THIS)
    assert asked.tally(yes(both, SRES[1]), THIS).approved


def test_whoever_fits_twice_is_seated_so_that_others_fit_too() -> None:
    both = replace(SRES[0], teams=("SRE", "Lead"))
    asked = panel(Approval((Stage(BY_LEAD), Stage(BY_SRE))), people=(REQUESTER, both, LEADS[0]))
    # The lead's word would be one too many for the first stage, but frees the other one for the second.
    assert asked.may_vote(LEADS[0], yes(both), THIS)
    assert asked.tally(yes(both, LEADS[0]), THIS).approved


def test_who_frees_a_seat_of_a_later_stage_is_asked_when_nobody_of_that_stage_is_left() -> None:
    both = replace(SRES[0], teams=("SRE", "Lead"))
    asked = panel(Approval((Stage(BY_SRE, 2), Stage(BY_LEAD))), people=(REQUESTER, both, *SRES[1:]))
    after = yes(both, SRES[1])
    assert waits(asked, after) == [("rule1", 2, 0)]
    assert asked.asked_now(after, THIS, 9) == SRES[2:]
    assert asked.tally(after + yes(SRES[2]), THIS).approved


def test_too_few_people_for_all_stages_together_is_known_from_the_start() -> None:
    both = replace(SRES[0], teams=("SRE", "Lead"))
    approval = Approval((Stage(BY_LEAD), Stage(BY_SRE)))
    assert panel(approval, people=(REQUESTER, both)).without_approvers() == ("rule1",)
    assert panel(approval, people=(REQUESTER, both, SRES[1])).without_approvers() == ()


def test_every_rule_has_to_be_met_and_one_person_may_count_in_each() -> None:
    asked = panel(of(BY_SRE), of(by(SRES[1])))
    assert waits(asked, yes(SRES[0])) == [("rule2", 1, 0)]
    assert asked.asked_now(yes(SRES[0]), THIS, 9) == (SRES[1],)
    assert asked.tally(yes(SRES[1]), THIS).approved


# ---- Denials ---------------------------------------------------------------------------------------------------------


def test_as_many_as_the_rule_says_have_to_deny() -> None:
    asked = panel(of(BY_SRE, needs=2, denials=2))
    assert not asked.tally(no(SRES[0], SRES[0]), THIS).denied
    assert asked.tally(no(*SRES[:2]), THIS).denied


def test_a_denial_wins_over_every_approval() -> None:
    told = panel(of(BY_SRE)).tally(yes(SRES[0]) + no(SRES[1]), THIS)
    assert (told.approved, told.denied) == (False, True)


def test_who_sits_in_a_later_stage_may_deny_at_once() -> None:
    assert panel(LEADS_THEN_SRES).tally(no(SRES[0]), THIS).denied


def test_a_denial_stays_one_when_the_request_was_made_smaller() -> None:
    assert panel(of(BY_SRE)).tally(no(SRES[0], payload=OTHER), THIS).denied


def test_the_denial_of_somebody_without_a_seat_is_none() -> None:
    assert not panel(of(BY_SRE)).tally(no(LEADS[0], REQUESTER), THIS).denied


# ---- One human under two names ---------------------------------------------------------------------------------------


TWIN = Person(IamUserName("sre1-admin"), SRES[0].slack_id, ("SRE",))


def test_p6_one_human_with_two_iam_users_has_one_vote() -> None:
    asked = panel(of(BY_SRE, needs=2, denials=2), people=(REQUESTER, *SRES, TWIN))
    assert not asked.may_vote(TWIN, yes(SRES[0]), THIS)
    assert waits(asked, yes(SRES[0], TWIN)) == [("rule1", 1, 1)]
    assert not asked.tally(no(SRES[0], TWIN), THIS).denied
    assert waits(asked, yes(SRES[0], SRES[1]) + no(TWIN)) == [("rule1", 1, 1)]


def test_p6_one_human_with_two_iam_users_is_not_two_approvers() -> None:
    assert panel(of(BY_SRE, needs=2), people=(REQUESTER, SRES[0], TWIN)).without_approvers() == ("rule1",)
    assert panel(of(BY_SRE, needs=2), people=(REQUESTER, SRES[0], TWIN, SRES[1])).without_approvers() == ()


def test_p6_the_requester_decides_under_no_name() -> None:
    second = Person(IamUserName("dev1-admin"), REQUESTER.slack_id, ("SRE",))
    asked = panel(of(BY_SRE), people=(REQUESTER, second, SRES[0]))
    assert not asked.may_decide(second)
    assert not asked.tally(yes(second), THIS).approved
    assert asked.asked_now((), THIS, 9) == (SRES[0],)


# ---- Deputies --------------------------------------------------------------------------------------------------------


DEPUTY = a_person("dev2")


def deputies(of_whom: Person, deputy: Person) -> Mapping[IamUserName, frozenset[IamUserName]]:
    return {deputy.iam_user: frozenset({of_whom.iam_user})}


def test_a_deputy_decides_where_the_other_may() -> None:
    asked = panel(of(by(SRES[0])), people=(REQUESTER, SRES[0], DEPUTY), deputies=deputies(SRES[0], DEPUTY))
    assert asked.asked_now((), THIS, 9) == (SRES[0], DEPUTY)
    assert asked.tally(yes(DEPUTY), THIS).approved
    assert not replace(asked, deputies={}).tally(yes(DEPUTY), THIS).approved


def test_p6_nobody_is_the_requesters_deputy_nor_the_requester_anybodys() -> None:
    both = (REQUESTER, SRES[0], DEPUTY)
    for_requester = panel(of(by(REQUESTER)), people=both, deputies=deputies(REQUESTER, DEPUTY))
    assert not for_requester.may_decide(DEPUTY)
    assert for_requester.without_approvers() == ("rule1",)
    by_requester = panel(of(by(SRES[0])), people=both, deputies=deputies(SRES[0], REQUESTER))
    assert not by_requester.may_decide(REQUESTER)
    assert not by_requester.tally(yes(REQUESTER), THIS).approved


def test_p6_nobody_is_deputy_of_the_requesters_second_name() -> None:
    second = Person(IamUserName("dev1-admin"), REQUESTER.slack_id, ("SRE",))
    asked = panel(of(BY_SRE), people=(REQUESTER, second, DEPUTY), deputies=deputies(second, DEPUTY))
    assert not asked.may_decide(DEPUTY)


def test_the_deputy_of_somebody_who_is_gone_is_nobodys() -> None:
    asked = panel(of(by(SRES[0])), people=(REQUESTER, DEPUTY), deputies=deputies(SRES[0], DEPUTY))
    assert not asked.may_decide(DEPUTY)


def test_a_deputy_hands_nothing_on() -> None:
    third = a_person("dev3")
    chain = {**deputies(SRES[0], DEPUTY), **deputies(DEPUTY, third)}
    asked = panel(of(by(SRES[0])), people=(REQUESTER, SRES[0], DEPUTY, third), deputies=chain)
    assert asked.may_decide(DEPUTY)
    assert not asked.may_decide(third)


def test_a_principal_and_their_deputy_do_not_fill_two_seats_by_the_word_of_one() -> None:
    principal, deputy, other = SRES[0], LEADS[0], SRES[1]
    people = {each.iam_user: each for each in (REQUESTER, *SRES, *LEADS)}
    two = Approval((Stage(BY_SRE, needs=2),))
    asked = Panel(
        REQUESTER,
        (Ask("two", two),),
        people,
        everybody_of(people.values()),
        deputies={deputy.iam_user: frozenset({principal.iam_user})},
    )

    def approved(*by: Person) -> bool:
        return asked.tally([Vote(each.iam_user, approve=True, payload_hash=THIS, at=NOW) for each in by], THIS).approved

    assert not approved(principal, deputy)
    assert not approved(deputy, principal)
    assert approved(deputy, other)
    assert approved(deputy, principal, other)
    first = [Vote(deputy.iam_user, approve=True, payload_hash=THIS, at=NOW)]
    assert not asked.may_vote(principal, first, THIS)
    assert principal not in asked.asked_now(first, THIS, 9)


def test_a_name_that_may_not_decide_gets_no_seat_by_the_right_of_the_same_humans_other_name() -> None:
    one = a_person("sre1")
    other = replace(a_person("sre1-too"), slack_id=one.slack_id)
    deputy = a_person("lead1")
    asked = panel(
        of(by(one, deputy), needs=2),
        people=(REQUESTER, one, other, deputy),
        deputies={deputy.iam_user: frozenset({one.iam_user})},
    )
    assert waits(asked, yes(deputy)) == [("rule1", 1, 1)]
    assert not asked.may_vote(other, yes(deputy), THIS)
    assert waits(asked, yes(deputy, other)) == [("rule1", 1, 1)]
    assert asked.may_vote(one, yes(deputy), THIS)
    assert asked.tally(yes(deputy, one), THIS).approved


# ---- Escalation and groups -------------------------------------------------------------------------------------------


def test_after_the_time_further_people_may_decide_in_every_stage() -> None:
    approval = replace(LEADS_THEN_SRES, escalation=(Escalation(HOUR, by(DEPUTY)),))
    asked = panel(approval, people=(REQUESTER, *SRES, *LEADS, DEPUTY), waited=HOUR - timedelta(microseconds=1))
    assert not asked.may_decide(DEPUTY)
    late = replace(asked, waited=HOUR)
    assert late.may_vote(DEPUTY, (), THIS)
    assert late.may_vote(DEPUTY, yes(LEADS[0]), THIS)
    assert waits(late, yes(DEPUTY)) == [("rule1", 2, 0)]


def test_a_rule_that_only_escalation_can_fill_is_not_hopeless() -> None:
    approval = replace(of(by("gone")), escalation=(Escalation(HOUR, BY_SRE),))
    assert panel(approval).without_approvers() == ()
    assert panel(approval).asked_now((), THIS, 9) == ()
    assert panel(of(by("gone"))).without_approvers() == ("rule1",)


@pytest.mark.parametrize("members", [None, frozenset()])
def test_a_group_that_is_empty_or_cannot_be_read_lets_nobody_in(members: frozenset[IamUserName] | None) -> None:
    asked = panel(of(by(groups=("on-call",))), groups={"on-call": members})
    assert not any(asked.may_decide(each) for each in SRES)
    assert asked.without_approvers() == ("rule1",)


def test_whoever_leaves_a_group_has_no_vote_any_more() -> None:
    on_call = panel(of(by(groups=("on-call",)), needs=2), groups={"on-call": frozenset(e.iam_user for e in SRES[:2])})
    assert on_call.tally(yes(*SRES[:2]), THIS).approved
    assert waits(replace(on_call, groups={"on-call": frozenset({SRES[1].iam_user})}), yes(*SRES[:2])) == [
        ("rule1", 1, 1)
    ]
