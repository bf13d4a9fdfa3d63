"""Questions that every page puts, compiled to SQL once in each thread; after that only their keys change.

Django compiles a query anew each time it is asked. With two joins that takes several times as long as SQLite takes to
answer. What is written here is an ordinary query all the same: both engines, and every field's own conversion, hold.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

STAND_INS = (-4_611_686_018_427_387_001, -4_611_686_018_427_387_002)  # keys that no row has


class Prepared:
    """`Prepared(lambda pk: Model.objects.filter(...=pk).values_list(...))`, then `.ask(pk)`: rows of bare columns.

    The question takes one or two whole-number keys, and nothing else in it may change from one time to the next.
    """

    def __init__(self, question: Callable[..., "models.QuerySet[Any, Any]"], *, keys: int = 1) -> None:
        self._question = question
        self._stand_ins = STAND_INS[:keys]
        self._of_thread = threading.local()

    def ask(self, *keys: int) -> list[tuple[Any, ...]]:
        """One statement."""
        compiler, sql, parameters, converters = self._compiled()
        by_stand_in = dict(zip(self._stand_ins, map(int, keys), strict=True))
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, [by_stand_in.get(each, each) for each in parameters])
            rows = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    def _compiled(self) -> tuple[Any, str, tuple[Any, ...], Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        kept = getattr(self._of_thread, "kept", None)
        if kept is None or kept[0].connection is not connection:
            compiler = self._question(*self._stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
            sql, parameters = compiler.as_sql()
            converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
            kept = self._of_thread.kept = (compiler, sql, parameters, converters)
        return kept
