"""A protocol as one lab runs it: experiment, language, texts and materials, loaded and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.contents import Loaded
from ikea_effect.protocol.experiment import Experiment, load_experiment, with_overrides
from ikea_effect.protocol.kinds.pictures import shown_pictures
from ikea_effect.protocol.lab_texts import lab_texts
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol, canonical_json
from ikea_effect.protocol.part_texts import not_in_materials
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.resources import inside, underscored
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import Wording, spoken_wordings, texts_hash, texts_of

if TYPE_CHECKING:
    from ikea_effect.protocol.kits import Kit
    from ikea_effect.protocol.sheets import PaperSheet
    from ikea_effect.protocol.toolkits import Toolkit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything a session needs that does not depend on the participant."""

    protocol: Protocol  # with the experiment's overrides applied
    experiment: Experiment
    texts: Texts  # in the language of this session
    folder: Path  # the experiment's folder
    kits: Mapping[str, Kit] = field(default_factory=dict)  # good -> kit
    toolkits: Mapping[str, Toolkit] = field(default_factory=dict)  # good -> toolkit
    sheets: Mapping[str, PaperSheet] = field(default_factory=dict)  # good -> sheet of paper
    pictures: Mapping[str, Path] = field(default_factory=dict)  # good -> picture file
    digests: Mapping[str, str] = field(default_factory=dict)  # "experiment", "materials" -> SHA-256
    written: Mapping[str, Wording] = field(default_factory=dict)  # the texts, each with where it stands

    @property
    def language(self) -> str:
        """The language that participants read."""
        return self.texts.language

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of "texts", "experiment", "materials". Every text is read for it, also those not shown."""
        return {"texts": texts_hash(self.texts), **self.digests} if self.digests else {}


def load_setup(
    reference: str | Path,
    experiment: str | None = None,
    language: str | None = None,
    *,
    collecting: bool = True,
) -> Setup:
    """The protocol, set up as the experiment says (by default the one named like the protocol).

    `language` replaces the experiment's. With `collecting` false, sessions that are there already are read
    anew, whatever could not be begun now. Raises: ProtocolError with every fault of the files.
    """
    protocol = load_protocol(reference)
    here, folder = load_experiment(protocol, experiment)
    return set_up(protocol, here, folder, language, collecting=collecting)


def set_up(
    protocol: Protocol,
    here: Experiment,
    folder: Path,
    language: str | None = None,
    *,
    collecting: bool = True,
) -> Setup:
    """The protocol with this experiment's changes, texts and materials. Raises: ProtocolError."""
    faults: list[Fault] = []
    here = _with_goods_of_others(protocol, here)
    kits, toolkits, sheets, pictures = _materials(here, folder, faults)
    faults += _needed(protocol, here)
    if collecting:
        faults += [*protocol.uncollectable, *_nothing_to_look_at(protocol, here)]
    loaded = Loaded(kits, toolkits, sheets, here.overrides.currency or protocol.currency)
    faults += [one for step in protocol.timeline for one in step_kind(step.kind).faults(step, here, loaded)]
    speaks = language or here.language
    faults += _pictures_of_steps(protocol, here, folder)
    for file in here.materials:
        material(here, folder, ("materials", file), file, faults)
    if here.lab.logo is not None:
        material(here, folder, ("lab", "logo"), here.lab.logo, faults)
    _lab_file(here, folder, speaks, faults)
    theirs = lab_texts(here, folder, speaks)
    faults += not_in_materials(theirs.changed, loaded)
    if faults:
        raise ProtocolError(faults)
    written = spoken_wordings(protocol, speaks, theirs)
    digests = {
        "experiment": hashlib.sha256(canonical_json(here.kept).encode()).hexdigest(),
        "materials": materials_hash(folder),
    }
    changed = with_overrides(protocol, here)
    texts = texts_of(speaks, written)
    return Setup(changed, here, texts, folder, kits, toolkits, sheets, pictures, digests, written)


def in_language(setup: Setup, language: str) -> Setup:
    """The same set-up for participants who read another language. Raises: ProtocolError."""
    if language == setup.language:
        return setup
    faults: list[Fault] = []
    _lab_file(setup.experiment, setup.folder, language, faults)
    if faults:
        raise ProtocolError(faults)
    written = spoken_wordings(setup.protocol, language, lab_texts(setup.experiment, setup.folder, language))
    return replace(setup, texts=texts_of(language, written), written=written)


class Speaking(NamedTuple):
    """The set-up in each of the protocol's languages, and what is wrong with the files of others."""

    setups: Mapping[str, Setup]
    faults: tuple[Fault, ...] = ()

    @property
    def written(self) -> dict[str, Mapping[str, Wording]]:
        """{language: its texts, each with where it stands}."""
        return {language: one.written for language, one in self.setups.items()}


def in_its_languages(setup: Setup) -> Speaking:
    """The set-up in every language of its protocol, for a check that asks for each several times."""
    setups: dict[str, Setup] = {}
    faults: list[Fault] = []
    for language in setup.protocol.languages:
        try:
            setups[language] = in_language(setup, language)
        except ProtocolError as error:
            faults += error.faults
    return Speaking(setups, tuple(faults))


def _with_goods_of_others(protocol: Protocol, here: Experiment) -> Experiment:
    """The experiment with the files of a good also for what others made of it."""
    others = protocol.goods_of_others
    more = {name: here.goods[other.good] for name, other in others.items() if other.good in here.goods}
    return here.model_copy(update={"goods": {**here.goods, **more}}) if more else here


def _materials(
    here: Experiment, folder: Path, faults: list[Fault]
) -> tuple[dict[str, Kit], dict[str, Toolkit], dict[str, PaperSheet], dict[str, Path]]:
    kits = _each(here, folder, "kit", _kit, faults)
    kits = {good: _with_images(here, folder, good, kit, faults) for good, kit in kits.items()}
    toolkits = _each(here, folder, "toolkit", _toolkit, faults)
    sheets = _each(here, folder, "sheet", _sheet, faults)
    return kits, toolkits, sheets, _each(here, folder, "picture", lambda path: path, faults)


# What a material is declared with is imported where a good has one: a study mostly has one sort, or none.


def _kit(path: Path) -> Kit:
    from ikea_effect.protocol.kits import load_kit

    return load_kit(path)


def _toolkit(path: Path) -> Toolkit:
    from ikea_effect.protocol.toolkits import load_toolkit

    return load_toolkit(path)


def _sheet(path: Path) -> PaperSheet:
    from ikea_effect.protocol.sheets import load_sheet

    return load_sheet(path)


def _each(
    here: Experiment, folder: Path, part: str, load: Callable[[Path], T], faults: list[Fault]
) -> dict[str, T]:
    """What each good's file of this part holds, by good; what is wrong with the files goes to `faults`."""
    found = {}
    for good, materials in here.goods.items():
        relative = getattr(materials, part)
        if relative is None:
            continue
        path = material(here, folder, ("goods", good, part), relative, faults)
        if path is not None:
            try:
                found[good] = load(path)
            except ProtocolError as error:
                faults += error.faults
    return found


def _with_images(here: Experiment, folder: Path, good: str, kit: Kit, faults: list[Fault]) -> Kit:
    """The kit with the pictures of its parts where they lie; those that are not there go to `faults`."""
    at = ("goods", good, "kit")
    files = {part: material(here, folder, at, image, faults) for part, image in kit.images.items()}
    return kit.with_images({part: path for part, path in files.items() if path is not None})


def material(
    here: Experiment, folder: Path, steps: tuple[str | int, ...], relative: str, faults: list[Fault]
) -> Path | None:
    """The file inside the experiment's folder, or nothing and a fault."""
    path = inside(folder, relative)
    if path is None:
        message = f"names '{relative}', which is not inside the experiment's folder.\nWrite materials/..."
        faults.append(here.fault(steps, message))
    elif not path.is_file():
        faults.append(here.fault(steps, f"names '{relative}', and there is no such file in {folder.name}/."))
    else:
        return path
    return None


def _lab_file(here: Experiment, folder: Path, language: str, faults: list[Fault]) -> None:
    """A fault where texts are worded otherwise in a file that is not there."""
    said = here.overrides.texts.get(language)
    if isinstance(said, str):
        material(here, folder, ("overrides", "texts", language), said, faults)


def _pictures_of_steps(protocol: Protocol, here: Experiment, folder: Path) -> Iterator[Fault]:
    """Pictures that steps and measures show and that are not there."""
    for picture, by in shown_pictures(protocol):
        path = inside(folder, picture)
        if not picture.startswith("materials/") or path is None:
            message = f"shows '{picture}' in {by}.\nWrite materials/..."
        elif not path.is_file():
            message = f"lacks '{picture}', which {by} shows. Put the file there, or name another."
        else:
            continue
        yield here.fault((), message) if here.said else _nowhere(protocol, f"'{picture}', which {by} shows")


_SHOWS = ("picture", "kit", "sheet", "toolkit")
"""Materials of which a good can be shown."""


def _needed(protocol: Protocol, here: Experiment) -> list[Fault]:
    """Goods that are built or designed, without the material for it."""
    faults = []
    for step in protocol.timeline:
        part, good = step_kind(step.kind).needs, step.its_good
        if not part or good is None or getattr(here.goods.get(good), part, None):
            continue
        if not here.said:
            faults.append(
                _no_experiment(protocol, f"{part} for '{good}'", f"{{{good}: {{{part}: materials/...}}}}")
            )
            continue
        message = (
            f"has no {part} for '{good}', which the step '{step.name}' needs.\nWrite {part}: materials/..."
        )
        faults.append(here.fault(("goods", good), message))
    return list(dict.fromkeys(faults))


def _nothing_to_look_at(protocol: Protocol, here: Experiment) -> list[Fault]:
    """Goods that are looked at, without a picture and without what one could be drawn from.

    What is made in the session is drawn from its kit or toolkit: if that is missing, it is told already.
    """
    faults = []
    made = {step.its_good for step in protocol.timeline if step_kind(step.kind).needs}
    looked_at = [
        (step, good)
        for step in protocol.timeline
        for good in step.its_goods
        if step_kind(step.kind).looks or len(step.its_goods) > 1
    ]
    for step, good in looked_at:
        if good in made or any(getattr(here.goods.get(good), part, None) for part in _SHOWS):
            continue
        if not here.said:
            faults.append(
                _no_experiment(protocol, f"picture of '{good}'", f"{{{good}: {{picture: materials/..}}}}")
            )
            continue
        message = (
            f"has no picture of '{good}', which the step '{step.name}' shows.\nWrite picture: materials/..."
        )
        faults.append(here.fault(("goods", good), message))
    return list(dict.fromkeys(faults))


def _no_experiment(protocol: Protocol, lacks: str, goods: str) -> Fault:
    return _nowhere(protocol, f"a {lacks}", f", goods: {goods}")


def _nowhere(protocol: Protocol, lacks: str, more: str = "") -> Fault:
    message = (
        f"is not there, and the timeline needs {lacks}.\nWrite in it: "
        f"{{protocol: {protocol.id}, language: {protocol.languages[0]}{more}}}"
    )
    return Fault(f"experiments/{underscored(protocol.id)}/experiment.yaml", "", message)


def materials_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of all files in materials/; hidden files do not count."""
    total = hashlib.sha256()
    root = folder / "materials"
    for path in sorted(root.rglob("*"), key=lambda one: one.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()
