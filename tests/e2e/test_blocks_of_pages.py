"""What stands in the blocks of the pages runs, line by line, and prints what stands below it.

Tutorials, the lab week, the page of Python and that of a new kind have tests of their own. A line that no
test can run stands in NOT_RUN, with the reason.
"""

from __future__ import annotations

import logging
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, SessionInterrupted
from tests.e2e.desk_in_a_storm import Hand

CHECKOUT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STUDY = "norton-2012-1a"
WALKED = {
    "first-study.md": "test_tutorials.py",
    "replication.md": "test_tutorials.py",
    "from-a-csv.md": "test_tutorials.py",
    "translating.md": "test_tutorials.py",
    "commands.md": "tests/architecture/test_documents.py",
    "lab-week.md": "test_lab_week.py",
    "python.md": "test_python_page.py",
    "a-new-kind.md": "test_kind_page.py",
}
"""Pages that another test runs whole."""
PAGES = sorted(
    page
    for page in (*CHECKOUT.glob("docs/*.md"), CHECKOUT / "README.md")
    if page.name not in WALKED and BLOCK.search(page.read_text("utf-8"))
)
NOT_RUN = {
    "sh demo.sh": "sets a machine up and runs two studies in windows: a check of its own (.ci/run)",
    "sh test.sh": "runs this test",
    "python -m venv": "fetches packages: tests/e2e/test_wheel.py installs",
    ".venv/bin/": "fetches packages: tests/e2e/test_wheel.py installs",
    "apt-get": "needs root and the network",
    "sudo": "needs root and a server: tests/e2e/test_shared_store.py has one",
    "ikea-effect run": "opens a window for somebody: tests/e2e/test_shipped_window.py",
    "ikea-effect desk norton-2012-1a --study pilot --desk": "opens a window for a day: test_one_desk.py",
    "ikea-effect desk --study pilot --desk": "opens a window for a day: test_lab_week.py",
    "ikea-effect monitor": "serves until it is ended: test_monitor_server.py",
    "dask": "needs other machines",
    "ikea-effect power sarstedt-2017 --n 60,120 --studies 2000 --executor tcp": "needs other machines",
    "ikea-effect analyze norton-2012-1a --executor tcp": "needs other machines",
    "ikea-effect power sarstedt-2017 --n 60,120 --studies 2000 --executor dask": "tests/unit/diagnosis",
    "ikea-effect tell": "needs somebody who sits there: tests/unit/operations/test_pause.py",
    "ikea-effect move": "needs somebody who sits there: tests/unit/operations/test_pause.py",
    "ikea-effect report norton-2012-1a-simulated": "first-study.md reports a study like it",
    "ikea-effect report STUDY --registered": "tests/unit/report/test_consort.py",
    "ikea-effect preview": "first-study.md draws as many screens",
    "ikea-effect analyze norton-2012-1a --data bids.csv --json |": "needs jq, which not everybody has",
    "Rscript": "needs R: tests/oracle holds what it printed",
}
"""What a line begins with -> why no test runs it."""
SMALLER = {
    "--studies 2000": "--studies 10",
    "--full": "--full --studies 2",
    "--deciders": "--deciders --studies 20",
    "--power 0.9": "--power 0.9 --studies 200",
    "--studies 200 --out plans": "--n 12 --studies 10 --out plans",
    "--studies 10 --executor processes": "--studies 10 --hypothesis assemblers-own-more --executor processes",
    "--n 200 --seed 7": "--n 40 --seed 7 --replace",
    "python ikea_effect/": f"python {CHECKOUT}/ikea_effect/",
    " P001.json": f" results/{STUDY}/receipts/P001.json",
}
"""What would take minutes, and where files lie that the page has beside each other."""


BEFORE = (
    f"ikea-effect simulate {STUDY} --n 40 --seed 7",
    f"ikea-effect export {STUDY}-simulated",
    f"cp results/{STUDY}-simulated/exports/observations.csv bids.csv",
)
"""What lies in the folder, as the pages take it to."""


class Leaves(Hand):
    """Answers until the bid, and gets up."""

    def show(self, screen: Screen) -> Reply:
        if screen.id == "bid.amount":
            raise SessionInterrupted(screen.id)
        return super().show(screen)


def _comes(participant: str, hand: type[Hand] = Hand) -> None:
    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return hand(participant, answer)

    request = RunRequest(STUDY, participant, experiment="our-lab", mode="scripted", seed=1, desk="3")
    run_session(request, opened)


def _declares_pay(folder: Path) -> None:
    """A lab's own set-up, which says what people get who find no place."""
    here = folder / "experiments" / "our_lab"
    shutil.copytree(CHECKOUT / "experiments" / "norton_2012_1a", here)
    said = (here / "experiment.yaml").read_text("utf-8")
    pays = "overrides: {payment: {sent_away: 6.00, no_show: 0.00}} "
    (here / "experiment.yaml").write_text(said.replace("overrides: {} ", pays), "utf-8")


def _plans_looks(folder: Path) -> None:
    """A study of one's own, whose sequential plan looks at it twice."""
    said = (CHECKOUT / "protocols" / "norton_2012_1a.yaml").read_text("utf-8")
    plan = "\nsequential: {plan: group-sequential, hypothesis: builders-bid-more, looks: [20, 40]}\n"
    said = said.replace("per_condition: 100", "per_condition: 40") + plan
    (folder / "my-study.yaml").write_text(said, "utf-8")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study of eight people, of whom the last left, and a simulated one."""
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        logging.disable(logging.WARNING)
        _declares_pay(folder)
        _plans_looks(folder)
        for number in range(1, 8):
            _comes(f"P{number:03}")
        _comes("P008", Leaves)
        for line in BEFORE:
            assert _called(line) == 0
        logging.disable(logging.NOTSET)
    for name in ("survey.csv", "theirs.csv"):
        shutil.copy(CHECKOUT / "tests/data/foreign/qualtrics.csv", folder / name)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_every_line_of_a_page_runs_and_prints_what_stands_below_it(
    page: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shutil.copytree(kept, tmp_path / "here"))
    printed, faults = "", []
    for kind, body in BLOCK.findall(_page(page)):
        if kind == "text":
            missing = [
                line for line in body.splitlines() if line.strip().replace("STUDY", STUDY) not in printed
            ]
            faults += [f"{line}\nis not in\n{printed}" for line in missing]
            continue
        printed = ""
        for line in _lines(body):
            ended = _called(line)
            out, err = capfd.readouterr()
            faults += [f"{line}\n{out}\n{err}"] if ended else []
            printed += out
    assert not faults, "\n".join(faults)


def test_what_no_test_runs_stands_on_some_page() -> None:
    lines = [
        line for page in PAGES for kind, body in BLOCK.findall(_page(page.name)) for line in body.splitlines()
    ]
    assert [begins for begins in NOT_RUN if not any(map(str.startswith, lines, [begins] * len(lines)))] == []


def _page(name: str) -> str:
    return next(page for page in PAGES if page.name == name).read_text("utf-8")


def _lines(body: str) -> Iterator[str]:
    for line in body.replace("\\\n", " ").splitlines():
        if line.startswith(tuple(NOT_RUN)) or not line.strip():
            continue
        if line in _elsewhere():
            continue
        for large, small in {**SMALLER, "STUDY": STUDY}.items():
            line = line.replace(large, small)
        yield line


@cache
def _elsewhere() -> frozenset[str]:
    """What is run with the pages that other tests run."""
    pages = [(CHECKOUT / "docs" / page).read_text("utf-8") for page in WALKED]
    return frozenset(line for page in pages for _, body in BLOCK.findall(page) for line in body.splitlines())


def _called(line: str) -> int:
    """The exit code; the program in this process, where only it is called."""
    words = shlex.split(line, comments=True)
    if words[0] == "ikea-effect" and not {"|", ">"} & set(words):
        with pytest.raises(SystemExit) as ended:
            main(words[1:])
        return int(ended.value.code or 0)
    line = re.sub("^ikea-effect ", "python -m ikea_effect ", line)
    return subprocess.run(["sh", "-euc", re.sub("^python ", f"{sys.executable} ", line)]).returncode
