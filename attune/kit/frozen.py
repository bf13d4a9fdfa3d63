"""Tables whose rows never change: the database itself refuses UPDATE and DELETE, on SQLite and on PostgreSQL.

A migration calls `migrations.RunPython(*freeze("library_edition", "library_editionfile"))`.
Django rebuilds a SQLite table when a column changes, and its triggers go with the old one: such a
migration thaws first and freezes again after. `tests/test_architecture.py` looks for the triggers.
"""

from collections.abc import Callable
from typing import Any

Change = Callable[[Any, Any], None]

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION attune_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def freeze(*tables: str) -> tuple[Change, Change]:
    """Forward and backward functions for `migrations.RunPython`."""
    return _each(tables, freeze_sql), _each(tables, thaw_sql)


def freeze_sql(table: str, vendor: str) -> list[str]:
    """The statements that freeze `table` on `vendor` ("sqlite" or "postgresql")."""
    if vendor == "postgresql":
        return [
            _POSTGRESQL_FUNCTION,
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION attune_refuse_change()",
            f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION attune_refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are frozen'); END",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are frozen'); END",
    ]


def thaw_sql(table: str, vendor: str) -> list[str]:
    """The statements that take the triggers away again."""
    on = f" ON {table}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER {table}_{name}{on}" for name in ("frozen", "kept")]


def _each(tables: tuple[str, ...], sql_of: Callable[[str, str], list[str]]) -> Change:
    def change(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            for sql in sql_of(table, schema_editor.connection.vendor):
                schema_editor.execute(sql, params=None)

    return change
