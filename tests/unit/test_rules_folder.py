"""A folder of files is one set of rules, and a fault in it is named by file and line."""

import json
from pathlib import Path

from aws_access.adapters.rules.file import published_form, rules_from_value
from aws_access.adapters.rules.yaml_file import read_rules
from tests.rules_value import FILE, faults


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


REST = json.dumps({name: value for name, value in FILE.items() if name not in ("people", "rules")})


def published_rule(number: int) -> str:
    return json.dumps(FILE["rules"][number])


def test_a_folder_is_one_set_of_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.test.yaml").write_text("cases: []")
    (tmp_path / "notes.md").write_text("not rules")
    people, more = '{"people": {"dev1": {"slack_id": "U0000DEV1", "teams": ["Dev"]}}}', '{"people": {"auditor": {}}}'
    sre = '{"people": {"sre1": {"slack_id": "U0000SRE1", "teams": ["SRE"]}}}'
    first, second = ('{"rules": [' + published_rule(number) + "]}" for number in (0, 1))
    rules, text = read_rules(write(tmp_path, a=REST, b=people, c=more, d=sre, e=first, f=second, g=""))
    assert rules == rules_from_value(FILE)
    assert text == published_form(FILE)


def test_a_fault_in_a_folder_is_named_by_file_and_line(tmp_path: Path) -> None:
    people = "people:\n  dev1: {teams: [Dev]}\n  sre1:\n    slackid: U0000SRE1\n    teams: [SRE]\n  auditor: {}\n"
    rules = "rules:\n  - " + published_rule(0) + "\n"
    more = "# no team\nrules:\n  - " + published_rule(1).replace("Dev", "Devs") + "\n"
    folder = write(tmp_path, a=REST, b=people, c=rules, d=more)
    (fault,) = faults(read_rules, folder)
    assert fault == f"{folder}/b.yaml, line 4: people.sre1.slackid: there is no such field; did you mean slack_id?"
    write(tmp_path, b=people.replace("slackid", "slack_id"))
    (fault,) = faults(read_rules, folder)
    assert fault == f"{folder}/d.yaml, line 3: rules.1 (open).teams: there is no team Devs; did you mean Dev?"


def test_what_stands_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    folder = write(tmp_path, a=REST, b="people:\n  dev1: {}\n", c="people:\n\n  dev1: {}\n", d="time_zone: UTC")
    (fault,) = faults(read_rules, folder)
    assert fault == f"{folder}/c.yaml, line 3: people.dev1 stands in {folder}/b.yaml, line 2 too"
    folder = write(tmp_path, c="time_zone: UTC")
    assert "time_zone stands in" in faults(read_rules, folder)[0]
