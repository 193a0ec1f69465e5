"""Makes many small faults, one at a time, and says which of them no test notices.   sh test.sh long

    python tests/mutants/run.py [--every 5] [--skip 40] [--minutes 20] [--quick] [FILE ...]

Each mutant is a process of its own, in which the module is another one; no file of the checkout changes. What
survives is a test to write, or a change that cannot matter. With `--every 5` one in five is tried: always the
same ones, and `--skip 40` goes on where another run was stopped. Exits with 3 if one survives.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import itertools
import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
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
    "ikea_effect/assignment/place.py": (
        "tests/unit/assignment/test_place.py",
        "tests/unit/assignment/test_yokes.py",
        "tests/unit/assignment/test_queues.py",
        "tests/unit/operations/test_edited_places.py",
    ),
    "ikea_effect/assignment/slots.py": (
        "tests/unit/assignment/test_slots.py",
        "tests/unit/assignment/test_queues.py",
        "tests/unit/assignment/test_minimization.py",
        "tests/unit/assignment/test_orders.py",
    ),
    "ikea_effect/assignment/whole.py": ("tests/unit/assignment/test_whole.py",),
    "ikea_effect/assignment/yokes.py": ("tests/unit/assignment/test_yokes.py",),
    "ikea_effect/analysis/replication/criteria.py": (
        "tests/unit/analysis/replication/test_criteria_at_their_limits.py",
        "tests/unit/analysis/replication/test_criteria_in_words.py",
        "tests/unit/analysis/replication/test_criteria.py",
        "tests/unit/analysis/replication/test_verdicts.py",
    ),
    "ikea_effect/analysis/replication/criteria_on_p.py": (
        "tests/unit/analysis/replication/test_criteria_on_p.py",
        "tests/unit/analysis/replication/test_criteria_at_their_limits.py",
        "tests/unit/analysis/replication/test_criteria.py",
        "tests/unit/analysis/replication/test_verdicts.py",
    ),
    "ikea_effect/analysis/replication/verdicts.py": (
        "tests/unit/analysis/replication/test_verdicts.py",
        "tests/unit/analysis/replication/test_criteria.py",
    ),
    "ikea_effect/analysis/basis.py": ("tests/unit/analysis/test_basis.py",),
    "ikea_effect/analysis/exclusions.py": (
        "tests/unit/analysis/test_exclusions.py",
        "tests/unit/analysis/test_analyze.py",
        "tests/unit/cli/test_exclusion_words.py",
    ),
    "ikea_effect/payment/entries.py": (
        "tests/unit/payment/test_entries.py",
        "tests/unit/payment/test_payment.py",
    ),
    "ikea_effect/record/absences.py": (
        "tests/unit/record/test_acts.py",
        "tests/unit/operations/test_show_up_pay.py",
    ),
    "ikea_effect/record/cash_acts.py": (
        "tests/unit/record/test_acts.py",
        "tests/unit/operations/test_cash.py",
    ),
    "ikea_effect/record/claims.py": (
        "tests/unit/record/test_claims.py",
        "tests/unit/record/test_study_journal.py",
        "tests/unit/record/test_restoring.py",
        "tests/unit/operations/test_verify_claims.py",
    ),
    "ikea_effect/record/copies.py": ("tests/unit/record/test_copies.py", "tests/unit/record/test_lines.py"),
    "ikea_effect/record/desk_folders.py": ("tests/unit/record/test_desk_folders.py",),
    "ikea_effect/record/desks.py": (
        "tests/unit/record/test_desk_folders.py",
        "tests/unit/operations/test_collect.py",
    ),
    "ikea_effect/record/disk.py": ("tests/unit/record/test_disk.py", "tests/unit/record/test_journal.py"),
    "ikea_effect/record/events.py": ("tests/unit/record/test_journal.py",),
    "ikea_effect/record/exchange.py": (
        "tests/unit/record/test_exchange_of_desks.py",
        "tests/unit/operations/test_exchange.py",
        "tests/unit/record/test_store_rebuild.py",
    ),
    "ikea_effect/record/export.py": (
        "tests/unit/record/test_export.py",
        "tests/unit/protocol/kinds/test_columns.py",
    ),
    "ikea_effect/record/gatherings.py": ("tests/unit/record/test_gatherings.py",),
    "ikea_effect/record/journal.py": ("tests/unit/record/test_journal.py",),
    "ikea_effect/record/judges.py": ("tests/unit/operations/test_judging_makers.py",),
    "ikea_effect/record/memory_journal.py": ("tests/unit/record/test_journal.py",),
    "ikea_effect/record/leases.py": ("tests/unit/record/test_leases.py",),
    "ikea_effect/record/ledger.py": ("tests/unit/record/test_ledger.py",),
    "ikea_effect/record/ledger_acts.py": (
        "tests/unit/record/test_ledger_acts.py",
        "tests/unit/record/test_ledger.py",
    ),
    "ikea_effect/record/lines.py": (
        "tests/unit/record/test_lines.py",
        "tests/unit/record/test_study_journal.py",
    ),
    "ikea_effect/record/mending.py": ("tests/unit/operations/test_set_apart.py",),
    "ikea_effect/record/observations.py": (
        "tests/unit/record/test_observations.py",
        "tests/unit/operations/test_judging_makers.py",
        "tests/unit/protocol/kinds/test_columns.py",
    ),
    "ikea_effect/record/pauses.py": ("tests/unit/operations/test_pause.py",),
    "ikea_effect/record/participant_files.py": (
        "tests/unit/record/test_participant_files.py",
        "tests/unit/operations/test_papers.py",
        "tests/unit/operations/test_withdraw.py",
    ),
    "ikea_effect/record/sessions.py": ("tests/unit/record/test_sessions.py",),
    "ikea_effect/record/step_times.py": ("tests/unit/record/test_step_times.py",),
    "ikea_effect/record/store.py": (
        "tests/unit/record/test_store.py",
        "tests/unit/record/test_store_of_places.py",
        "tests/unit/record/test_restoring.py",
        "tests/unit/record/test_gatherings.py",
    ),
    "ikea_effect/record/store_rebuild.py": (
        "tests/unit/record/test_store_rebuild.py",
        "tests/unit/record/test_restoring.py",
    ),
    "ikea_effect/record/study.py": (
        "tests/unit/record/test_study_facts.py",
        "tests/unit/operations/test_run_versions.py",
    ),
    "ikea_effect/record/store_place.py": (
        "tests/unit/record/test_store_place.py",
        "tests/unit/record/test_withdrawals.py",
    ),
    "ikea_effect/record/study_acts.py": ("tests/unit/record/test_acts.py",),
    "ikea_effect/record/study_shapes.py": (
        "tests/unit/record/test_acts.py",
        "tests/unit/record/test_study_journal.py",
    ),
    "ikea_effect/record/variables.py": (
        "tests/unit/record/test_variables.py",
        "tests/unit/operations/test_statistics_files.py",
    ),
    "ikea_effect/record/withdrawals.py": (
        "tests/unit/record/test_withdrawals.py",
        "tests/unit/operations/test_withdraw.py",
    ),
    "ikea_effect/record/words_to_desks.py": (
        "tests/unit/record/test_acts.py",
        "tests/unit/operations/test_pause.py",
    ),
    "ikea_effect/record/wrong_codes.py": (
        "tests/unit/record/test_acts.py",
        "tests/unit/operations/test_wrong_codes.py",
    ),
    "ikea_effect/seeds.py": ("tests/unit/test_seeds.py",),
    "ikea_effect/record/study_journal.py": ("tests/unit/record/test_study_journal.py",),
}
"""The modules that are changed, and the nearest tests of each."""


QUICK = "MUTANTS_QUICK"
"""Set where only quick tests are to be asked."""


class Outcome(NamedTuple):
    """A fault, and whether every test passed with it."""

    file: str
    fault: Fault
    survived: bool


class Watch(MetaPathFinder):
    """Notes what was imported when the module is first asked for: none of that rests on it."""

    def __init__(self, module: str) -> None:
        self._module = module
        self.before: list[str] | None = None

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == self._module and self.before is None:
            whole = {name for name, module in sys.modules.items() if _is_whole(module)}
            self.before = [name for name in sys.modules if whole.issuperset(_with_its_packages(name))]
        return None


def _is_whole(module: ModuleType) -> bool:
    return not getattr(getattr(module, "__spec__", None), "_initializing", False)


def _with_its_packages(name: str) -> list[str]:
    """a.b.c, a.b and a: whoever imports the first imports all of them."""
    parts = name.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def passed(file: str, fault: Fault | None = None, cpu_s: int = 20, patience_s: int = 90) -> bool:
    """Whether the file's tests pass, in a process split off. They do not if they have no end."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))  # an endless loop is noticed too, or a wait
    signal.alarm(patience_s)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    if fault is not None:
        mutate(module_of(file), fault.source)
    os._exit(in_this_process(file))


def in_this_process(file: str) -> int:
    """pytest's exit code over the file's tests, the quick ones first; no word of it is printed."""
    plain = ["-x", "-q", "--tb=no", "-pno:cacheprovider", "-pno:xdist"]
    plain += ["-Wignore::pytest.PytestAssertRewriteWarning"]  # of plugins that are imported already
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    try:
        code = pytest.main([*plain, "-mnot slow and not window", *TESTS[file]])
        if code == pytest.ExitCode.OK and not os.environ.get(QUICK):
            code = pytest.main([*plain, "-mslow and not window", *TESTS[file]])
        return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else int(code)
    except BaseException:
        return 1


def module_of(file: str) -> str:
    """The name by which it is imported."""
    return file.removesuffix(".py").replace("/", ".")


def resting_on_nothing(file: str) -> list[str]:
    """What the file's tests import and does not rest on it. Empty if they fail, or never import it."""
    ours, theirs = os.pipe()
    if child := os.fork():
        os.close(theirs)
        with os.fdopen(ours) as told:
            names = told.read().split()
        os.waitpid(child, 0)
        return names
    watch = Watch(module_of(file))
    sys.meta_path.insert(0, watch)
    if in_this_process(file) == 0 and watch.before is not None:
        others = [name for name in sys.modules if name.partition(".")[0] not in ("ikea_effect", "tests")]
        with os.fdopen(theirs, "w") as told:
            told.write("\n".join(dict.fromkeys([*watch.before, *others])))
    os._exit(0)


def imported_once(names: Sequence[str]) -> None:
    """Imports them before a process is split off for each fault: that was most of its time."""
    for name in names:
        if name.partition(".")[0] not in ("tests", "conftest"):
            with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
                importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what a process shares with the one it was split off from is not copied by looking at it


def chosen(files: list[str], every: int) -> list[tuple[str, Fault]]:
    """One in `every` of the files' faults."""
    found = [(file, fault) for file in files for fault in faults((CHECKOUT / file).read_text("utf-8"))]
    return found[::every]


def outcomes(work: list[tuple[str, Fault]], minutes: float) -> Iterator[Outcome]:
    """What became of each fault, until the time is over; what was not noticed is printed at once."""
    ends = time.monotonic() + 60 * minutes
    for file, here in itertools.groupby(work, lambda one: one[0]):
        yield from in_split_off([(file, fault) for _, fault in here], ends)


def in_split_off(work: list[tuple[str, Fault]], ends: float) -> Iterator[Outcome]:
    """What became of one file's faults, tried by a process that has imported what does not rest on it."""
    ours, theirs = os.pipe()
    if child := os.fork():
        os.close(theirs)
        with os.fdopen(ours) as told:
            if next(told) != "passes\n":
                print(f"{work[0][0]}: its tests do not pass as it is, or never import it. Mend them first.")
                sys.exit(2)
            for line, (file, fault) in zip(told, work, strict=False):
                outcome = Outcome(file, fault, survived=line == "survived\n")
                if outcome.survived:
                    print(f"  {file}:{fault.line}: {fault.what}", flush=True)
                yield outcome
        os.waitpid(child, 0)
        return
    os.close(ours)
    imported_once(names := resting_on_nothing(work[0][0]))
    with contextlib.suppress(BrokenPipeError), os.fdopen(theirs, "w", buffering=1) as told:
        untouched = names and module_of(work[0][0]) not in sys.modules
        told.write("passes\n" if untouched and passed(work[0][0]) else "fails\n")
        for file, fault in work:
            if time.monotonic() > ends:
                break
            told.write("survived\n" if passed(file, fault) else "noticed\n")
    os._exit(0)


def asked() -> argparse.Namespace:
    """What the command line says."""
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    said.add_argument("files", nargs="*", metavar="FILE", help="modules of the table TESTS; all by default")
    said.add_argument("--every", type=int, default=1, help="try one fault in so many")
    said.add_argument("--skip", type=int, default=0, help="leave out the first so many of these")
    said.add_argument("--quick", action="store_true", help="ask the quick tests alone")
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
    # CI: laws on the same examples every time; and one thread for each process, as for all tests.
    os.environ |= {
        "CI": "1",
        "PYTHONPATH": str(CHECKOUT),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        QUICK: "1" if options.quick else "",
    }
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
