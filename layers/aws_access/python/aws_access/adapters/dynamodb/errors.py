"""DynamoDB's errors as ours, in one table."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ConnectionError as CannotConnect
from botocore.exceptions import HTTPClientError
from pynamodb.exceptions import PynamoDBException, TransactWriteError

from aws_access.domain.errors import ConcurrentChange, Unavailable

# Codes of whole calls end in "Exception" or "Error"; those without are reasons for which a transaction was cancelled.
_CONFLICT = frozenset(
    {
        "ConditionalCheckFailed",
        "ConditionalCheckFailedException",
        "TransactionConflict",
        "TransactionConflictException",
    }
)
_UNAVAILABLE = frozenset(
    {
        "InternalFailure",
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionInProgressException",
        # What botocore makes of an answer that is not DynamoDB's at all
        "500",
        "502",
        "503",
        "504",
    }
)
_NO_ANSWER = (CannotConnect, HTTPClientError)


@contextmanager
def translated() -> Iterator[None]:
    """ConcurrentChange or Unavailable in place of DynamoDB's words for them; anything else is a mistake, and passes."""
    try:
        yield
    except PynamoDBException as error:
        # First, because PynamoDB cannot tell the code of an error that has none
        if isinstance(error.cause, _NO_ANSWER):
            raise Unavailable("DynamoDB") from error
        codes = _codes(error)
        # A failed condition is certain, whatever else was wrong with the transaction; so it comes before.
        if codes & _CONFLICT:
            raise ConcurrentChange from error
        if codes & _UNAVAILABLE:
            raise Unavailable("DynamoDB") from error
        raise


def _codes(error: PynamoDBException) -> set[str | None]:
    """The code of the call, and of every reason, in no order: PynamoDB orders those by kind, not as they were given."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else []
    return {error.cause_response_code, *(each.code for each in reasons if each is not None)}
