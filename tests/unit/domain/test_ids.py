import pytest

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import AccountId, IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.model import request_id_for

VALID = [
    (AccountId, "012345678901"),
    (IamUserName, "dev1"),
    (IamUserName, "First.Last+ops=1,2@example-3_4"),
    (IamUserName, "a" * 64),
    (SlackUserId, "U0123ABCD"),
    (SlackUserId, "W0123ABCD"),
    (RequestId, "r-0123456789ab"),
    (RequestId, "r-zzzzzzzzzzzz"),
    (RoleArn, "arn:aws:iam::222222222222:role/Dev"),
    (RoleArn, "arn:aws-us-gov:iam::222222222222:role/teams/a/Dev"),
    (RoleArn, "arn:aws-cn:iam::222222222222:role/aws-reserved/sso/Dev"),
]

INVALID = [
    (AccountId, ""),
    (AccountId, "22222222222"),
    (AccountId, "2222222222222"),
    (AccountId, "22222222222x"),
    (AccountId, "222222222222\n"),
    (AccountId, "\uff12" * 12),
    (IamUserName, "a"),  # too short to be a session name
    (IamUserName, "a" * 65),
    (IamUserName, "dev 1"),
    (IamUserName, "dev1\n"),
    (IamUserName, "dev*"),
    (IamUserName, "dev?"),
    (IamUserName, "${aws:username}"),
    (IamUserName, "dev:1"),
    (IamUserName, "(aws-access)"),
    (IamUserName, "デブ"),
    (SlackUserId, "B0123ABCD"),  # a bot
    (SlackUserId, "u0123abcd"),
    (SlackUserId, "<@U0123ABCD>"),
    (SlackUserId, "dev1@example.com"),
    (RequestId, "0123456789ab"),
    (RequestId, "r-0123456789a"),
    (RequestId, "r-0123456789abc"),
    (RequestId, "r-0123456789aI"),
    (RequestId, "r-0123456789ai"),  # not in Crockford's alphabet
    (RequestId, "r-0123456789ab#"),
    (RoleArn, "Dev"),
    (RoleArn, "arn:aws:iam::222222222222:user/Dev"),
    (RoleArn, "arn:aws:iam::22222222222:role/Dev"),
    (RoleArn, "arn:aws:iam::222222222222:role/"),
    (RoleArn, "arn:aws:iam::222222222222:role/De v"),
    (RoleArn, "arn:aws:iam::222222222222:role/*"),
    (RoleArn, "arn:aws:iam::222222222222:role/Dev\n"),
    (RoleArn, "arn:aws:sts::222222222222:assumed-role/Dev/dev1"),
]


@pytest.mark.parametrize(("kind", "text"), VALID)
def test_an_identifier_is_the_text_that_it_was_made_of(kind: type[str], text: str) -> None:
    assert kind(text) == text


@pytest.mark.parametrize(("kind", "text"), INVALID)
def test_anything_else_is_refused_by_name(kind: type[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        kind(text)
    assert [each.code for each in caught.value.reasons] == ["invalid-identifier"]
    assert caught.value.reasons[0].facts["value"] == text


def test_a_long_wrong_identifier_is_not_repeated_whole() -> None:
    with pytest.raises(InvalidInput) as caught:
        RequestId("x" * 10_000)
    assert len(str(caught.value)) < 200


def test_a_role_arn_tells_its_parts() -> None:
    arn = RoleArn("arn:aws-us-gov:iam::222222222222:role/teams/a/Dev")
    assert (arn.aws_partition, arn.account, arn.name) == ("aws-us-gov", "222222222222", "Dev")
    assert arn.path_and_name == "teams/a/Dev"


def test_a_request_id_is_the_same_for_the_same_person_and_key_and_no_others() -> None:
    ids = {request_id_for(person, key) for person in ("dev1", "dev2", "dev") for key in ("1", "2", "", "11")}
    assert len(ids) == 12
    assert request_id_for("dev1", "1") == request_id_for("dev1", "1")
    assert request_id_for("dev1", "1") != request_id_for("dev", "11")
