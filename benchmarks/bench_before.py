"""An earlier version beside this one, in turns in one run: simulated sessions a second, `check` and `--help`.

git clone . ../before && git -C ../before checkout COMMIT
.venv/bin/python benchmarks/bench_before.py ../before [TURNS]
.venv/bin/python benchmarks/bench_before.py --instructions ../before .

Both are run with this Python and counted in time of one core, which other programs change less than the clock
does: the best of all turns. Both play the earlier version's protocols, so that the studies are the same; a
step may still tell more than it did, so events of a session stand beside, and events a second.

With valgrind installed the instructions of a check are counted too, which no other program changes: with
`--instructions` these alone, of as many checkouts as are named.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from table import Row, show

HERE = Path(__file__).resolve().parents[1]
STUDIES = ("norton-2012-1a", "franke-2010-tshirt")
SESSIONS = 100
RUNS = 3
CHECK = ("check", "norton-2012-1a")

PLAYED = f"""
import json, pathlib, sys, tempfile, time, types
sys.path.insert(0, "benchmarks")
import bench_sessions as bench
bench.time = types.SimpleNamespace(perf_counter=time.process_time)
bench.SESSIONS = {SESSIONS}
bench.per_second.__defaults__ = ({SESSIONS},)
found = {{}}
for path in sys.argv[1:]:
    protocol = pathlib.Path(path).stem
    found[protocol + ", in memory"] = bench.in_memory(path)
    with tempfile.TemporaryDirectory() as folder:
        results = pathlib.Path(folder)
        found[protocol + ", on disk"] = bench.on_disk(path, results, 1)
        journals = list(results.rglob("journals/S*.jsonl"))
        lines = sum(len(one.read_bytes().splitlines()) for one in journals)
        found[protocol + ", events"] = lines / len(journals)
    for where in ("in memory", "on disk"):
        a_second = found[protocol + ", " + where] * found[protocol + ", events"]
        found[protocol + ", events a second " + where] = a_second
print(json.dumps(found))
"""


def environment(checkout: Path, kept: Path) -> dict[str, str]:
    """The version's own sources, with bytecode kept."""
    own = {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": str(kept / checkout.name)}
    return {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | own


def copied(before: Path, into: Path) -> list[str]:
    """The earlier version's protocols with their own texts, in a folder without anything that both share."""
    found = []
    for name in (study.replace("-", "_") for study in STUDIES):
        shutil.copytree(before / "protocols" / "texts" / name, into / "texts" / name)
        found.append(str(shutil.copy(before / "protocols" / f"{name}.yaml", into)))
    return found


def played(checkout: Path, kept: Path, protocols: list[str]) -> dict[str, float]:
    """Sessions a second and events of a session, by study."""
    command = [sys.executable, "-c", PLAYED, *protocols]
    done = subprocess.run(
        command, cwd=checkout, env=environment(checkout, kept), check=True, capture_output=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def core_ms(checkout: Path, kept: Path, *words: str) -> float:
    """Milliseconds of a core that the command takes; the best of a few."""
    best = float("inf")
    for _ in range(RUNS):
        before: Any = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "ikea_effect", *words]
        subprocess.run(
            command, cwd=checkout, env=environment(checkout, kept), check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, 1000 * taken)
    return best


def _quick(checkout: Path, words: tuple[str, ...]) -> tuple[str, ...]:
    """A check that lays out no screens: the first versions laid out none, and had no word for it."""
    source = (checkout / "ikea_effect" / "cli" / "protocols.py").read_text("utf-8")
    return ("--quick",) if words == CHECK and "--quick" in source else ()


def instructions(checkout: Path, kept: Path, *words: str) -> int:
    """How many instructions of the processor the command takes: in every run the same to a thousandth."""
    command = [sys.executable, "-m", "ikea_effect", *words]
    here = {**environment(checkout, kept), "PYTHONHASHSEED": "0"}
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    for one in (command, counting):  # the first run writes the bytecode
        done = subprocess.run(one, cwd=checkout, env=here, check=True, capture_output=True, text=True)
    return int(re.findall(r"Collected : (\d+)", done.stderr)[-1])


def counted(checkouts: Sequence[Path]) -> None:
    """Prints what a check takes in each, and in how many of the first one's."""
    with tempfile.TemporaryDirectory() as folder:
        each = [instructions(one, Path(folder), *CHECK, *_quick(one, CHECK)) for one in checkouts]
    rows = [
        Row(f"{one.name}: {many / each[0]:.3f} of the first", many / 1e6, "million")
        for one, many in zip(checkouts, each, strict=True)
    ]
    show(f"Instructions of `{' '.join(CHECK)}`, no screens laid out", rows)


def main(before: Path, turns: int) -> None:
    """Prints the best of each version side by side."""
    fast: dict[str, dict[Path, float]] = defaultdict(dict)
    slow: dict[str, dict[Path, float]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder:
        protocols = copied(before, Path(folder, "protocols"))
        for checkout in (before, HERE) * turns:
            for what, one in played(checkout, Path(folder), protocols).items():
                fast[what][checkout] = max(one, fast[what].get(checkout, 0.0))
            for words in (CHECK, ("--help",)):
                taken = core_ms(checkout, Path(folder), *words, *_quick(checkout, words))
                slow[" ".join(words)][checkout] = min(taken, slow[" ".join(words)].get(checkout, taken))
    rows = []
    for what, best in fast.items():
        unit = "events" if what.endswith("events") else "/s"
        rows += [Row(f"{what}: before", best[before], unit), Row("  now", best[HERE], unit)]
    for what, best in slow.items():
        rows += [Row(f"{what}: before", best[before], "ms"), Row("  now", best[HERE], "ms")]
    show(f"Before and now, best of {turns} turns, in time of one core", rows)
    if shutil.which("valgrind"):
        counted((before, HERE))


if __name__ == "__main__":
    if sys.argv[1] == "--instructions":
        counted([Path(one).resolve() for one in sys.argv[2:]])
        sys.exit()
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
