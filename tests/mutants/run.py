"""Makes many small faults, one at a time, and says which of them no test notices.   sh test.sh long

    python tests/mutants/run.py [--every 5] [--skip 40] [--minutes 20] [ikea_effect/record/ledger.py ...]

Each mutant is a process of its own, in which the module is another one; no file of the checkout changes. What
survives is a test to write, or a change that cannot matter. With `--every 5` one in five is tried: always the
same ones, and `--skip 40` goes on where another run was stopped. Exits with 3 if one survives.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
sys.path[:0] = [str(CHECKOUT), str(HERE)]

import pytest  # noqa: E402

from tests.mutants.faults import Fault, faults  # noqa: E402
from tests.mutants.mutant_hook import mutate  # noqa: E402

TESTS: Mapping[str, tuple[str, ...]] = {
    "ikea_effect/assignment/blocks.py": ("tests/unit/assignment/test_blocks.py",),
    "ikea_effect/assignment/minimization.py": ("tests/unit/assignment/test_minimization.py",),
    "ikea_effect/assignment/orders.py": ("tests/unit/assignment/test_orders.py",),
    "ikea_effect/assignment/slots.py": (
        "tests/unit/assignment/test_slots.py",
        "tests/unit/assignment/test_queues.py",
        "tests/unit/assignment/test_minimization.py",
    ),
    "ikea_effect/analysis/replication/criteria.py": (
        "tests/unit/analysis/replication/test_criteria.py",
        "tests/unit/analysis/replication/test_verdicts.py",
    ),
    "ikea_effect/analysis/replication/criteria_on_p.py": (
        "tests/unit/analysis/replication/test_criteria_on_p.py",
        "tests/unit/analysis/replication/test_criteria.py",
        "tests/unit/analysis/replication/test_verdicts.py",
    ),
    "ikea_effect/analysis/replication/verdicts.py": (
        "tests/unit/analysis/replication/test_verdicts.py",
        "tests/unit/analysis/replication/test_criteria.py",
    ),
    "ikea_effect/analysis/basis.py": (
        "tests/unit/analysis/test_basis.py",
        "tests/unit/cli/test_people.py",
        "tests/unit/cli/test_exclusion_words.py",
    ),
    "ikea_effect/analysis/exclusions.py": (
        "tests/unit/analysis/test_exclusions.py",
        "tests/unit/analysis/test_analyze.py",
        "tests/unit/cli/test_exclusion_words.py",
    ),
    "ikea_effect/payment/entries.py": ("tests/unit/payment/test_payment.py",),
    "ikea_effect/record/disk.py": ("tests/unit/record/test_disk.py", "tests/unit/record/test_journal.py"),
    "ikea_effect/record/events.py": ("tests/unit/record/test_journal.py",),
    "ikea_effect/record/export.py": (
        "tests/unit/record/test_export.py",
        "tests/unit/protocol/kinds/test_columns.py",
    ),
    "ikea_effect/record/gatherings.py": ("tests/unit/record/test_gatherings.py",),
    "ikea_effect/record/journal.py": ("tests/unit/record/test_journal.py",),
    "ikea_effect/record/ledger.py": ("tests/unit/record/test_ledger.py",),
    "ikea_effect/record/observations.py": (
        "tests/unit/record/test_observations.py",
        "tests/unit/protocol/kinds/test_columns.py",
    ),
    "ikea_effect/record/store.py": (
        "tests/unit/record/test_store.py",
        "tests/unit/record/test_restoring.py",
        "tests/unit/record/test_gatherings.py",
    ),
    "ikea_effect/record/store_rebuild.py": ("tests/unit/record/test_restoring.py",),
    "ikea_effect/record/study.py": (
        "tests/unit/record/test_study_facts.py",
        "tests/unit/operations/test_run_versions.py",
    ),
    "ikea_effect/seeds.py": ("tests/unit/test_seeds.py",),
    "ikea_effect/record/study_journal.py": ("tests/unit/record/test_study_journal.py",),
}
"""The modules that are changed, and the nearest tests of each."""

HEAVY = ("numpy", "pandas", "scipy.stats", "statsmodels.api", "sqlalchemy", "pydantic", "pyarrow.parquet")
"""Imported once, before a process is split off for each mutant: that is most of the time."""


class Outcome(NamedTuple):
    """A fault, and whether every test passed with it."""

    file: str
    fault: Fault
    survived: bool


def tried(file: str, fault: Fault | None, patience_s: int = 180) -> int:
    """pytest's exit code over the tests of the file, in a process split off; 1 if it does not end."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))  # an endless loop is noticed too
    signal.alarm(patience_s)
    os._exit(in_this_process(file, fault))


def in_this_process(file: str, fault: Fault | None) -> int:
    """pytest's exit code over the file's tests; no word of it is printed."""
    if fault is not None:
        mutate(file.removesuffix(".py").replace("/", "."), fault.source)
    plain = ["-x", "-q", "--tb=no", "-pno:cacheprovider", "-pno:xdist", "-mnot window"]
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        return int(pytest.main([*plain, *TESTS[file]]))
    except BaseException:
        return 1


def chosen(files: list[str], every: int) -> list[tuple[str, Fault]]:
    """One in `every` of the files' faults."""
    found = [(file, fault) for file in files for fault in faults((CHECKOUT / file).read_text("utf-8"))]
    return found[::every]


def outcomes(work: list[tuple[str, Fault]], minutes: float) -> Iterator[Outcome]:
    """What became of each fault, until the time is over; what was not noticed is printed at once."""
    ends = time.monotonic() + 60 * minutes
    for file, fault in work:
        if time.monotonic() > ends:
            return
        outcome = Outcome(file, fault, tried(file, fault) == 0)
        if outcome.survived:
            print(f"  {file}:{fault.line}: {fault.what}", flush=True)
        yield outcome


def asked() -> argparse.Namespace:
    """What the command line says."""
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    said.add_argument("files", nargs="*", metavar="FILE", help="modules of the table TESTS; all by default")
    said.add_argument("--every", type=int, default=1, help="try one fault in so many")
    said.add_argument("--skip", type=int, default=0, help="leave out the first so many of these")
    said.add_argument("--minutes", type=float, default=1e9, help="stop after so many minutes")
    options = said.parse_args()
    options.files = options.files or list(TESTS)
    if unknown := [file for file in options.files if file not in TESTS]:
        said.error(f"no tests are named for {', '.join(unknown)}; TESTS in {Path(__file__).name} names them")
    return options


def main() -> int:
    """Tries the faults and says what was noticed; 3 if one was not, 2 if the tests fail without any fault."""
    options = asked()
    os.chdir(CHECKOUT)
    os.environ |= {"CI": "1", "PYTHONPATH": str(CHECKOUT)}  # CI: laws on the same examples every time
    for name in HEAVY:
        importlib.import_module(name)
    for file in options.files:
        if code := tried(file, None):
            print(f"{file}: its tests do not pass as it is (pytest ended with {code}). Mend them first.")
            return 2
    work = chosen(options.files, options.every)[options.skip :]
    print(f"{len(work)} faults in {len(options.files)} files", flush=True)
    return summed_up(list(outcomes(work, options.minutes)), len(work))


def summed_up(found: list[Outcome], planned: int) -> int:
    """Prints how many survived, file by file; 3 if one did."""
    for file in dict.fromkeys(outcome.file for outcome in found):
        here = [outcome.survived for outcome in found if outcome.file == file]
        print(f"{file}: {sum(here)} of {len(here)} survived")
    survived = sum(outcome.survived for outcome in found)
    print(f"in all: {len(found)} of {planned} tried, {survived} survived")
    return 3 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
