"""Builds what decides, the same for every function that does."""

from datetime import timedelta

from aws_access.adapters.groups import KeptGroups
from aws_access.ports import Clock, Groups, RulesSource, Store
from aws_access.usecases.judge import Judge


def build_groups() -> Groups:
    """Where the groups that are kept elsewhere are read."""
    return KeptGroups({})


def build_judge(store: Store, rules: RulesSource, clock: Clock, shortest_duration_seconds: int) -> Judge:
    """With the groups as every function reads them."""
    return Judge(store, rules, build_groups(), clock, timedelta(seconds=shortest_duration_seconds))
