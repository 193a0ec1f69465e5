"""Looks at a study's verdicts before its planned sample is complete: withheld, or shown and kept."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ikea_effect.operations.looks import looks_of, next_look, plan_of
from ikea_effect.record.claims import ENDED
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts, add_act
from ikea_effect.record.study_journal import damage_of
from ikea_effect.record.withdrawals import withdrawn_after

if TYPE_CHECKING:
    from ikea_effect.analysis.basis import Interim

KIND = "looked"
"""The act of a look in the study's journal."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look that is asked for: by which command, by whom, and why; `planned` numbers a planned one."""

    command: str
    who: str = ""
    why: str = ""
    planned: int | None = None

    @property
    def by(self) -> str:
        """Who looks: as told, else the account."""
        return self.who or _account()


def planned_sample(study: Study) -> int:
    """How many participants the study plans in all."""
    return study.protocol.planned_in_all


def interim_of(study: Study, complete: int, look: Look | None = None) -> Interim | None:
    """How far a study with people is, if it is below its planned sample; a look at it is kept first.

    Whoever ended and withdrew later counts as collected: a study is not interim for good because somebody
    withdrew. Who withdrew before, or was only sent away, does not: else codes that nobody sat for would end
    it. A study whose protocol plans looks is interim until one of them ends it.
    Raises: StationError if the look cannot be kept; then nothing is shown.
    """
    from ikea_effect.analysis.basis import Interim

    planned = planned_sample(study)
    if study.mode != "lab" or _is_over(study, complete + withdrawn_after(study, ENDED), planned):
        return None
    if look is not None and look.planned is None:
        add_act(
            study,
            KIND,
            {
                "command": look.command,
                "who": look.by,
                "why": look.why,
                "complete": complete,
                "planned": planned,
            },
        )
    return Interim(complete, planned, look is not None and look.planned is None, next_look(study))


def _is_over(study: Study, complete: int, planned: int) -> bool:
    """Whether nothing more is to come: by the plan of looks, else by the planned sample."""
    if plan_of(study.protocol) is None:
        return complete >= planned
    looks = looks_of(study)
    return bool(looks) and looks[-1].ends


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account, as in some containers
        return "unknown"


def collection_notes(study: Study) -> tuple[str, ...]:
    """Sentences on looks taken before the sample was complete, and on damage to the study's journal."""
    return (*(one.sentence for one in looks_of(study)), *_looks(study), *_damage(study))


def _damage(study: Study) -> Iterator[str]:
    if (error := damage_of(study)) is not None:
        yield f"{error} Looks at the verdicts that stood there are not told. ikea-effect repair {study.name}"


def _looks(study: Study) -> tuple[str, ...]:
    there = (act.data for act in acts(study) if act.kind == KIND)
    looks = [data for data in there if {"complete", "planned"} <= data.keys()]
    if not looks:
        return ()
    times = "once" if len(looks) == 1 else f"{len(looks)} times"
    at = ", ".join(dict.fromkeys(f"{one['complete']} of {one['planned']}" for one in looks))
    return (
        f"Verdicts were looked at {times} before the planned sample was complete (at {at} participants): "
        "error rates of tests hold only if collection did not depend on what was seen.",
    )
