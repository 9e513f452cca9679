"""The catalogue of faults says what is so."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.faults.catalogue import BOTH, FAULTS

TESTS = Path(__file__).parent.parent
# Where tests with an office run on both databases.
TOLD_TWICE = ("stories", "faults", "machines/test_many_processes", "machines/test_rolling_upgrade")


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def runs_on_both(file: str, function: ast.FunctionDef) -> bool:
    asks_for = {argument.arg for argument in function.args.args}
    marks = {ast.unparse(mark) for mark in function.decorator_list}
    return file.startswith(TOLD_TWICE) and bool(asks_for & {"office", "database_url"}) and "on_sqlite" not in marks


def test_all_forty_two_are_there():
    assert list(FAULTS) == list(range(1, 43))


@pytest.mark.parametrize("number", list(FAULTS))
def test_each_fault_has_its_tests_or_says_what_is_missing(number: int):
    fault = FAULTS[number]
    assert fault.tests or fault.missing
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert name in functions(file), f"fault {number} names {test}, which does not exist"
        if fault.on == BOTH:
            assert runs_on_both(file, functions(file)[name]), f"fault {number}: {test} runs on one database"
