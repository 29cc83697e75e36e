"""Who decides, and what their votes come to: against every way of seating people."""

from dataclasses import replace
from itertools import permutations, product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from aws_access.domain.approval import Approval, Approvers, Panel, Stage
from aws_access.domain.ids import IamUserName, SlackUserId
from aws_access.domain.model import Person, Vote, Wait
from tests.builders import NOW
from tests.panels import OTHER, THIS, panel

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
    approved, hopeful = asked.tally(said, THIS).approved, asked.without_approvers() == ()
    assert hopeful or not approved
    # Whoever has two names may give their one word under the one that is needed less.
    if len({each.slack_id or each.iam_user for each in asked.people.values()}) == len(asked.people):
        assert approved or not hopeful
    everybody = [Vote(name, approve=True, payload_hash=THIS, at=NOW) for name in asked.people]
    if asked.tally(everybody, THIS).approved:
        assert hopeful


@settings(max_examples=200, deadline=None)
@given(panels(), votes, st.randoms(use_true_random=False))
def test_the_order_of_different_humans_votes_does_not_matter(asked: Panel, said: list[Vote], random: object) -> None:
    last = [vote for _, vote in words(asked, said)]
    shuffled = sorted(last, key=lambda _: random.random())  # type: ignore[attr-defined] # Hypothesis's own Random
    one, two = asked.tally(said, THIS), asked.tally(shuffled, THIS)
    assert (one.approved, one.denied, set(one.waits)) == (two.approved, two.denied, set(two.waits))


def progress(waits: tuple[Wait, ...]) -> set[tuple[str, int, int]]:
    return {(each.rule, each.stage, each.given) for each in waits}
