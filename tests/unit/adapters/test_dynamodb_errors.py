"""What DynamoDB's errors become, and what passes because it is a mistake of ours."""

import subprocess
import sys

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from pynamodb.exceptions import (
    CancellationReason,
    GetError,
    PutError,
    PynamoDBException,
    QueryError,
    TransactWriteError,
    VerboseClientError,
)

from aws_access.adapters.dynamodb.errors import translated
from aws_access.domain.errors import AwsAccessError, ConcurrentChange, Unavailable


def answered(code: str, *reasons: str | None) -> VerboseClientError:
    return VerboseClientError(
        {"Error": {"Code": code, "Message": "made up"}},
        "TransactWriteItems",
        cancellation_reasons=[CancellationReason(each) if each else None for each in reasons],
    )


def cancelled(*reasons: str | None) -> TransactWriteError:
    return TransactWriteError("failed", answered("TransactionCanceledException", *reasons))


def becomes(error: Exception) -> type[BaseException]:
    with pytest.raises(Exception) as caught, translated():  # noqa: PT011 - which one is what the tests are about
        raise error
    assert caught.value is error or caught.value.__cause__ is error
    return type(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        PutError("failed", answered("ConditionalCheckFailedException")),
        PutError("failed", answered("TransactionConflictException")),
        cancelled("ConditionalCheckFailed"),
        cancelled(None, None, "ConditionalCheckFailed"),
        cancelled("TransactionConflict", None),
        cancelled("ThrottlingError", "ConditionalCheckFailed"),
    ],
)
def test_a_condition_that_does_not_hold_is_a_concurrent_change(error: PynamoDBException) -> None:
    assert becomes(error) is ConcurrentChange


@pytest.mark.parametrize("raised", [GetError, QueryError, PutError, TransactWriteError])
@pytest.mark.parametrize(
    "cause",
    [
        answered("ProvisionedThroughputExceededException"),
        answered("ThrottlingException"),
        answered("RequestLimitExceeded"),
        answered("InternalServerError"),
        answered("ServiceUnavailable"),
        answered("503"),
        answered("TransactionInProgressException"),
        ReadTimeoutError(endpoint_url="http://x"),
        ConnectTimeoutError(endpoint_url="http://x"),
        EndpointConnectionError(endpoint_url="http://x"),
        ConnectionClosedError(endpoint_url="http://x"),
    ],
    ids=repr,
)
def test_no_answer_throttling_and_faults_of_the_service_are_unavailable(
    raised: type[PynamoDBException], cause: Exception
) -> None:
    assert becomes(raised("failed", cause)) is Unavailable


@pytest.mark.parametrize("reasons", [("ThrottlingError", None), (None, "ProvisionedThroughputExceeded")])
def test_a_transaction_that_was_cancelled_for_throttling_is_unavailable(reasons: tuple[str | None, ...]) -> None:
    assert becomes(cancelled(*reasons)) is Unavailable


@pytest.mark.parametrize(
    "cause",
    [
        answered("AccessDeniedException"),
        answered("ResourceNotFoundException"),
        answered("ValidationException"),
        answered("TransactionCanceledException", "ValidationError"),
        answered("TransactionCanceledException", "ItemCollectionSizeLimitExceeded"),
        NoCredentialsError(),
    ],
    ids=repr,
)
def test_a_mistake_of_ours_passes_as_it_is(cause: BotoCoreError | VerboseClientError) -> None:
    assert becomes(TransactWriteError("failed", cause)) is TransactWriteError


@pytest.mark.parametrize("error", [AwsAccessError(), ValueError(), KeyError()])
def test_what_is_not_dynamodbs_passes_as_it_is(error: Exception) -> None:
    assert becomes(error) is type(error)


def test_importing_the_adapter_does_not_import_boto3() -> None:
    program = "import sys, aws_access.adapters.dynamodb; sys.exit('boto3' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)}, check=False)
    assert found.returncode == 0
