"""Who listens to Ctrl-C: only `attune serve`, which then asks gunicorn once, and in good order.

The terminal sends SIGINT to the whole process group. gunicorn's workers may hold a lock when a second signal
comes, and then never end; so they and their arbiter leave SIGINT alone and stop on SIGTERM.
"""

import signal


def when_ready(server: object) -> None:
    """gunicorn calls this in the arbiter, once it listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def post_worker_init(worker: object) -> None:
    """gunicorn calls this in every worker, after it has set its own handlers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
