"""Writes docs/rules.schema.json: what editors know of the rules file, from the models that read it."""

import json
from pathlib import Path

from aws_access.adapters.rules.model import RulesFile

PATH = Path(__file__).resolve().parent.parent / "docs/rules.schema.json"


def schema() -> str:
    """The text of the file."""
    told = RulesFile.model_json_schema()
    told |= {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The rules of aws-access"}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema(), encoding="utf-8")
