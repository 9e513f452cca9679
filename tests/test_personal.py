"""Every column says whether it tells of a candidate; whoever adds one is told here."""

from __future__ import annotations

from scheduler_app.store.personal import TABLES, Rule
from scheduler_app.store.schema import METADATA


def test_every_column_of_every_table_is_classified_and_none_that_is_not_there():
    said = {name: {*kept.stays.split(), *kept.erased} for name, kept in TABLES.items()}
    there = {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
    missing = {name: sorted(columns - said.get(name, set())) for name, columns in there.items()}
    assert {name: columns for name, columns in missing.items() if columns} == {}, (
        "say in scheduler_app/store/personal.py what these columns tell of a candidate"
    )
    left = {name: sorted(columns - there.get(name, set())) for name, columns in said.items()}
    assert {name: columns for name, columns in left.items() if columns} == {}


def test_no_column_both_stays_and_is_erased_and_what_is_erased_can_be_found():
    for name, kept in TABLES.items():
        assert not set(kept.stays.split()) & set(kept.erased), name
        assert kept.by or not kept.erased, name
        assert set(kept.by) <= set(METADATA.tables[name].columns.keys()), name


def test_what_is_blanked_is_text_or_may_be_nothing():
    for name, kept in TABLES.items():
        for column, rule in kept.erased.items():
            there = METADATA.tables[name].columns[column]
            textual = str(there.type) in ("VARCHAR", "JSON")
            assert textual or (rule in (Rule.BLANK, Rule.IF_THEIRS, Rule.ENDED) and there.nullable), f"{name}.{column}"
