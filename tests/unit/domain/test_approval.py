"""Who decides, and what their votes come to: against every way of seating people, and case by case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations, product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from aws_access.domain.approval import Approval, Approvers, Ask, Escalation, Panel, Stage, everybody_of
from aws_access.domain.ids import IamUserName, SlackUserId
from aws_access.domain.model import Person, Vote, Wait
from tests.builders import BY_SRE, NOW, a_person

THIS, OTHER = "a" * 64, "b" * 64
HOUR = timedelta(hours=1)
REQUESTER = a_person("dev1")
SRES = tuple(a_person(f"sre{number}", "SRE") for number in range(1, 5))
LEADS = tuple(a_person(f"lead{number}", "Lead") for number in range(1, 4))
BY_LEAD = Approvers(teams=frozenset({"Lead"}))


def by(*people: Person | str, groups: tuple[str, ...] = ()) -> Approvers:
    names = (each.iam_user if isinstance(each, Person) else each for each in people)
    return Approvers(people=frozenset(map(IamUserName, names)), groups=frozenset(groups))


def panel(*approvals: Approval, people: tuple[Person, ...] = (REQUESTER, *SRES, *LEADS), **fields: object) -> Panel:
    known = {each.iam_user: each for each in people}
    asks = tuple(Ask(f"rule{number}", approval) for number, approval in enumerate(approvals, 1))
    plain = Panel(REQUESTER, asks, known, everybody_of(people))
    return replace(plain, **fields)  # type: ignore[arg-type] # whatever the test cares about


def of(approvers: Approvers, needs: int = 1, denials: int = 1) -> Approval:
    return Approval((Stage(approvers, needs),), denials)


def yes(*people: Person, payload: str = THIS) -> tuple[Vote, ...]:
    return tuple(Vote(each.iam_user, approve=True, payload_hash=payload, at=NOW) for each in people)


def no(*people: Person, payload: str = THIS) -> tuple[Vote, ...]:
    return tuple(Vote(each.iam_user, approve=False, payload_hash=payload, at=NOW) for each in people)


def waits(asked: Panel, votes: tuple[Vote, ...] = ()) -> list[tuple[str, int, int]]:
    return [(each.rule, each.stage, each.given) for each in asked.tally(votes, THIS).waits]


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


# ---- Against every way of seating people -----------------------------------------------------------------------------


NAMES = ("ann", "bob", "cyd", "dee", "eve")
TEAMS = ("Dev", "SRE", "Lead")


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    """Few people and teams, some of them one human under two names."""
    slack = st.none() | st.integers(0, 4).map(lambda number: SlackUserId(f"U000{number}"))
    people = tuple(
        Person(
            IamUserName(name),
            draw(slack),
            tuple(sorted(draw(st.frozensets(st.sampled_from(TEAMS), min_size=1)))),
        )
        for name in NAMES
    )
    some_names = st.frozensets(st.sampled_from(NAMES).map(IamUserName), max_size=2)
    approvers = st.builds(Approvers, people=some_names, teams=st.frozensets(st.sampled_from(TEAMS), max_size=2))
    stages = st.lists(st.builds(Stage, approvers, st.integers(1, 2)), min_size=1, max_size=3).map(tuple)
    approvals = draw(st.lists(st.builds(Approval, stages, st.integers(1, 2)), min_size=1, max_size=2))
    deputies = draw(st.dictionaries(st.sampled_from(NAMES).map(IamUserName), some_names, max_size=2))
    requester = draw(st.sampled_from(people))
    return replace(panel(*approvals, people=people, deputies=deputies), requester=requester)


votes = st.lists(
    st.builds(
        Vote,
        by=st.sampled_from((*NAMES, "gone")).map(IamUserName),
        approve=st.sampled_from((True, True, True, False)),
        payload_hash=st.sampled_from((THIS, THIS, THIS, OTHER)),
        at=st.just(NOW),
    ),
    max_size=7,
)


def is_same(one: Person, other: Person) -> bool:
    return one.iam_user == other.iam_user or (one.slack_id is not None and one.slack_id == other.slack_id)


def sits(asked: Panel, person: Person, approvers: Approvers) -> bool:
    return bool(by_right_of(asked, person, approvers))


def by_right_of(asked: Panel, person: Person, approvers: Approvers) -> list[str]:
    """In whose place they may sit there: their own, or that of somebody whose deputy they are."""
    stands_for = [person, *(asked.people[name] for name in asked.deputies.get(person.iam_user, ()))]
    return [
        each.slack_id or each.iam_user
        for each in stands_for
        if not is_same(person, asked.requester)
        and not is_same(each, asked.requester)
        and (each.iam_user in approvers.people or set(each.teams) & approvers.teams)
    ]


def words(asked: Panel, said: list[Vote]) -> list[tuple[Person, Vote]]:
    """The last vote of every human, by going back from the last."""
    found: list[tuple[Person, Vote]] = []
    for vote in reversed(said):
        person = asked.people.get(vote.by)
        if person is not None and not any(is_same(person, each) for each, _ in found):
            found.append((person, vote))
    return found


def full(asked: Panel, stages: tuple[Stage, ...], people: list[Person]) -> bool:
    """Whether some way of seating these people takes every seat, each by the right of somebody else."""
    seats = [stage.approvers for stage in stages for _ in range(stage.needs)]
    return any(
        len(set(rights)) == len(seats)
        for chosen in permutations(people, len(seats))
        for rights in product(*(by_right_of(asked, person, seat) for person, seat in zip(chosen, seats, strict=True)))
    )


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


@settings(max_examples=300, deadline=None)
@given(panels(), votes)
def test_the_tally_is_that_of_trying_every_way(asked: Panel, said: list[Vote]) -> None:
    told = asked.tally(said, THIS)
    heard = words(asked, said)
    approving = [person for person, vote in heard if vote.approve and vote.payload_hash == THIS]
    denying = [person for person, vote in heard if not vote.approve]
    open_stages = {}
    denied = False
    for ask in asked.asks:
        stages = ask.approval.stages
        first = next((n for n in range(1, len(stages) + 1) if not full(asked, stages[:n], approving)), None)
        if first is not None:
            open_stages[ask.rule] = first
        against = [each for each in denying if any(sits(asked, each, stage.approvers) for stage in stages)]
        denied = denied or len(against) >= ask.approval.denials
    event("denied" if denied else "waits" if open_stages else "approved")
    assert {each.rule: each.stage for each in told.waits} == open_stages
    assert told.denied == denied
    assert told.approved == (not denied and not open_stages)
    assert all(0 <= each.given < each.needs and 1 <= each.stage <= each.stages for each in told.waits)


@settings(max_examples=300, deadline=None)
@given(panels(), votes)
def test_whoever_is_asked_may_vote_and_their_vote_brings_it_on(asked: Panel, said: list[Vote]) -> None:
    before = asked.tally(said, THIS)
    for person in asked.asked_now(said, THIS, 3):
        assert asked.may_vote(person, said, THIS)
        assert asked.may_decide(person)
    for person in asked.people.values():
        vote = Vote(person.iam_user, approve=True, payload_hash=THIS, at=NOW)
        after = asked.tally([*said, vote], THIS)
        if asked.may_vote(person, said, THIS):
            assert progress(after.waits) != progress(before.waits)
            assert not (after.denied and not before.denied)
        elif not any(is_same(person, each) for each, _ in words(asked, said)):
            assert after.waits == before.waits


@settings(max_examples=200, deadline=None)
@given(panels())
def test_what_is_not_hopeless_is_approved_when_everybody_who_is_asked_says_yes(asked: Panel) -> None:
    said: list[Vote] = []
    for _ in range(20):
        asked_now = asked.asked_now(said, THIS, 9)
        if not asked_now:
            break
        said.append(Vote(asked_now[0].iam_user, approve=True, payload_hash=THIS, at=NOW))
    if asked.tally(said, THIS).approved:
        assert asked.without_approvers() == ()
    everybody = [Vote(name, approve=True, payload_hash=THIS, at=NOW) for name in asked.people]
    if asked.tally(everybody, THIS).approved:
        assert asked.without_approvers() == ()


@settings(max_examples=200, deadline=None)
@given(panels(), votes, st.randoms(use_true_random=False))
def test_the_order_of_different_humans_votes_does_not_matter(asked: Panel, said: list[Vote], random: object) -> None:
    last = [vote for _, vote in words(asked, said)]
    shuffled = sorted(last, key=lambda _: random.random())  # type: ignore[attr-defined] # Hypothesis's own Random
    one, two = asked.tally(said, THIS), asked.tally(shuffled, THIS)
    assert (one.approved, one.denied, set(one.waits)) == (two.approved, two.denied, set(two.waits))


def progress(waits: tuple[Wait, ...]) -> set[tuple[str, int, int]]:
    return {(each.rule, each.stage, each.given) for each in waits}
