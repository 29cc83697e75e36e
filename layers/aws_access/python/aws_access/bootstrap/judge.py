"""Builds what decides, the same for every function that does."""

from datetime import timedelta

from aws_access.adapters.dynamodb import DynamoRoster
from aws_access.adapters.groups import KeptGroups
from aws_access.ports import Clock, RulesSource, Store
from aws_access.usecases.judge import Judge


def build_judge(
    store: Store, rules: RulesSource, clock: Clock, table_name: str, shortest_duration_seconds: int
) -> Judge:
    """With the groups as every function reads them."""
    groups = KeptGroups(DynamoRoster(table_name), clock)
    return Judge(store, rules, groups, clock, timedelta(seconds=shortest_duration_seconds))
