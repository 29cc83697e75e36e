"""Values for tests: each builder gives something valid and plain, and takes what a test cares about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.assessment import Assessment, Gain, RiskClass
from aws_access.domain.environment import Environment
from aws_access.domain.ids import AccountId, IamUserName, RoleArn, SlackUserId
from aws_access.domain.ledger import Ledger, RoleChange, RoleRecord, role_changing
from aws_access.domain.lifecycle import granted, undecided
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.model import Grant, Payload, Person, Request, Status, Submission, Vote, request_id_for
from aws_access.domain.packing import Document
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.reasons import Language, reason
from aws_access.domain.roles import BOUNDARY_NAME, TAG, RoleSnapshot
from aws_access.domain.rules import Rule, Rules, Timing
from aws_access.domain.services import Service
from aws_access.domain.statements import Condition, Permission, Statement
from aws_access.domain.verdict import Proof, Reach

BY_SRE = Approvers(teams=frozenset({"SRE"}))
NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
JUMP_ACCOUNT = AccountId("111111111111")
VERIFY_ACCOUNT = AccountId("222222222222")
DEV_ROLE = RoleArn("arn:aws:iam::222222222222:role/Dev")
SRE_ROLE = RoleArn("arn:aws:iam::222222222222:role/SRE")
BROKER = RoleArn("arn:aws:iam::111111111111:role/aws-access-broker")
SESSION_ROLE = RoleArn("arn:aws:iam::222222222222:role/aws-access-session-Dev")
BOUNDARY = f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/{BOUNDARY_NAME}"
ROLE_ID = "AROAEXAMPLEEXAMPLE01"


def a_person(name: str = "dev1", *teams: str, slack: bool = True) -> Person:
    """Of team Dev, unless teams are named; the Slack id is made of the name."""
    slack_id = SlackUserId("U" + "".join(c for c in name.upper() if c.isalnum()).ljust(4, "0"))
    return Person(IamUserName(name), slack_id if slack else None, teams or ("Dev",))


DEV1, DEV2 = a_person("dev1"), a_person("dev2")
SRE1, SRE2 = a_person("sre1", "SRE"), a_person("sre2", "SRE")


def a_permission(*actions: str, resources: tuple[str, ...] = ("*",)) -> Permission:
    return Permission.of(actions or ("dynamodb:GetItem", "dynamodb:Query"), resources)


def several_statements() -> Permission:
    """Two statements, of which one has a condition."""
    prefix = Condition("StringLike", "s3:prefix", ("reports/*",))
    return Permission(
        (
            Statement(("s3:GetObject",), ("arn:aws:s3:::reports/*",)),
            Statement(("s3:ListBucket",), ("arn:aws:s3:::reports",), (prefix,)),
        )
    )


def an_assessment(**fields: Any) -> Assessment:
    """Of medium risk: writing is new, reading was there, and one resource is odd."""
    new = Gain("dynamodb", "write", ("PutItem",), 1, False, ("table/orders",), 1, False, False)
    had = Gain("dynamodb", "read", ("GetItem", "Query"), 14, False, ("table/orders",), 3, True, True)
    odd = reason("caution-resource-of-nothing", resource="arn:aws:s3:::reports/*")
    return replace(Assessment(RiskClass.MEDIUM, (new, had), 2, (odd,)), **fields)


def a_proof(*, gains: int = 1) -> Proof:
    """That dev1 gains 11 actions on 2 resources; so many times, or nothing."""
    return Proof((Reach("dev1", 11, 2, NOW + timedelta(hours=4), "r-0123456789ab"),) * gains)


def a_payload(**fields: Any) -> Payload:
    return replace(Payload(DEV1.iam_user, DEV_ROLE, a_permission(), timedelta(hours=4)), **fields)


def a_request(key: str = "1", *, by: Person = DEV1, role: RoleArn = DEV_ROLE, **fields: Any) -> Request:
    """A request as it is before it is submitted; another key, another id."""
    created = fields.pop("created", NOW)
    plain = Request(
        id=request_id_for(by.iam_user, key),
        requester=by,
        environment="verify",
        payload=a_payload(person=by.iam_user, role_arn=role),
        service="dynamodb",
        resources=(),
        reason="to try out orders",
        language=Language.ENGLISH,
        rule="dev-verify",
        rules_version="f" * 64,
        created=created,
        lapse_at=created + timedelta(hours=8),
    )
    return replace(plain, **fields)


def a_vote(request: Request, by: str = "sre1", *, approve: bool = True, note: str = "", at: datetime = NOW) -> Vote:
    """Somebody's word on the request as it is."""
    return Vote(IamUserName(by), approve, request.payload.hash, at, note)


def a_denial(request: Request, by: str = "sre1", note: str = "no", at: datetime = NOW) -> Change:
    """By somebody whose word is enough."""
    return undecided.denied(request, a_vote(request, by, approve=False, note=note, at=at))


def way_to(status: Status, request: Request, at: datetime = NOW) -> list[Change]:
    """The changes that bring a new request into this state, to be committed one after the other."""
    me, approver = request.requester.iam_user, SRE1.iam_user
    start = undecided.submitted(request, at)
    yes = undecided.approved(start.request, approver, at)
    on = granted.attached(yes.request, "a" * 64, at)
    going = granted.revoking(on.request, approver, "done early", at)
    return {
        Status.PENDING: [start],
        Status.DENIED: [
            start,
            a_denial(start.request, approver, "not now", at),
        ],
        Status.CANCELLED: [start, undecided.cancelled(start.request, me, "", at)],
        Status.LAPSED: [start, undecided.lapsed(start.request, at)],
        Status.APPROVED: [start, yes],
        Status.FAILED: [start, yes, granted.failed(yes.request, reason("role-missing", role=DEV_ROLE), at)],
        Status.ACTIVE: [start, yes, on],
        Status.EXPIRED: [start, yes, on, granted.ended(on.request, at)],
        Status.REVOKED: [start, yes, on, going, granted.ended(going.request, at)],
    }[status]


def in_status(status: Status, request: Request | None = None, at: datetime = NOW) -> Request:
    """A request in this state."""
    return way_to(status, request or a_request(), at)[-1].request


def a_grant(key: str = "1", *, by: Person = DEV1, role: RoleArn = DEV_ROLE, **fields: Any) -> Grant:
    plain = Grant(request_id_for(by.iam_user, key), role, by.iam_user, a_permission(), NOW + timedelta(hours=4))
    return replace(plain, **fields)


def a_ledger(*grants: Grant, **record: Any) -> Ledger:
    """A ledger of the Dev role."""
    return Ledger(replace(RoleRecord(DEV_ROLE), **record), grants)


def pinned_trust(*people: Person, account: AccountId = JUMP_ACCOUNT) -> dict[str, Any]:
    """A trust policy that pins the session name: by the variable or, when people are named, by one literal for each."""
    pairs = [(f"user/{each.iam_user}", str(each.iam_user)) for each in people] or [("root", "${aws:username}")]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{account}:{who}"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:RoleSessionName": name}},
            }
            for who, name in pairs
        ],
    }


def brokers_trust() -> dict[str, Any]:
    """The trust policy of a session role, as accounts/session-role.yaml writes it."""
    sessions = f"arn:aws:sts::{JUMP_ACCOUNT}:assumed-role/{BROKER.name}/*"
    conditions = {
        "StringEquals": {"sts:ExternalId": "external-id"},
        "ArnLike": {"aws:PrincipalArn": [str(BROKER), sessions]},
    }
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{JUMP_ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
        "Condition": conditions,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def a_session_role(**fields: Any) -> RoleSnapshot:
    """A session role that was handed over to us, with no deny of ours."""
    return replace(RoleSnapshot(SESSION_ROLE, ROLE_ID, brokers_trust(), dict([TAG]), BOUNDARY), **fields)


def a_role(**fields: Any) -> RoleSnapshot:
    """A team role that was handed over to us and has no grant."""
    return replace(RoleSnapshot(DEV_ROLE, ROLE_ID, pinned_trust(), dict([TAG]), BOUNDARY), **fields)


def documents(text: str | None, *grants: Grant) -> dict[str, Document]:
    """The inline policy as the only document, said to hold these grants; none without a text."""
    if text is None:
        return {}
    return {POLICY_NAME: Document(text, tuple(sorted(each.request_id for each in grants)))}


def change_of(record: RoleRecord, text: str | None, *grants: Grant, at: datetime = NOW) -> RoleChange:
    """The record of making this text the inline policy."""
    return role_changing(record, documents(text, *grants), tuple(record.documents), at)


def an_environment(name: str = "verify", **fields: Any) -> Environment:
    account = fields.get("account", VERIFY_ACCOUNT)
    roles = {team: RoleArn(f"arn:aws:iam::{account}:role/{team}") for team in ("Dev", "SRE")}
    plain = Environment(name, VERIFY_ACCOUNT, "us-east-1", roles, ("dynamodb:*", "s3:Get*", "s3:List*"), ("検証",))
    return replace(plain, **fields)


def a_service(name: str = "dynamodb", **fields: Any) -> Service:
    """With the levels read and write, of which read is meant by default, and one kind of resource."""
    plain = Service(
        name,
        {"read": (f"{name}:GetItem", f"{name}:Query"), "write": (f"{name}:PutItem",)},
        ("read",),
        ("arn:{partition}:" + name + ":{region}:{account}:table/*",),
        "arn:{partition}:" + name + ":{region}:{account}:table/{resource}",
    )
    return replace(plain, **fields)


def approval(approvers: Approvers | None) -> Approval | None:
    """One of these decides; None: nobody has to."""
    return None if approvers is None else Approval((Stage(approvers),))


def a_rule(name: str = "dev-verify", *, approvers: Approvers | None = BY_SRE, **fields: Any) -> Rule:
    """Dev may ask for dynamodb in verify for up to 8 hours, and SRE decides."""
    plain = Rule(
        name,
        frozenset({"Dev"}),
        frozenset({"verify"}),
        frozenset({"dynamodb"}),
        timedelta(hours=8),
        approval(approvers),
    )
    return replace(plain, **fields)


def some_rules(*rules: Rule, lapse_after: timedelta = timedelta(hours=8), **fields: Any) -> Rules:
    """dev1, dev2, sre1 and sre2; verify; dynamodb; and `a_rule()`, unless others are given."""
    people: Mapping[IamUserName, Person] = {each.iam_user: each for each in (DEV1, DEV2, SRE1, SRE2)}
    plain = Rules(
        version="f" * 64,
        channel="C0APPROVALS",
        timing=Timing(lapse_after),
        people=people,
        lockers=BY_SRE,
        environments={"verify": an_environment()},
        services={"dynamodb": a_service()},
        rules=rules or (a_rule(),),
    )
    return replace(plain, **fields)


def a_submission(**fields: Any) -> Submission:
    return replace(Submission("dynamodb", "verify", timedelta(hours=4)), **fields)
