"""A desk of its own, as a process: people come, and each gets a place through the store that desks share."""

from __future__ import annotations

from pathlib import Path

from ikea_effect.operations.run_place import Wish, place_taken
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.studies import open_study
from ikea_effect.record.study import Plan

STUDY = "norton-2012-1a"


def plan(name: str, seed: int = 1) -> Plan:
    """A scripted study of that name."""
    return plan_of(load_setup(STUDY, None, None), STUDY, name, "scripted", seed)


def arrivals(results: str, name: str, url: str, desk: int, count: int) -> list[tuple[int, str]]:
    """What the desk gives to those who come: slot and condition of each."""
    own = plan(name)
    study = open_study(Path(results) / f"desk{desk}", own, "2026-03-02T12:00:00.000Z", url)
    found = []
    for number in range(count):
        place = place_taken(study, own.protocol, f"D{desk}-{number}", Wish())
        found.append((place.slot, str(place.condition["labor"])))
    return found
