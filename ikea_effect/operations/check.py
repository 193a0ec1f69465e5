"""Everything that can be known to be wrong with a protocol before the first participant comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.experiment import replaces_the_shipped
from ikea_effect.protocol.kinds.judges import filled_later
from ikea_effect.protocol.names import name_faults
from ikea_effect.protocol.setup import Setup, Speaking, in_its_languages, load_setup
from ikea_effect.protocol.texts import levels_worded
from ikea_effect.protocol.texts_by_file import own_texts
from ikea_effect.report_languages import LANGUAGES


class Checked(NamedTuple):
    """What a check found: faults that must be mended, warnings to think about, and what was proved."""

    protocol: str
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    proved: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The findings as JSON values."""
        return {
            "protocol": self.protocol,
            "ok": not self.faults,
            "faults": [_as_json(fault) for fault in self.faults],
            "warnings": [_as_json(fault) for fault in self.warnings],
            "proved": list(self.proved),
        }

    def text(self) -> str:
        """The findings for a person."""
        lines = [str(fault) for fault in self.faults]
        lines += [f"warning: {fault}" for fault in self.warnings]
        lines += [f"ok  {sentence}" for sentence in self.proved]
        count = len(self.faults)
        how = f"{count} fault{'s' * (count != 1)}" if count else "in order"
        return "\n".join([*lines, f"{self.protocol}: {how}"])


def _as_json(fault: Fault) -> dict[str, str]:
    return {"where": fault.where, "path": fault.path, "message": fault.message, "stops": fault.stops}


def check(reference: str, experiment: str | None = None, *, quick: bool = False) -> Checked:
    """Loads everything in every language, and sends one simulated participant through every condition.

    Unless it is to be `quick`, every picture is decoded too, and every screen laid out in every language.
    """
    from ikea_effect.protocol.checks import stand_ins
    from ikea_effect.protocol.checks.lab import lab_doubts
    from ikea_effect.protocol.checks.study import static_faults, warnings
    from ikea_effect.protocol.checks.translation import untranslated

    try:
        setup = load_setup(reference, experiment)
        speaking = in_its_languages(setup)
        worded = levels_worded(own_texts(setup.texts.wordings))
        doubtful = (*warnings(setup.protocol, worded), *stand_ins.doubts(setup), *lab_doubts(setup))
        doubtful += (*untranslated(setup, speaking), *_misnamed(setup))
        faults = tuple(static_faults(setup, house_fonts(), speaking))
        if faults:
            return Checked(setup.protocol.id, faults, doubtful)
        walked = _walk(setup, reference, speaking)
        if not quick:
            walked += _looked_at(setup, speaking)
    except ProtocolError as error:
        return Checked(str(reference), error.faults)
    protocol = setup.protocol
    proved = (
        f"{len(protocol.languages)} language{'s' * (len(protocol.languages) != 1)} "
        f"({', '.join(protocol.languages)}): every text is there, every "
        "glyph is in the font",
        *walked,
        *_set_up_here(setup),
    )
    return Checked(protocol.id, (), doubtful, proved)


def _misnamed(setup: Setup) -> Iterator[Fault]:
    """Names for reports in other languages that are of nothing that the protocol declares."""
    for language in LANGUAGES:
        yield from name_faults(setup.protocol, language)


def _set_up_here(setup: Setup) -> tuple[str, ...]:
    """That an experiment of the user's own is taken, where one ships under the same name."""
    if not replaces_the_shipped(setup.protocol, setup.folder):
        return ()
    return (f"set up as {setup.folder / 'experiment.yaml'} says, not as the experiment that ships",)


def house_fonts() -> tuple[Any, ...]:
    """The font files that screens are drawn with."""
    from importlib.resources import files
    from pathlib import Path

    return tuple(sorted(Path(str(files("ikea_effect.session") / "fonts")).glob("*.ttf")))


def _looked_at(setup: Setup, speaking: Speaking) -> tuple[str, ...]:
    """Pictures decoded, screens laid out. Raises ProtocolError."""
    from ikea_effect.operations.check_screens import broken_pictures, laid_out

    if broken := list(broken_pictures(setup)):
        raise ProtocolError(broken)
    laid = laid_out(setup, speaking.setups.values())
    if laid.faults:
        raise ProtocolError(laid.faults)
    sizes = " and ".join(f"{width} x {height}" for width, height in laid.sizes)
    return (f"all {laid.screens} different screens fit a window of {sizes}, in every language",)


def _walk(setup: Setup, reference: str, speaking: Speaking) -> tuple[str, ...]:
    """One simulated session per condition and language, every text rendered. Raises ProtocolError."""
    from ikea_effect.operations.preview_walk import in_words, walk

    faults: list[Fault] = []
    proved: list[str] = []
    measured: set[str] = set()
    for language, here in speaking.setups.items():
        for condition in setup.protocol.conditions:
            walked = walk(here, reference, condition)
            faults += walked.faults
            measured |= walked.measured
            if language == setup.language and not walked.faults:
                proved.append(f"{in_words(condition)}: reaches the end after {walked.screens} screens")
    asked = {hypothesis.measure for hypothesis in setup.protocol.hypotheses}
    judged = {name for step in setup.protocol.timeline for name in filled_later(step)}
    faults += [
        Fault(
            reference,
            f"measures.{name}",
            "is named by a hypothesis, and no screen of any condition fills it.",
        )
        for name in sorted(asked - measured - judged)
    ]
    if faults:
        raise ProtocolError(list(dict.fromkeys(faults)))
    by_whom = "a screen or a judge" if asked & judged else "a screen"
    proved.append(f"every hypothesis names a measure that {by_whom} fills ({', '.join(sorted(asked))})")
    return tuple(proved)
