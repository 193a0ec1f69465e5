"""A pytest plugin that gives one module of the package another source, in this process alone.

`MUTANT_MODULE` names the module, `MUTANT_SOURCE` the file with what is run in its place. No file of the
checkout changes, and no compiled file is read or left. If no test imports the module, pytest ends with
NEVER_IMPORTED.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest

NEVER_IMPORTED = 10


class Mutated(SourceFileLoader):
    """Compiles the other source under the module's own file name."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self._source = source

    def get_code(self, _fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Finds the one module before anything else does, where the path would find it."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._module:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = Mutated(name, spec.origin, self._source)
        return spec


def mutate(module: str, source: str) -> None:
    """From now on an import of the module runs the source. It must not have been imported before."""
    if module in sys.modules:
        raise RuntimeError(f"{module} was imported before it could be mutated.")
    sys.meta_path.insert(0, Finder(module, source))


if "MUTANT_MODULE" in os.environ:
    mutate(os.environ["MUTANT_MODULE"], Path(os.environ["MUTANT_SOURCE"]).read_text("utf-8"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("MUTANT_MODULE", "pytest") not in sys.modules:
        session.exitstatus = NEVER_IMPORTED
