"""The smallest request that answers an error of AWS is proposed, and asked for only after a yes."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from aws_access.adapters.catalogue import aws_services
from aws_access.cli import main
from aws_access.cli.machine import Machine
from aws_access.domain.ids import AccountId
from tests.builders import a_rule, a_service, an_environment, some_rules
from tests.cli_server import ApiServer
from tests.integration.cli.conftest import Terminal

ROLE = "arn:aws:sts::222222222222:assumed-role/Dev/dev1"
ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"


def denied(action: str, resource: str = ORDERS, who: str = ROLE, why: str = "") -> str:
    return f"User: {who} is not authorized to perform: {action} on resource: {resource} {why}\n"


def made(server: ApiServer) -> list[tuple[str, str, tuple[str, ...], timedelta]]:
    found = server.world.store._requests.values()
    return [(each.service, each.environment, each.resources, each.payload.duration) for each in found]


def test_the_smallest_request_that_answers_it_is_shown_and_asked_for(server: ApiServer, dev1: Terminal) -> None:
    dev1.answers = ["y"]
    result = dev1.run("request", "--from-error", "--no-wait", "--reason", "INC-42", stdin=denied("dynamodb:Query"))
    assert result.exit_code == 0
    assert "aws-access request dynamodb:read verify 1h orders --reason 'INC-42'" in result.stderr
    assert made(server) == [("dynamodb:read", "verify", ("orders",), timedelta(hours=1))]


@pytest.mark.parametrize("answer", ["n", "", "maybe"])
def test_without_a_yes_nothing_is_asked_for(server: ApiServer, dev1: Terminal, answer: str) -> None:
    dev1.answers = [answer]
    result = dev1.run("request", "--from-error", stdin=denied("dynamodb:Query"))
    assert (result.exit_code, made(server)) == (4, [])


def test_where_there_is_no_terminal_it_says_so(server: ApiServer, dev1: Terminal) -> None:
    result = dev1.run("request", "--from-error", stdin=denied("dynamodb:Query"))
    assert (result.exit_code, made(server)) == (4, [])
    assert "--yes" in result.stderr


def test_a_duration_and_an_environment_may_be_said(server: ApiServer, dev1: Terminal) -> None:
    jump = "arn:aws:iam::111111111111:user/dev1"
    text = denied("dynamodb:PutItem", "*", who=jump)
    failed = dev1.run("request", "--from-error", "--yes", "--no-wait", stdin=text)
    assert failed.exit_code == 1
    assert "account 111111111111, which is no environment. Name one of: verify" in failed.stderr
    dev1.done("request", "--from-error", "検証", "30m", "--yes", "--no-wait", stdin=text)
    assert made(server) == [("dynamodb:write", "verify", (), timedelta(minutes=30))]


def test_what_a_tool_wrote_in_another_encoding_does_not_matter(server: ApiServer, dev1: Terminal) -> None:
    text = "エラー".encode("shift_jis") + denied("dynamodb:Query").encode()
    assert dev1.run("request", "--from-error", "--yes", "--no-wait", stdin=text).exit_code == 0
    assert made(server) == [("dynamodb:read", "verify", ("orders",), timedelta(hours=1))]


def test_several_errors_of_one_service_become_one_request(server: ApiServer, dev1: Terminal) -> None:
    other = ORDERS.replace("orders", "customers")
    text = denied("dynamodb:Query") + denied("dynamodb:PutItem", other) + denied("dynamodb:GetItem")
    dev1.done("request", "--from-error", "--yes", "--no-wait", stdin=text)
    assert made(server) == [("dynamodb:read,write", "verify", ("orders", "customers"), timedelta(hours=1))]


def test_its_own_service_comes_before_a_bundle_that_holds_more(server: ApiServer, dev1: Terminal) -> None:
    bundle = a_service("a-bundle", levels={"read": ("*",)}, default=("read",), resource=None, resources=("*",))
    server.world.rules.rules = some_rules(
        a_rule(),
        a_rule("more", services=frozenset({"a-bundle"})),
        services={"dynamodb": a_service(), "a-bundle": bundle},
    )
    result = dev1.run("request", "--from-error", stdin=denied("dynamodb:Query"))
    assert "aws-access request dynamodb:read verify 1h orders" in result.stderr
    result = dev1.run("request", "--from-error", stdin=denied("kinesis:GetRecords"))
    assert "aws-access request a-bundle:read verify 1h\n" in result.stderr


def test_a_service_of_aws_is_asked_for_with_the_whole_arn(server: ApiServer, dev1: Terminal) -> None:
    rule = a_rule(services=frozenset({"kinesis"}))
    environment = an_environment(ceiling=("kinesis:*",))
    server.world.rules.rules = some_rules(
        rule, services={"kinesis": aws_services()["kinesis"]}, environments={"verify": environment}
    )
    stream = "arn:aws:kinesis:us-east-1:222222222222:stream/clicks"
    dev1.done("request", "--from-error", "--yes", "--no-wait", stdin=denied("kinesis:GetRecords", stream))
    dev1.done("request", "--from-error", "--yes", "--no-wait", stdin=denied("kinesis:ListStreams", stream))
    assert made(server) == [
        ("kinesis:read", "verify", (stream,), timedelta(hours=1)),
        ("kinesis:list", "verify", (), timedelta(hours=1)),
    ]


def test_the_environment_is_the_one_of_the_denied_session(server: ApiServer, dev1: Terminal) -> None:
    environments = {
        "staging": an_environment("staging", account=AccountId("333333333333"), aliases=()),
        "verify": an_environment(),
    }
    rule = a_rule(environments=frozenset(environments))
    server.world.rules.rules = some_rules(rule, environments=environments)
    for account, name in (("222222222222", "verify"), ("333333333333", "staging")):
        text = denied("dynamodb:Query", ORDERS.replace("2" * 12, account), ROLE.replace("2" * 12, account))
        assert f"dynamodb:read {name} 1h orders" in dev1.run("request", "--from-error", stdin=text).stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("all is well", "No message of AWS that says which action it denies was found"),
        ("Encoded authorization failure message: abc", "decode-authorization-message"),
        (denied("dynamodb:Query", why="with an explicit deny in a service control policy"), "(service control policy)"),
        (denied("sts:AssumeRole", "arn:aws:iam::222222222222:role/SRE"), "sts:AssumeRole is never granted"),
        (denied("iam:CreateUser", "*"), "iam:CreateUser is never granted"),
        (denied("s3:GetObject", "*"), "No rule lets you ask for s3:GetObject in verify"),
        (denied("dynamodb:Query", ORDERS.replace("us-east-1", "eu-west-1")), "is not where this environment's"),
    ],
)
def test_what_no_request_answers_is_told_with_why(server: ApiServer, dev1: Terminal, text: str, said: str) -> None:
    result = dev1.run("request", "--from-error", "--yes", stdin=text)
    assert (result.exit_code, made(server)) == (1, [])
    assert said in result.stderr


def test_an_environment_that_there_is_not_is_told(dev1: Terminal) -> None:
    result = dev1.run("request", "--from-error", "prod", "--yes", stdin=denied("dynamodb:Query"))
    assert "There is no environment `prod`. There are: verify." in result.stderr


def test_what_is_too_long_to_be_read_is_refused_with_the_limit(dev1: Terminal) -> None:
    long = denied("dynamodb:Query")
    result = dev1.run("request", "--from-error", "--yes", "--no-wait", stdin=long + " " * (10_000_000 - len(long) + 1))
    assert result.exit_code == 1
    assert "more than 10000000 bytes" in result.stderr
    assert dev1.server.world.store._requests == {}
    dev1.done("request", "--from-error", "--yes", "--no-wait", stdin=long + " " * (10_000_000 - len(long)))


def test_more_denials_than_anybody_reads_are_refused_before_the_api_is_asked(dev1: Terminal) -> None:
    many = "\n".join(denied(f"dynamodb:Query{number}") for number in range(51))
    result = dev1.run("request", "--from-error", "--yes", stdin=many)
    assert (result.exit_code, dev1.server.calls) == (1, [])
    assert "51 different things" in result.stderr


def test_output_in_another_encoding_is_read_all_the_same(dev1: Terminal) -> None:
    raw = b"\xff\xfe" + denied("dynamodb:Query").encode()
    machine = Machine(env=dev1.variables, now=dev1.server.world.clock.now, ask=lambda _: None)
    result = CliRunner(env=dev1.variables).invoke(main, ["request", "--from-error"], obj=machine, input=raw)
    assert "dynamodb:read verify 1h orders" in result.stderr
