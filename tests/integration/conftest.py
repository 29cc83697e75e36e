"""AWS in this process: moto, and the table as template.yaml declares it."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

REGION = "us-east-1"
TEMPLATE = Path(__file__).parents[2] / "template.yaml"


class _Loader(yaml.SafeLoader):
    """Reads `!Ref` and its like as their plain argument."""


def _plain(loader: _Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _plain)


@cache
def table_in_template() -> dict[str, Any]:
    """The properties of the one table in template.yaml, as far as its keys and indexes go."""
    resources = yaml.load(TEMPLATE.read_text(), Loader=_Loader)["Resources"]  # noqa: S506 - derived from SafeLoader
    (properties,) = (each["Properties"] for each in resources.values() if each["Type"] == "AWS::DynamoDB::Table")
    return {name: properties[name] for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")}


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One for all: reading the descriptions of AWS's services takes longer than most tests."""
    return boto3.Session("AKIAEXAMPLE", "made-up", region_name=REGION)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine's own AWS settings gets in, and nothing gets out."""
    for name in [each for each in os.environ if each.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_aws():
        yield


@pytest.fixture
def table_name(aws: None, session: boto3.Session) -> str:
    """The name of an empty table."""
    session.client("dynamodb").create_table(TableName="requests", BillingMode="PAY_PER_REQUEST", **table_in_template())
    return "requests"
