"""Every step's time is in the data, from what its screens' replies say on the session's own clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.record.events import Event
from ikea_effect.record.observations import Row, tables

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
EVERYTHING, WITHIN = (load_protocol(PROTOCOLS / f"{name}.yaml") for name in ("everything", "within"))
BEGAN = {
    "format": 2, "participant": "P001", "condition": {"labor": "build"}, "mode": "lab", "language": "en",
}  # fmt: skip
Said = tuple[str, dict[str, Any]]


def reply(screen: str, rt_ms: int, values: dict[str, Any] | None = None) -> Said:
    return ("replied", {"screen": screen, "rt_ms": rt_ms, "values": values or {}})


def row(*said: Said, began: dict[str, Any] = BEGAN) -> Row:
    """A row of a session whose time of day runs backwards."""
    events = [
        Event(seq, kind, f"2026-03-02T09:00:{59 - seq:02}.000Z", 5000 * seq, "", data)
        for seq, (kind, data) in enumerate((("started", began), *said))
    ]
    [found] = tables(WITHIN, [events]).wide
    return found


@pytest.mark.parametrize("kind", sorted(set(BUILT_IN["step"]) - {"for_each"}))
def test_every_kind_of_step_has_its_time_in_the_codebook(kind: str) -> None:
    steps = [step for step in EVERYTHING.timeline if step.kind == kind]
    there = {column.name: column for column in columns_of(EVERYTHING)}
    for step in steps:
        column = there[column_of(f"{step.name}.seconds")]
        assert (column.type, column.unit, str(column.low), column.timed) == ("number", "seconds", "0", True)
        assert column.of == step.name


def test_a_step_lasts_as_long_as_its_screens_were_there_at_each_level_for_itself() -> None:
    found = row(
        reply("consent.page", 4200),
        reply("bid@partner.rule", 3000),
        ("interrupted", {}),
        ("resumed", {}),
        reply("bid@partner.amount", 1500),
        reply("bid@own.amount", 700),
        reply("about-you.skill", 10),
        ("finished", {"to_end": True}),
    )
    times = {name: value for name, value in found.items() if name.endswith(".seconds") or ".seconds." in name}
    assert {name: value for name, value in times.items() if value is not None} == {
        "consent.seconds": 4.2, "bid.seconds.partner": 4.5, "bid.seconds.own": 0.7, "about-you.seconds": 0.01,
    }  # fmt: skip


def test_a_step_that_was_left_in_the_middle_has_no_time_yet() -> None:
    found = row(reply("consent.page", 4200), reply("bid@own.rule", 3000), ("interrupted", {}))
    assert (found["consent.seconds"], found["bid.seconds.own"]) == (4.2, None)


def test_waiting_for_others_is_no_time_of_the_step() -> None:
    group = {"group": 1, "bidders": [], "sale": None}
    found = row(reply("bid@own.group", 60_000, group), reply("bid@own.rule", 1000), ("finished", {}))
    assert found["bid.seconds.own"] == 1.0


def test_tables_of_sessions_that_name_no_format_stay_as_they_were() -> None:
    old = {key: value for key, value in BEGAN.items() if key != "format"}
    assert not [
        name for name in row(reply("consent.page", 1), ("finished", {}), began=old) if "seconds" in name
    ]
