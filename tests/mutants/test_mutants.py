"""Each wrong program of mutants.yaml must make its test fail: otherwise that test holds nothing up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from tests.mutants.mutant_hook import NEVER_IMPORTED

HERE = Path(__file__).parent


class Mutant(NamedTuple):
    """One change of one file, and the test that must fail by it."""

    id: str
    file: str
    before: str
    after: str
    fails: str

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".")

    def applied(self, source: str) -> str:
        """The source with the change. Fails where `before` does not stand in it exactly once."""
        times = source.count(self.before)
        assert times == 1, (
            f"mutant '{self.id}' cannot be made: its `before` stands {times} times in {self.file}, not "
            f"once:\n  {self.before.strip()}\nThe code was rewritten. In mutants.yaml, word the same fault "
            "for the new code (it may have moved to another file); leave it out only if it cannot be made."
        )
        return source.replace(self.before, self.after)


MUTANTS = [Mutant(**said) for said in YAML(typ="safe").load((HERE / "mutants.yaml").read_text("utf-8"))]
SAID_OF = {
    0: "survived: {fails} passes with it. Give the test an example that tells the two programs apart.",
    2: "was not tried: the test could not be collected.",
    4: "was not tried: there is no test {fails}. Name the one that took its place.",
    NEVER_IMPORTED: "was not tried: {fails} never imports {file} in its own process.",
}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.id for mutant in MUTANTS])
def test_a_wrong_program_makes_its_test_fail(mutant: Mutant, checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "mutant.py").write_text(mutant.applied((checkout / mutant.file).read_text("utf-8")), "utf-8")
    ran = pytest_on(mutant, tmp_path / "mutant.py", checkout)
    said = SAID_OF.get(ran.returncode, "was not tried: pytest ended with {code}.")
    told = said.format(**mutant._asdict(), code=ran.returncode)
    assert ran.returncode == 1, f"mutant '{mutant.id}' {told}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"


def pytest_on(mutant: Mutant, source: Path, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Runs the mutant's test in a process of its own, in which the module is the changed one."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    surroundings |= {
        "PYTHONPATH": os.pathsep.join([str(checkout), str(HERE)]),
        "MUTANT_MODULE": mutant.module,
        "MUTANT_SOURCE": str(source),
    }
    plain = ["-p", "mutant_hook", "-p", "no:cacheprovider", "-p", "no:xdist", "-x", "-q", "--tb=line"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plain, mutant.fails],
        cwd=checkout, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_every_mutant_can_still_be_made(checkout: Path) -> None:
    """Quick: whoever rewrites a line that a mutant changes hears of it at once."""
    for mutant in MUTANTS:
        compile(mutant.applied((checkout / mutant.file).read_text("utf-8")), mutant.file, "exec")
    assert len({mutant.id for mutant in MUTANTS}) == len(MUTANTS)


def test_a_mutant_whose_line_is_gone_says_so() -> None:
    gone = MUTANTS[0]._replace(before="no such line")
    with pytest.raises(AssertionError, match="cannot be made: its `before` stands 0 times"):
        gone.applied("x = 1\n")
