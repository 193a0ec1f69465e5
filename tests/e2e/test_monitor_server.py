"""The monitor as it is started: a real server on loopback, read as browsers read it, and acted upon."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from ikea_effect.operations.run import run_session
from ikea_effect.operations.status import status
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts
from ikea_effect.record.study_journal import legible
from tests.unit.operations.test_run import STUDY, Opened, asked, stop_before

pytestmark = pytest.mark.slow

PATIENCE_S = 60
COMMAND = (sys.executable, "-m", "ikea_effect", "monitor")


@contextmanager
def server(results: Path, *options: str) -> Iterator[str]:
    """A monitor in a process of its own; the address that it says. It ends in order by Ctrl+C."""
    command = [*COMMAND, STUDY, "--results", str(results), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found is not None, said
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) == 0


def opened(address: str, **headers: str) -> str:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return str(answer.read().decode())


def refused(address: str, fields: Mapping[str, str] | None = None, **headers: str) -> int:
    body = urllib.parse.urlencode(fields).encode() if fields is not None else None
    request = urllib.request.Request(address, body, headers)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=PATIENCE_S)
    error.value.close()
    return error.value.code


def sent(address: str, act: str, **fields: str) -> str:
    """What comes of filling in the form of an act."""
    form = opened(f"{address}{act}")
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key is not None
    body = urllib.parse.urlencode({**fields, "key": key[1]}).encode()
    with urllib.request.urlopen(f"{address}{act}", body, timeout=PATIENCE_S) as answer:
        return str(answer.read().decode())


def test_a_study_is_watched_paused_and_gone_on_with_while_a_session_runs(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1", desk="1"), stop_before(5))
    sits, may_go = threading.Event(), threading.Event()

    def meanwhile(shown: int) -> None:
        if shown == 3:
            sits.set()
            assert may_go.wait(PATIENCE_S)

    ended: list[bool] = []
    session = threading.Thread(
        target=lambda: ended.append(run_session(asked(tmp_path, "P2", desk="2"), Opened(meanwhile)).finished)
    )
    session.start()
    try:
        assert sits.wait(PATIENCE_S)
        with server(tmp_path) as address:
            watched(tmp_path, address)
    finally:
        may_go.set()
        session.join(PATIENCE_S)
    assert ended == [True]  # the monitor is closed: nobody at a desk noticed
    assert {one["participant"]: one["state"] for one in status(Study(tmp_path / STUDY))["participants"]} == {
        "P1": "stopped", "P2": "complete",
    }  # fmt: skip


def watched(results: Path, address: str) -> None:
    """The page, its changes, and the acts that it offers."""
    page = opened(address)
    assert "1 at work" in page
    assert "labor" not in page
    assert 'href="/stop?participant=P1"' in page
    assert "EventSource" in opened(f"{address}monitor.js")
    assert "P1" in opened(f"{address}print")
    assert refused(address, Host="elsewhere.example") == 400
    assert refused(f"{address}pause", {"by": "a", "reason": "fire alarm"}) == 403  # of no form of ours
    assert refused(f"{address}pause", {"by": "a", "reason": "x" * 10_000}) == 413
    study = Study(results / STUDY)
    assert not acts(study)

    with urllib.request.urlopen(f"{address}events", timeout=PATIENCE_S) as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        assert "default-src 'none'" in events.headers["content-security-policy"]
        until(events, "1 at work")
        assert "All desks are paused" in sent(address, "pause", by="assistant-1", reason="fire alarm")
        until(events, "by assistant-1: fire alarm")
        assert "P1 is stopped" in sent(
            address, "stop", by="assistant-2", participant="P1", pays="show-up", reason="felt ill"
        )
        until(events, "1 stopped")
        assert "The desks go on" in sent(address, "continue", by="assistant-1")
    told = [(act.kind, act.data["by"]) for act in legible(study) if "by" in act.data and act.kind != "books"]
    assert told == [("paused", "assistant-1"), ("stopped", "assistant-2"), ("continued", "assistant-1")]


def until(events: Iterator[bytes], words: str) -> None:
    """Reads until the words come; a server that never says them ends the test by its time limit."""
    assert any(words in line.decode() for line in events)


def test_on_the_network_only_a_token_opens_it_and_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1"), stop_before(2))
    with server(tmp_path, "--host", "0.0.0.0") as address:
        port, token = re.findall(r":(\d+)/\?token=(.+)", address)[0]
        here = f"http://127.0.0.1:{port}/"
        for place in ("", "events", "print", "monitor.js", "pause", "?token=guessed"):
            assert refused(f"{here}{place}") == 403
        assert refused(f"{here}pause", {"by": "a", "reason": "b"}) == 403
        assert refused(here, Cookie=f"ikea-effect-monitor-1={token}") == 403  # of another port
        assert "P1" in opened(here, Cookie=f"ikea-effect-monitor-{port}={token}")
        keeps = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with keeps.open(f"{here}?token={token}", timeout=PATIENCE_S) as answer:
            assert answer.url == here  # not in the address any more
            assert "P1" in answer.read().decode()
        taken = ended(tmp_path, "--port", port)
        assert (taken.returncode, "Take another --port" in taken.stderr) == (2, True)
        text = ended(tmp_path, "--once")
        assert (text.returncode, "P1" in text.stdout) == (0, True)


def ended(results: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a monitor says that ends by itself."""
    command = [*COMMAND, STUDY, "--results", str(results), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


# --- forms that nobody filled in as they were meant --------------------------------------------------------


def key_of(address: str, act: str, **headers: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', opened(f"{address}{act}", **headers))
    assert found is not None
    return found[1]


def test_forms_that_are_forged_wrong_or_absurd_do_nothing(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1"), stop_before(5))
    study = Study(tmp_path / STUDY)
    with server(tmp_path) as address:
        key = key_of(address, "stop")
        stop = {"by": "assistant-1", "participant": "P1", "pays": "show-up", "reason": "felt ill", "key": key}
        for wrong, code in (
            ({"key": ""}, 403),
            ({"key": key[:-1]}, 403),
            ({"key": key.upper()}, 403),
            ({"participant": "P2"}, 400),  # nobody of that name
            ({"participant": "../../secret"}, 400),
            ({"participant": "P" * 3000}, 400),
            ({"participant": "P1\0"}, 400),
            ({"participant": ""}, 400),
            ({"pays": "1000000"}, 400),
            ({"pays": ""}, 400),
            ({"by": ""}, 400),
            ({"by": "a" * 500}, 400),
            ({"by": "a\nb"}, 400),
            ({"reason": ""}, 400),
            ({"reason": "x" * 500}, 400),
            ({"reason": "x\u202ey"}, 400),
            ({"reason": "x" * 5000}, 413),
        ):
            assert refused(f"{address}stop", stop | wrong) == code, wrong
        for headers in ({"Host": "elsewhere.example"}, {"Host": "127.0.0.1.elsewhere.example"}):
            assert refused(f"{address}stop", stop, **headers) == 400
        assert refused(f"{address}move", {"by": "a", "participant": "P1", "desk": "\x07", "key": key}) == 400
        assert refused(f"{address}tell", {"by": "a", "desk": "9", "reason": "now", "key": key}) == 400
        assert refused(f"{address}erase", stop) == 404
        assert [event.kind for event in legible(study)] == ["claimed"]


def test_a_form_that_is_sent_twice_or_by_two_at_once_does_it_once(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1"), stop_before(5))
    study = Study(tmp_path / STUDY)
    with server(tmp_path) as address:
        stop = {
            "by": "assistant-1", "participant": "P1", "pays": "show-up", "reason": "felt ill",
            "key": key_of(address, "stop"),
        }  # fmt: skip

        def answered(_: int) -> int:
            body = urllib.parse.urlencode(stop).encode()
            try:
                with urllib.request.urlopen(f"{address}stop", body, timeout=PATIENCE_S) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                error.close()
                return error.code

        with ThreadPoolExecutor(4) as four:
            assert sorted(four.map(answered, range(4))) == [200, 400, 400, 400]
        assert answered(5) == 400
        paused = {"by": "assistant-1", "reason": "fire alarm", "key": stop["key"]}
        assert "All desks are paused" in sent(address, "pause", by="assistant-1", reason="fire alarm")
        assert refused(f"{address}pause", paused) == 400
    assert [event.kind for event in legible(study) if event.kind in ("stopped", "paused")] == [
        "stopped", "paused",
    ]  # fmt: skip
    rows = [row.line for row in read_ledger(study) if row.line.participant == "P1"]
    assert sorted(line.amount_minor for line in rows) == sorted([-rows[0].amount_minor, rows[0].amount_minor])


def test_on_the_network_a_form_needs_token_and_key(tmp_path: Path) -> None:
    run_session(asked(tmp_path, "P1"), stop_before(5))
    with server(tmp_path, "--host", "0.0.0.0") as address:
        port, token = re.findall(r":(\d+)/\?token=(.+)", address)[0]
        here, cookie = f"http://127.0.0.1:{port}/", f"ikea-effect-monitor-{port}={token}"
        fields = {"by": "a", "reason": "fire alarm", "key": key_of(here, "pause", Cookie=cookie)}
        assert refused(f"{here}pause", fields) == 403  # of another page: its cookie is not sent along
        assert refused(f"{here}pause", fields | {"token": token}) == 403
        assert refused(f"{here}pause", fields | {"key": "guessed"}, Cookie=cookie) == 403
        assert refused(f"{here}pause?token={token}", fields | {"key": ""}, Cookie=cookie) == 403
        assert [event.kind for event in legible(Study(tmp_path / STUDY))] == ["claimed"]
