"""Who decides on a request, and what their votes come to: N of M people, in stages, with distinct people in each.

The requester is nobody here, under whatever name, and as nobody's deputy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, islice, product

from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person, Vote, Wait, same_person
from aws_access.domain.seating import Ways

_MOST_CHOICES = 512
"""Rules let in no two names of one human, so that there is one choice. Cut short, the answer is too few seats: no."""

Groups = Mapping[str, frozenset[IamUserName] | None]
"""The members of the groups that are kept elsewhere (on call, Slack user groups); None: could not be read just now."""


@dataclass(frozen=True, slots=True)
class Approvers:
    """Named people, everybody of named teams, and everybody of groups that are kept elsewhere."""

    people: frozenset[IamUserName] = frozenset()
    teams: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def includes(self, person: Person, groups: Groups) -> bool:
        """Whether this person is one of them. A group that could not be read has nobody in it."""
        return (
            person.iam_user in self.people
            or not self.teams.isdisjoint(person.teams)
            or any(person.iam_user in (groups.get(each) or ()) for each in self.groups)
        )

    def either(self, other: "Approvers") -> "Approvers":
        """These and those."""
        return Approvers(self.people | other.people, self.teams | other.teams, self.groups | other.groups)


@dataclass(frozen=True, slots=True)
class Stage:
    """`needs` of these people have to approve before the next stage is asked."""

    approvers: Approvers
    needs: int = 1


@dataclass(frozen=True, slots=True)
class Escalation:
    """Whoever may decide as well, in every stage, once nobody has for so long."""

    after: timedelta
    to: Approvers


@dataclass(frozen=True, slots=True)
class Approval:
    """What one rule asks for. `denials` people have to deny before the request is denied."""

    stages: tuple[Stage, ...]
    denials: int = 1
    escalation: tuple[Escalation, ...] = ()

    def stages_after(self, waited: timedelta | None) -> tuple[Stage, ...]:
        """The stages as they are once a request waited that long; None: as they will ever be."""
        further = [each.to for each in self.escalation if waited is None or waited >= each.after]
        if not further:
            return self.stages
        widened = []
        for stage in self.stages:
            approvers = stage.approvers
            for each in further:
                approvers = approvers.either(each)
            widened.append(Stage(approvers, stage.needs))
        return tuple(widened)

    def groups(self) -> Iterator[str]:
        """Every group that it names."""
        for approvers in chain((each.approvers for each in self.stages), (each.to for each in self.escalation)):
            yield from approvers.groups


@dataclass(frozen=True, slots=True)
class Ask:
    """A rule, and the approval that it asks for."""

    rule: str
    approval: Approval


@dataclass(frozen=True, slots=True)
class Tally:
    """What the votes come to. Neither approved nor denied: it waits for every one of `waits`."""

    approved: bool
    denied: bool
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Those who decide on one request, at one moment: every one of `asks` has to be met.

    `members` are the people of each team, `deputies` maps a deputy to those for whom they may decide now, and `waited`
    is how long the request has waited. Whoever is `barred`, because they are locked, decides nothing, and nobody does
    for them. `asked_by` is the requester as they were then: whoever has their Slack user by now is the requester too.
    """

    requester: Person
    asks: tuple[Ask, ...]
    people: Mapping[IamUserName, Person]
    members: Mapping[str, tuple[Person, ...]]
    groups: Groups = field(default_factory=dict)
    deputies: Mapping[IamUserName, frozenset[IamUserName]] = field(default_factory=dict)
    waited: timedelta = timedelta(0)
    barred: frozenset[IamUserName] = frozenset()
    asked_by: Person | None = None

    def may_decide(self, person: Person) -> bool:
        """Whether this person sits in any stage of any rule; never the requester."""
        return any(self._sits(person, stage.approvers) for ask in self.asks for stage in self._stages(ask))

    def may_vote(self, person: Person, votes: Sequence[Vote], payload_hash: str) -> bool:
        """Whether an approval by this person would count now: their stage is open, and there is a seat left."""
        before = self._voters(votes, payload_hash, approve=True)
        if any(same_person(person, each) for each in before):
            return False
        return any(self._given(ask, (*before, person)) > self._given(ask, before) for ask in self.asks)

    def tally(self, votes: Sequence[Vote], payload_hash: str) -> Tally:
        """By the latest word of everybody who may decide. An approval of another payload is none."""
        for_it = self._voters(votes, payload_hash, approve=True)
        against = self._voters(votes, payload_hash, approve=False)
        denied = any(
            sum(any(self._sits(each, stage.approvers) for stage in self._stages(ask)) for each in against)
            >= ask.approval.denials
            for ask in self.asks
        )
        waits = tuple(wait for ask in self.asks if (wait := self._wait(ask, for_it)) is not None)
        return Tally(approved=not denied and not waits, denied=denied, waits=waits)

    def without_approvers(self) -> tuple[str, ...]:
        """The rules that can never be met: too few people other than the requester, whatever they vote."""
        can_be_met = {approval: self._can_be_met(approval) for approval in {ask.approval for ask in self.asks}}
        return tuple(ask.rule for ask in self.asks if not can_be_met[ask.approval])

    def asked_now(self, votes: Sequence[Vote], payload_hash: str, most: int) -> tuple[Person, ...]:
        """Those whose approval would count now, the first `most` of them."""
        found: dict[IamUserName, Person] = {}
        for person in chain.from_iterable(self._asked_by(ask, votes, payload_hash) for ask in self.asks):
            found.setdefault(person.iam_user, person)
            if len(found) >= most:
                break
        return tuple(found.values())

    def _asked_by(self, ask: Ask, votes: Sequence[Vote], payload_hash: str) -> Iterator[Person]:
        """Of the stage that waits. Is nobody left there, then of those before: they free whoever sits in both."""
        wait = self._wait(ask, self._voters(votes, payload_hash, approve=True))
        for stage in reversed(self._stages(ask)[: wait.stage if wait is not None else 0]):
            nobody = True
            for person in self._candidates(stage.approvers):
                if self.may_vote(person, votes, payload_hash):
                    nobody = False
                    yield person
            if not nobody:
                return

    def _stages(self, ask: Ask) -> tuple[Stage, ...]:
        return ask.approval.stages_after(self.waited)

    def _sits(self, person: Person, approvers: Approvers) -> bool:
        """Whether they are one of these approvers, or the deputy of one who is not the requester."""
        return any(approvers.includes(each, self.groups) for each in self._stands_for(person))

    def _stands_for(self, person: Person) -> Iterator[Person]:
        """Themself and those whose deputy they are; nobody for the requester and who is barred, nor through them."""
        if self._is_out(person):
            return
        yield person
        for each in (self.people.get(name) for name in sorted(self.deputies.get(person.iam_user, ()))):
            if each is not None and not self._is_out(each):
                yield each

    def _is_out(self, person: Person) -> bool:
        """Whether they are barred, or the requester, as they are or as they were."""
        names = (self.requester, self.asked_by or self.requester)
        return person.iam_user in self.barred or any(same_person(person, each) for each in names)

    def _voters(self, votes: Sequence[Vote], payload_hash: str, *, approve: bool) -> tuple[Person, ...]:
        """Whose latest word is this; one human has one word, and people who are gone have none."""
        latest: dict[str, tuple[Vote, Person]] = {}
        for vote in votes:
            if (person := self.people.get(vote.by)) is not None:
                latest[_human(person)] = (vote, person)
        said = [(vote, person) for vote, person in latest.values() if vote.approve is approve]
        counting = [person for vote, person in said if not approve or vote.payload_hash == payload_hash]
        return tuple(each for each in counting if self.may_decide(each))

    def _wait(self, ask: Ask, voters: Sequence[Person]) -> Wait | None:
        """The first stage that is not full, when each voter takes one seat at the most."""
        stages = self._stages(ask)
        for number in range(1, len(stages) + 1):
            seats = sum(stage.needs for stage in stages[:number])
            missing = seats - self._seated(stages[:number], voters)
            if missing:
                needs = stages[number - 1].needs
                return Wait(ask.rule, number, len(stages), needs, needs - missing)
        return None

    def _given(self, ask: Ask, voters: Sequence[Person]) -> int:
        """The seats taken up to the first stage that is not full."""
        stages, wait = self._stages(ask), self._wait(ask, voters)
        number = len(stages) if wait is None else wait.stage
        return self._seated(stages[:number], voters)

    def _can_be_met(self, approval: Approval) -> bool:
        stages = approval.stages_after(None)
        seats = sum(stage.needs for stage in stages)
        # As many candidates as there are seats in all can always fill a stage last: no more need be looked at.
        candidates: dict[str, list[Person]] = {}
        for stage in stages:
            for person in islice(self._candidates(stage.approvers), seats):
                candidates.setdefault(_human(person), []).append(person)
        return self._most_seats(stages, tuple(candidates.values())) == seats

    def _candidates(self, approvers: Approvers) -> Iterator[Person]:
        """Whoever sits there: named, of the teams, of the groups, and their deputies; each once."""
        in_groups = chain.from_iterable(self.groups.get(each) or () for each in sorted(approvers.groups))
        named = (self.people.get(name) for name in chain(sorted(approvers.people), in_groups))
        in_teams = chain.from_iterable(self.members.get(team, ()) for team in sorted(approvers.teams))
        deputies = (self.people.get(name) for name in sorted(self.deputies))
        seen: set[str] = set()
        for person in chain(named, in_teams, deputies):
            if person is not None and _human(person) not in seen and self._sits(person, approvers):
                seen.add(_human(person))
                yield person

    def _seated(self, stages: Sequence[Stage], people: Sequence[Person]) -> int:
        return self._most_seats(stages, [(person,) for person in people])

    def _most_seats(self, stages: Sequence[Stage], humans: Sequence[Sequence[Person]]) -> int:
        """The most seats that these can take, each human one, under any name.

        A deputy sits in the place of another: the two of them do not fill two seats by the word of one. A human of
        several names is one of them here, and has what that one may: each choice of names is tried, if they are few.
        """
        seats = [stage.approvers for stage in stages for _ in range(stage.needs)]
        places = [list(chain.from_iterable(map(self._stands_for, names))) for names in humans]
        names_of: dict[str, set[IamUserName]] = {}
        for place in chain.from_iterable(places):
            names_of.setdefault(_human(place), set()).add(place.iam_user)
        most = 0
        for names in islice(product(*map(sorted, names_of.values())), _MOST_CHOICES):
            under = frozenset(names)
            most = max(most, self._led(seats, [[each for each in known if each.iam_user in under] for known in places]))
            if most == min(len(seats), len(humans)):
                break
        return most

    def _led(self, seats: Sequence[Approvers], places: Sequence[Sequence[Person]]) -> int:
        """How many voters find a seat, when each may sit in one of these places and a place takes one."""
        ways = Ways()
        for number, known in enumerate(places):
            for place in known:
                name = place.iam_user
                ways.add(("voter", number), ("asked", name))
                ways.add(("asked", name), ("counts", name))
                for seat, approvers in enumerate(seats):
                    if approvers.includes(place, self.groups):
                        ways.add(("counts", name), ("seat", seat))
        return ways.most(("voter", "seat"))


def _human(person: Person) -> str:
    """The same for every IAM user of one Slack user."""
    return person.slack_id or person.iam_user


def everybody_of(people: Iterable[Person]) -> Mapping[str, tuple[Person, ...]]:
    """The people of each team."""
    members: dict[str, list[Person]] = {}
    for person in people:
        for team in person.teams:
            members.setdefault(team, []).append(person)
    return {team: tuple(each) for team, each in members.items()}
