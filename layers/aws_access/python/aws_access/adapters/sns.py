"""The alarm topic: what must not wait goes where the alarms of the stack go."""

from typing import TYPE_CHECKING

from aws_access.adapters.aws import Aws, transient_as_unavailable

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_LONGEST_SUBJECT = 100


class SnsAlarm:
    """The port `Alarm` over an SNS topic."""

    def __init__(self, aws: Aws, topic_arn: str) -> None:
        self._topic_arn = topic_arn
        self._sns: SNSClient = aws.client("sns")

    def raise_alarm(self, subject: str, text: str) -> None:
        """One message. SNS takes subjects of ASCII alone, and of at most 100 characters."""
        plain = subject.encode("ascii", "replace").decode()[:_LONGEST_SUBJECT]
        with transient_as_unavailable("SNS"):
            self._sns.publish(TopicArn=self._topic_arn, Subject=plain, Message=text)
