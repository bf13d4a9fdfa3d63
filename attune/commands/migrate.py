"""`attune migrate`: bring the database up to this version."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def run(arguments: argparse.Namespace) -> int:
    print("The database is up to date." if not bring_up() else "The database was brought up to this version.")
    return 0


def bring_up() -> bool:
    """Applies what is missing; True when something was. Asking first saves a second on every start."""
    if is_current():
        return False
    print("Bringing the database up to this version ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return True


def is_current() -> bool:
    """Whether every migration is applied, and the table of the cache is there."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    return settings.CACHES["default"].get("LOCATION", "") in ("", *connection.introspection.table_names())
