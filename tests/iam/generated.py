"""Policies as Hypothesis makes them: of few words, so that they often have to do with one another."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

Condition = tuple[str, str, object]
"""An operator, a key, and what the policy says of it."""


def condition_blocks(conditions: st.SearchStrategy[Condition]) -> st.SearchStrategy[dict[str, dict[str, object]]]:
    """None, one, or a few of them."""

    def as_block(drawn: Sequence[Condition]) -> dict[str, dict[str, object]]:
        block: dict[str, dict[str, object]] = {}
        for operator, key, expected in drawn:
            block.setdefault(operator, {})[key] = expected
        return block

    return st.lists(conditions, max_size=3).map(as_block)


def statements(
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: st.SearchStrategy[Condition],
    effects: Sequence[str] = ("Allow", "Allow", "Deny"),
) -> st.SearchStrategy[dict[str, Any]]:
    def as_statement(
        effect: str, not_: tuple[str, str], of: tuple[object, object], block: Mapping[str, object]
    ) -> dict[str, Any]:
        plain = {"Effect": effect, f"{not_[0]}Action": of[0], f"{not_[1]}Resource": of[1]}
        return {**plain, "Condition": block} if block else plain

    either = st.sampled_from(("", "", "", "Not"))
    return st.builds(
        as_statement,
        st.sampled_from(effects),
        st.tuples(either, either),
        st.tuples(one_or_list(actions), one_or_list(resources)),
        condition_blocks(conditions),
    )


def one_or_list(values: Sequence[str]) -> st.SearchStrategy[str | list[str]]:
    return st.sampled_from(values) | st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


def documents(statement: st.SearchStrategy[dict[str, Any]], least: int = 0, most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(statement, min_size=least, max_size=most).map(document)


def document(several: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(several)})
