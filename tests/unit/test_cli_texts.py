"""The command line speaks both languages, everywhere, with the same facts; and every text is said somewhere."""

import re
import string
from pathlib import Path

import pytest
import yaml

from aws_access import cli
from aws_access.cli import COMMANDS
from aws_access.cli.doctor.contents import SCOPES
from aws_access.cli.doctor.texts import FINDINGS
from aws_access.cli.exits import Exit
from aws_access.cli.help_texts import HELP
from aws_access.cli.texts import TEXTS
from aws_access.domain.model import Status
from local.slack.api import web_api
from tests.templates import PROJECT

SOURCES = "".join(path.read_text() for path in Path(cli.__path__[0]).rglob("*.py") if "texts" not in path.name)
EVERY = {"said": TEXTS, "help": HELP, "doctor": FINDINGS}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, texts in EVERY.items() for key in texts])
def test_english_and_japanese_have_the_same_facts(kind: str, key: str) -> None:
    english, japanese = EVERY[kind][key]
    assert placeholders(english) == placeholders(japanese)
    assert english
    assert japanese
    assert not JAPANESE.search(english)
    if len(re.findall(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", re.sub(r"`[^`]*`|\{\w+\}", "", english))) > 0:
        said = english.startswith(("aws ", "aws-access "))
        assert said or JAPANESE.search(japanese), "a sentence in English has one in Japanese"


def test_every_text_is_said_somewhere() -> None:
    by_value = {f"state-{name}" for name in (*Status, "REVOKING")} | {
        key for key in TEXTS if key.startswith("heading-")
    }
    by_value |= {key for key in FINDINGS if key.startswith("do-") or key.endswith("-do")}
    by_value |= {key for key in HELP if key.startswith("exit-")} | set(COMMANDS)
    every = [key for texts in EVERY.values() for key in texts]
    assert [key for key in every if key not in by_value and f'"{key}"' not in SOURCES] == []


def test_every_key_that_is_named_exists() -> None:
    failures = set(re.findall(r'Failure\(\s*"([a-z-]+)"', SOURCES))
    said = set(re.findall(r'(?:setup|checked)\.say\(\s*"([a-z-]+)"', SOURCES))
    found = set(re.findall(r'speaker\.(?:fine|wrong)\(\s*[^,]+,\s*"([a-z-]+)"', SOURCES))
    wrong = {f"{key}-do" for key in re.findall(r'speaker\.wrong\(\s*[^,]+,\s*"([a-z-]+)"(?!, do=)', SOURCES)}
    assert len(failures) > 30
    assert failures | said <= set(TEXTS)
    assert found | wrong <= set(FINDINGS)


def test_every_status_has_its_text() -> None:
    assert {f"state-{status}" for status in Status} <= set(TEXTS)


def test_every_exit_status_is_in_the_help() -> None:
    assert {f"exit-{int(each)}" for each in Exit} == {key for key in HELP if re.match(r"exit-\d", key)}


def test_every_command_has_its_help() -> None:
    assert set(COMMANDS) <= set(HELP)


def test_the_scopes_that_doctor_looks_for_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((PROJECT / "config/slack-app-manifest.yaml").read_text())
    assert sorted(SCOPES) == sorted(manifest["oauth_config"]["scopes"]["bot"])
    assert web_api.SCOPES == SCOPES
