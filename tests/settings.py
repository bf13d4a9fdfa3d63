"""The program's own settings, with a home of its own per test process and quick password hashes."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="attune-tests-")
os.mkdir(os.path.join(_home, "static"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ATTUNE_HOME"] = _home
os.environ["ATTUNE_ORIGIN"] = "http://testserver"
for _name in ("EMAIL_URL", "ATTUNE_DEMO", "ATTUNE_S3_BUCKET", "ATTUNE_S3_ENDPOINT"):
    os.environ.pop(_name, None)
if not os.environ.get("DATABASE_URL"):
    os.environ.pop("DATABASE_URL", None)

from attune.config.settings import *  # noqa: E402, F403
from attune.config.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
