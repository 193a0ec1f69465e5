"""The questionnaire parts of a protocol as a file of PsychoPy's Builder, and what cannot stand in one.

What a page asks is carried over by what is asked, whatever kind of step asks it. A step goes over whole or
not at all; half a bid would be none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import Fault, ProtocolError, listed
from ikea_effect.operations.builder_pages import can_stand, routine_of
from ikea_effect.operations.preview_walk import SECRET, Reading
from ikea_effect.operations.psyexp import Routine, psyexp
from ikea_effect.protocol.levels import crossed, step_of
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.protocol.timeline import Step
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.engine import play
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline


class BuilderFile(NamedTuple):
    """What was written: where, which steps are in it, and what is not, each in a sentence."""

    out: Path
    steps: tuple[str, ...]
    left_out: tuple[str, ...]


class _Seen(NamedTuple):
    """A page, and the conditions whose participants see it so."""

    page: Screen
    conditions: tuple[Condition, ...]


def export_builder(protocol: str, out: Path, language: str | None = None) -> BuilderFile:
    """Writes the file. Raises: ProtocolError where the protocol is wrong, or none of its steps can stand."""
    setup = load_setup(protocol, None, language, collecting=False)
    routines, steps, left_out = _carried(setup)
    if not routines:
        why = "has no step that can stand in a Builder file: pages to read and questions can."
        raise ProtocolError([Fault(setup.protocol.id, "timeline", why)])
    with disk_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_durably(out, psyexp(setup.protocol.id, _info(setup), routines))
    return BuilderFile(out, tuple(steps), tuple(left_out))


def _info(setup: Setup) -> dict[str, str]:
    """What Builder asks for at the start: the participant, and the level of each factor between people."""
    factors = setup.protocol.factors.items()
    return {
        "participant": "P001",
        **{name: next(iter(one.levels)) for name, one in factors if not one.within},
    }


def _carried(setup: Setup) -> tuple[list[Routine], list[str], list[str]]:
    """The routines, the steps that they are of, and what is left out."""
    routines: list[Routine] = []
    steps: list[str] = []
    left_out: list[str] = []
    for step, seen in _by_step(setup):
        if why := _why_not(step, [one.page for one in seen]):
            left_out.append(why)
            continue
        steps.append(step.name)
        for number, one in enumerate(seen, start=1):
            assert isinstance(one.page, Page)
            made, notes = routine_of(one.page, setup.texts, number, _skip_if(setup, one.conditions))
            routines.append(made)
            left_out += notes
        left_out += _rules(step)
    return routines, steps, list(dict.fromkeys(left_out))


def _why_not(step: Step, pages: Sequence[Screen]) -> str:
    """Why a step cannot stand in the file; empty where it can."""
    lacking = [reason for page in pages if (reason := can_stand(page))]
    return f"{step.name} ({step.kind}): {lacking[0]}" if lacking else ""


def _rules(step: Step) -> Iterator[str]:
    """What decides whether or in which order a step is shown, and does not go over."""
    if step.only_if is not None:
        yield f"{step.name}: everybody sees it; `only_if` does not go over"
    if step.levels:
        yield f"{step.name}: stands where it is written; the order of repetitions does not go over"


def _skip_if(setup: Setup, conditions: Sequence[Condition]) -> str:
    """The Python that skips a page for everybody but these; empty where everybody sees it."""
    every = setup.protocol.conditions
    if len(conditions) == len(every):
        return ""
    factors = {name: tuple(one.levels) for name, one in setup.protocol.factors.items() if not one.within}
    names = list(factors)
    here = ", ".join(f"expInfo[{name!r}]" for name in names)
    each = [
        tuple(one.values())
        for condition in conditions
        for one in crossed(factors | {name: (level,) for name, level in condition.items()})
    ]
    wanted = ", ".join(map(repr, each))
    return f"({here},) not in [{wanted}]"


def _by_step(setup: Setup) -> Iterator[tuple[Step, list[_Seen]]]:
    """Every step with its different pages, in the order of the timeline."""
    walks = [(condition, _screens(setup, condition)) for condition in setup.protocol.conditions]
    for step in setup.protocol.timeline:
        found: dict[str, _Seen] = {}
        for condition, screens in walks:
            for screen in (one for one in screens if _of(step, one)):
                key = repr(_as_seen(screen))
                before = found.get(key, _Seen(screen, ()))
                if condition not in before.conditions:
                    found[key] = _Seen(screen, (*before.conditions, condition))
        if found:
            yield step, list(found.values())


def _as_seen(screen: Screen) -> Screen:
    """The screen without what is not drawn of it, or moves with the session."""
    still = replace(screen, progress=0.0)
    return replace(still, expects={}) if isinstance(still, Page) else still


def _of(step: Step, screen: Screen) -> bool:
    return step_of(screen.id) == step.name


def _screens(setup: Setup, condition: Condition) -> list[Screen]:
    context = Context(setup, "builder", condition, SECRET, shows_all=True)
    frontend = Reading(Respondent(context, latent={}), setup)
    play(timeline(context), frontend, MemoryJournal(), desk=FullDesk())
    return frontend.shown


def builder_text(found: BuilderFile) -> str:
    """What was written, in lines for a person."""
    lines = [f"{found.out}: {listed(found.steps)}"]
    lines += [f"left out  {one}" for one in found.left_out]
    return "\n".join([*lines, *_ALWAYS])


_ALWAYS = (
    "left out  assignment, payment, draws, journals: Builder asks for the levels at the start",
    "left out  answers that are right or wrong, ends of numbers, least words: check them in the data",
)
