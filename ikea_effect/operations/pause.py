"""All desks of a study pause, such as for a fire alarm, and go on where they were."""

from __future__ import annotations

from ikea_effect.errors import ElicitationError
from ikea_effect.operations.cash import line, names_nobody, signed
from ikea_effect.record.pauses import Pause, enter_continued, enter_pause, pause_of
from ikea_effect.record.study import Study


def pause(study: Study, by: str | None, reason: str | None) -> Pause:
    """Has every desk wait; returns the pause.

    Raises: ElicitationError where nobody or no reason is named, or the study is paused already.
    """
    name, why = signed(by), line("--reason", reason, "fire alarm")
    names_nobody(study, "--reason", why)
    if (there := pause_of(study)) is not None:
        raise ElicitationError(
            f"study '{study.name}' is paused already: since {there.since}, by {there.by} ({there.reason}). "
            f"To go on: ikea-effect continue {study.name} --by NAME"
        )
    return enter_pause(study, name, why)


def go_on(study: Study, by: str | None) -> Pause:
    """Has every desk go on where it was; returns the pause that is over.

    Raises: ElicitationError where nobody is named, or the study is not paused.
    """
    name = signed(by)
    if (there := pause_of(study)) is None:
        raise ElicitationError(f"study '{study.name}' is not paused: there is nothing to continue.")
    enter_continued(study, name)
    return there
