"""What holds for whatever rules, people and requests: against a second reading of the rules, and against themselves."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from aws_access.domain.approval import Panel
from aws_access.domain.ceiling import beyond_ceiling
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Decision, Granted, NeedsApproval, Refused
from aws_access.domain.model import Person, Submission, Vote
from aws_access.domain.rules import Delegation, Denial, Requirements, Rules, When
from tests import generated, naive
from tests.builders import NOW, a_person
from tests.generated import HOUR

SHORTEST = HOUR / 12
Case = tuple[Submission, Person, Rules, Circumstances]


def decided(asked: Submission, person: Person, rules: Rules, at: Circumstances) -> Decision:
    return decide(asked, person, rules, SHORTEST, at)


def kind(decision: Decision) -> str:
    return {Refused: "refused", Granted: "granted", NeedsApproval: "approval"}[type(decision)]


def panel_of(decision: Decision) -> Panel | None:
    match decision:
        case NeedsApproval():
            return decision.panel
        case Granted():
            return decision.reviewers
        case Refused():
            return None


@st.composite
def cases(draw: st.DrawFn, *, lenient: bool = False) -> Case:
    rules = draw(generated.rules(lenient=lenient))
    asked = draw(generated.submissions)
    if lenient:
        asked = replace(asked, environment="verify", break_glass=False)
    return asked, draw(generated.persons(rules)), rules, draw(generated.circumstances)


@settings(max_examples=400, deadline=None)
@given(cases())
def test_the_decision_is_that_of_the_naive_model_and_of_exactly_what_was_asked(case: Case) -> None:
    asked, person, rules, at = case
    decision = decided(asked, person, rules, at)
    event(kind(decision))
    assert kind(decision) == naive.outcome(asked, person, rules, at), decision
    panel = panel_of(decision)
    assert panel is None or not panel.may_decide(person)
    if isinstance(decision, Refused):
        assert decision.unmet
    else:
        assert decision.rules
        assert set(decision.payload.permission.actions) == naive.actions_of(asked, rules)
        assert decision.payload.duration == asked.duration
        assert beyond_ceiling(decision.payload.permission, decision.environment) == ()


@settings(max_examples=200, deadline=None)
@given(cases(lenient=True), st.data())
def test_exactly_those_approve_who_fill_every_seat_of_the_naive_model(case: Case, data: st.DataObject) -> None:
    asked, person, rules, at = case
    decision = decided(asked, person, rules, at)
    assume(isinstance(decision, NeedsApproval))
    assert isinstance(decision, NeedsApproval)
    voters = data.draw(st.lists(generated.persons(rules), unique_by=lambda each: each.iam_user))
    votes = [Vote(each.iam_user, approve=True, payload_hash=decision.payload.hash, at=NOW) for each in voters]
    tally = decision.panel.tally(votes, decision.payload.hash)
    _, found = naive.team_and_rules(asked, person, rules, at)
    approvals = [rule.approval for rule in found if rule.approval is not None]
    event("approved" if tally.approved else "not approved")
    assert tally.approved == naive.approve(approvals, voters, person, rules, at)


@settings(max_examples=200, deadline=None)
@given(cases(lenient=True), st.data())
def test_p6_there_is_no_way_from_a_requester_to_their_own_approval(case: Case, data: st.DataObject) -> None:
    """Another name of theirs, and everything that others leave to them or they to others, is worth nothing."""
    asked, person, rules, at = case
    plain = decided(asked, person, rules, at)
    too = replace(a_person("too"), slack_id=person.slack_id, teams=generated.TEAMS)
    known = {**rules.people, too.iam_user: too}
    deputy = data.draw(st.sampled_from(sorted(rules.people)))
    pairs = [*((each, too.iam_user) for each in rules.people), *((each, person.iam_user) for each in rules.people)]
    pairs += [(person.iam_user, deputy), (too.iam_user, deputy)]
    more = tuple(Delegation(of, to, NOW - HOUR, NOW + 99 * HOUR) for of, to in pairs if of != to)
    decision = decided(asked, person, replace(rules, people=known, delegations=(*rules.delegations, *more)), at)
    assert kind(decision) == kind(plain)
    assume(isinstance(decision, NeedsApproval) and isinstance(plain, NeedsApproval))
    assert isinstance(decision, NeedsApproval)
    assert isinstance(plain, NeedsApproval)
    panel, payload = decision.panel, decision.payload.hash
    words = st.tuples(st.sampled_from(sorted(known)), st.booleans())
    votes = [
        Vote(by, approve=approve, payload_hash=payload, at=NOW)
        for by, approve in data.draw(st.lists(words, max_size=9))
    ]
    others = [vote for vote in votes if vote.by not in (person.iam_user, too.iam_user)]
    event("approved" if panel.tally(votes, payload).approved else "not approved")
    assert panel.tally(votes, payload) == plain.panel.tally(others, payload)
    for each in (person, too):
        assert not panel.may_decide(each)
        assert not panel.may_vote(each, votes, payload)
        assert each not in panel.asked_now(votes, payload, 99)


@settings(max_examples=200, deadline=None)
@given(cases(), st.data())
def test_one_more_denial_never_adds_access_and_a_denial_of_everything_wins(case: Case, data: st.DataObject) -> None:
    asked, person, rules, at = case
    before = decided(asked, person, rules, at)
    more = replace(rules, denials=(*rules.denials, data.draw(generated.denial(9))))
    after = decided(asked, person, more, at)
    assert isinstance(after, Refused) or after == before
    everything = replace(rules, denials=(Denial("everything"),))
    assert isinstance(decided(asked, person, everything, at), Refused)
    assert isinstance(decided(asked, person, replace(rules, rules=()), at), Refused)


@settings(max_examples=200, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(case: Case, random: Random) -> None:
    asked, person, rules, at = case
    shuffled, denials = list(rules.rules * 2), list(rules.denials * 2)
    random.shuffle(shuffled)
    random.shuffle(denials)
    people = dict(sorted(rules.people.items(), key=lambda _: random.random()))
    other = replace(rules, rules=tuple(shuffled), denials=tuple(denials), people=people)
    one, two = decided(asked, person, rules, at), decided(asked, person, other, at)
    if isinstance(one, Refused) and isinstance(two, Refused):
        assert sorted(map(str, one.unmet)) == sorted(map(str, two.unmet))
    elif isinstance(one, NeedsApproval) and isinstance(two, NeedsApproval):
        assert (one.payload, one.rules, one.panel.asks) == (two.payload, two.rules, two.panel.asks)
    else:
        assert kind(one) == kind(two)


@settings(max_examples=200, deadline=None)
@given(cases(lenient=True))
def test_a_rule_that_waives_approval_lifts_nothing_that_another_one_asks_for(case: Case) -> None:
    asked, person, rules, at = case
    before = decided(asked, person, rules, at)
    assume(isinstance(before, NeedsApproval))
    assert isinstance(before, NeedsApproval)
    waiving = replace(
        rules.rules[0],
        name="waiving",
        teams=frozenset(person.teams),
        services=frozenset({asked.service}),
        approval=None,
        when=When(),
        requires=Requirements(),
    )
    after = decided(asked, person, replace(rules, rules=(*rules.rules, waiving)), at)
    # The first of the person's teams that may ask may be another one now; then it is another role.
    assert isinstance(after, NeedsApproval) or (
        isinstance(after, Granted) and after.payload.role_arn != before.payload.role_arn
    )


@settings(max_examples=100, deadline=None)
@given(cases(lenient=True), generated.durations)
def test_the_shorter_duration_counts(case: Case, longest: timedelta) -> None:
    asked, person, rules, at = case
    before = decided(asked, person, rules, at)
    stricter = replace(rules.rules[0], name="stricter", longest=longest)
    after = decided(asked, person, replace(rules, rules=(*rules.rules, stricter)), at)
    if not isinstance(before, Refused) and "stricter" in getattr(after, "rules", ("stricter",)):
        assert isinstance(after, Refused) == (asked.duration > longest)
