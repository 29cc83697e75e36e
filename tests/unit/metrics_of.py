"""What a function counted, as it was printed for CloudWatch."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider


@contextmanager
def metrics_of(service: str) -> Iterator[Metrics]:
    """Empty at first; powertools keeps its metrics for the whole process."""
    provider = AmazonCloudWatchEMFProvider(namespace="aws-access", service=service)
    provider.clear_metrics()
    yield Metrics(namespace="aws-access", service=service, provider=provider)
    provider.clear_metrics()


def counted(printed: str, service: str) -> dict[str, float]:
    """Each metric's value, from the one line that was printed."""
    (line,) = printed.splitlines()
    told = json.loads(line)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    assert (directive["Namespace"], directive["Dimensions"], told["service"]) == ("aws-access", [["service"]], service)
    return {each["Name"]: told[each["Name"]][0] for each in directive["Metrics"]}
