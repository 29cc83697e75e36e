"""Puts a text of rules in force, as a new version of AppConfig's hosted configuration; and reads the one that is."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient

_SECONDS = 120
_ON_ITS_WAY = frozenset({"BAKING", "VALIDATING", "DEPLOYING"})


def publish(
    client: "AppConfigClient",
    text: str,
    *,
    application: str,
    environment: str,
    profile: str,
    strategy: str,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Returns when it is in force. TimeoutError, or what AWS says: the version before stays in force."""
    version = client.create_hosted_configuration_version(
        ApplicationId=application,
        ConfigurationProfileId=profile,
        Content=text.encode(),
        ContentType="application/json",
    )["VersionNumber"]
    number = client.start_deployment(
        ApplicationId=application,
        EnvironmentId=environment,
        DeploymentStrategyId=strategy,
        ConfigurationProfileId=profile,
        ConfigurationVersion=str(version),
    )["DeploymentNumber"]
    state = "DEPLOYING"
    for _ in range(_SECONDS):
        state = client.get_deployment(ApplicationId=application, EnvironmentId=environment, DeploymentNumber=number)[
            "State"
        ]
        if state == "COMPLETE":
            return
        if state not in _ON_ITS_WAY:
            break
        sleep(1)
    raise TimeoutError(f"deployment {number} of version {version} is {state}")


def published_text(client: "AppConfigClient", *, application: str, environment: str, profile: str) -> str | None:
    """The text that is in force; None when nothing was ever published."""
    deployed = client.list_deployments(ApplicationId=application, EnvironmentId=environment).get("Items", [])
    for each in sorted(deployed, key=lambda item: item["DeploymentNumber"], reverse=True):
        if each["State"] != "COMPLETE":
            continue
        answer = client.get_hosted_configuration_version(
            ApplicationId=application,
            ConfigurationProfileId=profile,
            VersionNumber=int(each["ConfigurationVersion"]),
        )
        return answer["Content"].read().decode()
    return None
