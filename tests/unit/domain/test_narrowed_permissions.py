"""Which actions are granted on what, where resources of a service of AWS are named."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.catalogue import aws_services
from aws_access.domain.errors import InvalidInput
from aws_access.domain.patterns import covers, covers_as_written
from aws_access.domain.permissions import left_out_of, not_narrowed, permission_for, wildcards_unmet, within
from aws_access.domain.reasons import reason
from aws_access.domain.resource_types import ResourceType
from aws_access.domain.rules import Rules
from aws_access.domain.services import Service
from aws_access.domain.statements import Permission
from tests.builders import a_service, a_submission, an_environment, some_rules

VERIFY = an_environment()
EXACT = replace(VERIFY, exact_actions=True)
HERE = "us-east-1:222222222222"
LEVELS = ("list", "read", "write")


def permission(service: str, *words: str, levels: tuple[str, ...] = LEVELS) -> Permission:
    return permission_for(aws_services()[service], levels, words, EXACT)


def on(found: Permission) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {each.resources: each.actions for each in found.statements}


def left_out(service: str, *words: str, levels: tuple[str, ...] = LEVELS) -> tuple[str, ...]:
    asked = a_submission(service=service, levels=levels, resources=words)
    return left_out_of(asked, rules_of(service), permission(service, *words, levels=levels))


def rules_of(service: str) -> Rules:
    return some_rules(services={service: aws_services()[service]})


def test_each_action_is_on_exactly_the_named_resources_that_it_knows() -> None:
    found = on(permission("s3", "reports", "reports/*", levels=("list", "read")))
    assert "s3:ListBucket" in found["arn:aws:s3:::reports",]
    assert "s3:GetObject" in found["arn:aws:s3:::reports/*",]
    assert "s3:GetObject" not in found["arn:aws:s3:::reports",]
    assert "s3:ListAllMyBuckets" in found["*",]
    table, index = f"arn:aws:dynamodb:{HERE}:table/orders", f"arn:aws:dynamodb:{HERE}:table/orders/index/by-day"
    found = on(permission("dynamodb", "table/orders", "table/orders/index/by-day", levels=("read",)))
    assert {"dynamodb:Query", "dynamodb:Scan"} <= set(found[table, index])
    assert "dynamodb:GetItem" in found[table,]


def test_a_log_group_that_is_named_can_be_read() -> None:
    (arns,) = (each for each in on(permission("logs", "log-group:send", levels=("read",))) if each != ("*",))
    assert arns == (f"arn:aws:logs:{HERE}:log-group:send", f"arn:aws:logs:{HERE}:log-group:send:*")
    assert {"logs:GetLogEvents", "logs:FilterLogEvents"} <= set(on(permission("logs", "log-group:send"))[arns])


def test_what_only_lists_or_reads_and_knows_no_resource_goes_with_every_resource_and_is_named() -> None:
    found = permission("dynamodb", "table/orders")
    assert "dynamodb:ListTables" in not_narrowed(found, ("table/orders",))
    assert "dynamodb:GetItem" not in not_narrowed(found, ("table/orders",))
    assert not_narrowed(permission("dynamodb"), ()) == ()


def test_what_changes_something_and_knows_no_resource_is_left_out_and_named() -> None:
    out = left_out("ec2", "instance/i-0123", levels=("write",))
    assert "ec2:EnableSerialConsoleAccess" in out
    assert set(out).isdisjoint(permission("ec2", "instance/i-0123", levels=("write",)).actions)


def test_what_is_done_to_other_resources_than_the_named_ones_is_left_out_and_named() -> None:
    assert any(covers(each, "s3:GetObject") for each in left_out("s3", "reports"))
    assert not any(covers(each, "s3:GetObject") for each in left_out("s3", "reports", "reports/*"))
    assert "dynamodb:GetRecords" in left_out("dynamodb", "table/orders")


def test_where_nothing_was_named_nothing_is_left_out() -> None:
    asked = a_submission(service="ec2", levels=("write",))
    assert left_out_of(asked, rules_of("ec2"), permission("ec2", levels=("write",))) == ()
    assert left_out_of(a_submission(resources=("orders",)), some_rules(), permission("s3")) == ()


def test_what_is_done_to_resources_that_nobody_can_name_is_not_granted_on_every_resource() -> None:
    """AWS's table has the recovery points of backup as those of any vendor and account."""
    backup = aws_services()["backup"]
    assert backup.knows["backup:DescribeRecoveryPoint"] == {"recoveryPoint"}
    assert "recoveryPoint" not in {each.name for each in backup.types}
    assert "backup:DescribeRecoveryPoint" not in permission("backup", "backup-vault:main").actions


def test_a_resource_that_nothing_of_what_is_asked_for_is_done_to_is_refused_with_those_that_it_is() -> None:
    with pytest.raises(InvalidInput) as caught:
        permission("kms", "key/0a1b", "alias/orders", levels=("read",))
    assert caught.value.reasons == (
        reason("resource-of-no-use", resources="`alias/orders`", service="kms", types="`key/KeyId`"),
    )
    with pytest.raises(InvalidInput) as caught:
        permission("dynamodb", "table/orders", levels=("list",))
    assert caught.value.reasons == (reason("no-resource", service="dynamodb"),)


def test_a_star_that_reaches_another_kind_leaves_out_what_is_done_to_that_too() -> None:
    """A pipeline is only a name, and so `web*` matches `webhook:...`."""
    both = {
        action for action, types in aws_services()["codepipeline"].knows.items() if {"pipeline", "webhook"} <= types
    }
    assert both & set(permission("codepipeline", "orders").actions)
    assert not both & set(permission("codepipeline", "web*").actions)
    assert both & set(permission("codepipeline", "orders*").actions)


def test_where_wildcards_are_forbidden_resources_are_named_and_named_whole() -> None:
    strict, dynamodb = replace(VERIFY, wildcards=False), aws_services()["dynamodb"]
    assert list(wildcards_unmet(dynamodb, ("table/orders",), strict)) == []
    assert list(wildcards_unmet(dynamodb, ("table/o*",), VERIFY)) == []
    assert list(wildcards_unmet(dynamodb, ("table/o*", "table/x"), strict)) == [
        reason("wildcard-forbidden", resource="table/o*", environment="verify")
    ]
    assert list(wildcards_unmet(dynamodb, (), strict)) == [
        reason("needs-resource", service="dynamodb", environment="verify")
    ]
    assert list(wildcards_unmet(a_service(resource=None), (), strict)) == []


def matched(patterns: tuple[str, ...], service: Service) -> set[str]:
    """The known actions that IAM would match, which does not tell capitals from small letters."""
    any_of = re.compile("|".join(re.escape(each).replace(r"\*", ".*") for each in patterns) or "-", re.IGNORECASE)
    return {action for action in service.every if any_of.fullmatch(action)}


SERVICES = sorted(name for name, service in aws_services().items() if service.types)


def filled(kind: ResourceType, name: str) -> str:
    return re.sub(r"\{\w+\}", name, kind.tail)


def without_permissions(service: Service) -> tuple[str, ...]:
    return tuple(each for each in service.levels if each != "permissions")


def each_alone() -> Iterator[tuple[Service, ResourceType, str]]:
    for name in SERVICES:
        service = aws_services()[name]
        for kind in service.types:
            yield service, kind, kind.at(VERIFY, filled(kind, "name"))


def test_every_pattern_of_every_group_of_every_service_means_no_action_that_is_not_in_the_group() -> None:
    tried = 0
    for service, _, arn in each_alone():
        try:
            short = permission_for(service, without_permissions(service), (arn,), VERIFY)
            exact = on(permission_for(service, without_permissions(service), (arn,), EXACT))
        except InvalidInput:
            continue
        tried += 1
        for statement in short.statements:
            assert matched(statement.actions, service) == set(exact[statement.resources]), (service.name, statement)
            assert all(each in service.every for each in statement.actions if "*" not in each), "capitals as AWS's"
    assert tried > 1500


def test_of_every_service_and_resource_each_action_is_granted_in_one_statement_or_left_out() -> None:
    for service, kind, arn in each_alone():
        levels = without_permissions(service)
        asked = {action for level in levels for action in service.levels[level]}
        try:
            found = permission_for(service, levels, (arn,), EXACT)
        except InvalidInput:
            assert not any(kind.name in service.knows[action] for action in asked)
            continue
        granted = [action for statement in found.statements for action in statement.actions]
        asking = a_submission(service=service.name, levels=levels, resources=(arn,))
        out = left_out_of(asking, some_rules(services={service.name: service}), found)
        assert sorted([*granted, *matched(out, service)]) == sorted(asked)
        assert all(not service.knows[action] for action in on(found).get(("*",), ()))


def test_a_star_grants_no_action_on_a_kind_that_does_not_lie_in_the_one_that_was_named() -> None:
    tried = 0
    for service, kind, arn in each_alone():
        if not kind.arn.endswith("}"):
            continue
        try:
            found = permission_for(service, without_permissions(service), (f"{arn[:-2]}*",), EXACT)
        except InvalidInput:
            continue
        same = re.sub(r"\{\w+\}", "{}", kind.arn)
        for other in service.types:
            lies_in_it = re.sub(r"\{\w+\}", "{}", other.arn).startswith(same)
            instance = other.at(VERIFY, filled(other, "name"))
            for statement in found.statements:
                reaches = statement.resources != ("*",) and any(
                    covers_as_written(each, instance) for each in statement.resources
                )
                known = any(other.name in service.knows[action] for action in statement.actions)
                assert not (reaches and known) or lies_in_it or other.name in kind.holds, (service.name, other)
                tried += reaches
    assert tried > 1500


@given(st.sampled_from(SERVICES), st.data())
def test_fewer_resources_and_levels_are_within_more(name: str, data: st.DataObject) -> None:
    service = aws_services()[name]
    words = [kind.at(VERIFY, filled(kind, "name")) for kind in service.types]
    many = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=5, unique=True))
    few = data.draw(st.lists(st.sampled_from(many), min_size=1, unique=True))
    more = data.draw(st.lists(st.sampled_from(sorted(service.levels)), min_size=1, unique=True))
    fewer = data.draw(st.lists(st.sampled_from(more), min_size=1, unique=True))
    try:
        wide = permission_for(service, more, tuple(many), VERIFY)
        narrow = permission_for(service, fewer, tuple(few), VERIFY)
    except InvalidInput:
        return
    assert within(narrow, wide, service.every)
    assert within(wide, narrow, service.every) == (on(wide) == on(narrow) or within(wide, narrow))


def test_more_resources_are_not_within_fewer() -> None:
    wide, narrow = permission("dynamodb", "table/orders", "table/customers"), permission("dynamodb", "table/orders")
    assert within(narrow, wide)
    assert not within(wide, narrow, aws_services()["dynamodb"].every)


def test_what_one_pattern_brings_together_from_several_statements_is_within_them() -> None:
    every = frozenset({"x:GetItem", "x:GetRow", "x:PutItem"})
    narrow = Permission.of(["x:Get*"], ["a"])
    apart = Permission(
        (*Permission.of(["x:GetItem"], ["a", "b"]).statements, *Permission.of(["x:GetRow"], ["a"]).statements)
    )
    assert within(narrow, apart, every)
    assert not within(narrow, apart)
    assert not within(narrow, apart, every | {"x:GetMore"})
    assert not within(Permission.of(["x:Get*"], ["b"]), apart, every)
