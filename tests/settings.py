"""The program's settings, for tests: a data folder of their own, made for the run and removed after it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _remove_all(made: Path) -> None:
    """The folder of the run, and those that tests keep beside it."""
    for path in made.parent.glob(f"{made.name}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


if "NAMRO_TEST_HOME" not in os.environ:  # the first process of a run; its workers inherit the folder
    os.environ["NAMRO_TEST_HOME"] = tempfile.mkdtemp(prefix="namro-test-")
    atexit.register(_remove_all, Path(os.environ["NAMRO_TEST_HOME"]))
os.environ["NAMRO_HOME"] = os.environ["NAMRO_TEST_HOME"]
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's synchronous driver runs an event loop
for name in ("NAMRO_DATABASE_URL", "NAMRO_DATABASE_OWNER_URL", "NAMRO_POSTGRES", "NAMRO_LOGIN", "NAMRO_PROCESS"):
    os.environ.pop(name, None)
os.environ.pop("NAMRO_EMAIL_URL", None)  # no test writes to anybody

from namro.config.settings import *  # noqa: E402, F403
from namro.config.translations import compile_translations  # noqa: E402

compile_translations()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
