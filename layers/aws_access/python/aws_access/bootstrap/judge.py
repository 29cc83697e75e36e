"""Builds what decides, the same for every function that does."""

from datetime import timedelta

from aws_access.adapters.groups import KeptGroups, scheduled
from aws_access.ports import Clock, Groups, RulesSource, Store
from aws_access.usecases.judge import Judge


def build_groups(clock: Clock) -> Groups:
    """Where the groups that are kept elsewhere are read."""
    return KeptGroups({"schedule": scheduled(clock)})


def build_judge(store: Store, rules: RulesSource, clock: Clock, shortest_duration_seconds: int) -> Judge:
    """With the groups as every function reads them."""
    return Judge(store, rules, build_groups(clock), clock, timedelta(seconds=shortest_duration_seconds))
