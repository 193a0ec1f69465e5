"""A study of one's own, begun as a copy: protocol, texts, materials and run.py, with the amounts named."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, ProtocolError, listed
from ikea_effect.operations.check import Checked, check
from ikea_effect.protocol.experiment import find_experiment
from ikea_effect.protocol.loading import find_protocol, load_protocol, protocol_ids
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import underscored
from ikea_effect.protocol.tree import Tree, parse_tree, shown
from ikea_effect.record.disk import write_whole

OPTIONS = {
    "currency": "--currency",
    "show_up": "--show-up",
    "endowment": "--endowment",
    "mechanism": "--prices",
}
"""What names the values at a place of the file."""
NOTHING_WRITTEN = Fault(
    "nothing was written", "", "Name amounts that fit, or copy without these options and change the copy."
)
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Prices(NamedTuple):
    """The prices that a bid may have: from low to high in steps."""

    low: Decimal
    high: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class NewStudy:
    """What is to be begun: its id, what it is copied from, and what differs; what is not named stays."""

    id: str
    source: str = "norton-2012-1a"
    folder: Path = Path()
    title: str | None = None
    languages: tuple[str, ...] = ()
    currency: str | None = None
    show_up: Decimal | None = None
    endowment: Decimal | None = None
    prices: Prices | None = None

    @property
    def differs(self) -> bool:
        """Whether anything but the id is to be another than in the original."""
        named = (self.title, self.currency, self.show_up, self.endowment, self.prices)
        return bool(self.languages) or any(one is not None for one in named)


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written, and what `check` says of it."""

    id: str
    source: str
    files: tuple[Path, ...]
    checked: Checked
    scaled: tuple[str, ...] = field(default=())
    """Amounts that follow from the named prices, as they are written now."""

    @property
    def protocol(self) -> Path:
        """The file to edit first."""
        return self.files[0]

    def to_json(self) -> dict[str, Any]:
        """What was written, as JSON values."""
        files = [shown(path) for path in self.files]
        return {
            "id": self.id,
            "from": self.source,
            "files": files,
            "follow": list(self.scaled),
            "check": self.checked.to_json(),
        }


def begin(wanted: NewStudy) -> Begun:
    """Copies a protocol with its texts, materials and run.py under another id; nothing there is overwritten.

    What was named and cannot be leaves no file behind. A copy of a faulty original, unchanged, stays,
    so that the fault can be mended in it.
    Raises: ProtocolError for an id, a language or an amount that cannot be, and for files that are there.
    """
    source = load_protocol(wanted.source)
    refuse_id(wanted.id)
    languages = _languages(source, wanted.languages)
    places = _places(wanted)
    if there := next((place for place in places if place.exists()), None):
        raise refused(shown(there), "is there already, and nothing is overwritten. Choose another id.")
    text, scaled = _reworded(source, wanted, languages)
    made = _to_be_made(wanted, languages)
    files = list(_written(source, wanted, languages, text))
    checked = check(str(places[0]), quick=True)
    if checked.faults and wanted.differs:
        _take_back(files, wanted, made)
        raise ProtocolError([*(_of_option(fault, source.id) for fault in checked.faults), NOTHING_WRITTEN])
    return Begun(wanted.id, source.id, tuple(files), checked, tuple(scaled))


def _written(source: Protocol, wanted: NewStudy, languages: tuple[str, ...], text: str) -> Iterator[Path]:
    """Writes the copy, file by file."""
    places = _places(wanted)
    yield _write(places[0], text)
    for language in languages:
        yield _write(places[1] / f"{language}.yaml", _texts_of(source, language))
    yield from _names(source, wanted, languages)
    yield from _experiment(source, wanted.id, languages[0], places[2])


def _to_be_made(wanted: NewStudy, languages: tuple[str, ...]) -> list[Path]:
    """The folders that are not there yet, the deepest first."""
    names = [wanted.folder / "protocols" / "names" / language / "any" for language in languages]
    found = {folder for place in (*_places(wanted), *names) for folder in place.parents}
    return sorted((one for one in found if not one.exists()), key=lambda one: -len(one.parts))


def _take_back(files: list[Path], wanted: NewStudy, made: list[Path]) -> None:
    """Removes what was written, and the folders that were made for it."""
    for path in files:
        path.unlink()
    for own in _places(wanted)[1:]:
        shutil.rmtree(own, ignore_errors=True)
    for folder in (one for one in made if one.is_dir() and not any(one.iterdir())):
        folder.rmdir()


def _of_option(fault: Fault, source: str) -> Fault:
    """What is wrong in the copy, at the option that says so, or at the original's place."""
    option = next((said for part, said in OPTIONS.items() if part in fault.path), f"the copy of {source}")
    return Fault(option, fault.path, fault.message, fault.stops)


def _places(wanted: NewStudy) -> tuple[Path, Path, Path]:
    """The protocol's file, the folder of its texts, and that of its experiment."""
    name = underscored(wanted.id)
    protocols = wanted.folder / "protocols"
    return protocols / f"{name}.yaml", protocols / "texts" / name, wanted.folder / "experiments" / name


def refuse_id(name: str) -> None:
    """Raises ProtocolError for an id that cannot be, or that a protocol has already."""
    if not ID.fullmatch(name):
        raise refused(
            "the id", f"'{name}' cannot be. Lower case letters and digits, joined by hyphens: shelf-pilot."
        )
    if name in protocol_ids():
        raise refused("the id", f"'{name}' is a protocol that is there already. Choose another.")


def _languages(source: Protocol, wanted: tuple[str, ...]) -> tuple[str, ...]:
    for language in wanted:
        if language not in source.languages:
            said = f"'{language}' is no language of {source.id}. It has {listed(source.languages)}."
            raise refused("--language", said)
    return tuple(dict.fromkeys(wanted)) or tuple(source.languages)


def _texts_of(source: Protocol, language: str) -> str:
    relative = Path("texts") / underscored(source.id) / f"{language}.yaml"
    return (find_protocol(source.file or source.id).parent / relative).read_text("utf-8")


def _names(source: Protocol, wanted: NewStudy, languages: tuple[str, ...]) -> Iterator[Path]:
    """What reports in these languages call the parts of the study; its title is another one."""
    folder = find_protocol(source.file or source.id).parent / "names"
    there = [folder / language / f"{underscored(source.id)}.yaml" for language in languages]
    for path in (one for one in there if one.is_file()):
        copy = wanted.folder / "protocols" / "names" / path.parent.name / f"{underscored(wanted.id)}.yaml"
        lines = path.read_text("utf-8").splitlines(keepends=True)
        if not copy.exists():
            yield _write(copy, "".join(line for line in lines if not line.startswith("title:")))


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
    return path


def refused(where: str, message: str) -> ProtocolError:
    """What is raised where something asked for cannot be."""
    return ProtocolError([Fault(where, "", message)])


# --- the protocol's file -----------------------------------------------------------------------------------


def _reworded(source: Protocol, wanted: NewStudy, languages: tuple[str, ...]) -> tuple[str, list[str]]:
    """The file with its comments, other words at the places that differ, and what follows from prices."""
    path = find_protocol(source.file or source.id)
    text = path.read_text("utf-8")
    tree = parse_tree(text, shown(path))
    new: dict[Steps, str] = {("id",): wanted.id, ("version",): "1"}
    named = {
        ("title",): None if wanted.title is None else quoted(wanted.title),
        ("currency",): wanted.currency,
        ("payment", "show_up"): _amount(wanted.show_up),
        ("payment", "endowment"): _amount(wanted.endowment),
    }
    new |= {steps: said for steps, said in named.items() if said is not None}
    if missing := [steps for steps in new if steps not in tree.values]:
        place = ".".join(map(str, missing[0]))
        raise refused(source.id, f"has no {place} that could be another. Leave it out, or add it by hand.")
    priced = dict(_priced(tree, source, wanted.prices)) if wanted.prices else {}
    said = _replaced(text, tree, new | priced)
    if languages != tuple(source.languages):
        said = re.sub(r"(?m)^languages: .*$", f"languages: [{', '.join(languages)}]", said, count=1)
    head = f"# A copy of {source.id}, version {source.version}. Say in `notes` what differs from it.\n"
    follows = [f"{'.'.join(map(str, steps))}: {value}" for steps, value in priced.items()]
    return head + said, follows


def quoted(words: str) -> str:
    """The words as YAML has them on one line, whatever they are."""
    return json.dumps(words, ensure_ascii=False)


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _priced(tree: Tree, source: Protocol, prices: Prices) -> Iterator[tuple[Steps, str]]:
    """The ends and steps of every bid's prices, and examples moved to the same part of the new range."""
    mechanisms = [steps[:-1] for steps in tree.values if steps[-2:] == ("mechanism", "kind")]
    ranged = [steps for steps in mechanisms if (*steps, "low") in tree.values]
    if not ranged:
        raise refused("--prices", f"no bid of {source.id} has a range of prices.")
    for steps in ranged:
        before = _prices_at(tree, steps)
        for name, value in zip(Prices._fields, prices, strict=True):
            yield (*steps, name), format(value, "f")
        for end in ("low", "high"):
            if (place := (*steps, "examples", end)) in tree.values:
                yield place, format(_moved(Decimal(tree.texts[place]), before, prices), "f")


def _prices_at(tree: Tree, steps: Steps) -> Prices:
    return Prices(*(Decimal(tree.texts[*steps, name]) for name in Prices._fields))


def _moved(amount: Decimal, before: Prices, after: Prices) -> Decimal:
    """The amount at the same part of another range, on its grid."""
    part = (amount - before.low) / (before.high - before.low)
    return after.low + round(part * (after.high - after.low) / after.step) * after.step


def _replaced(text: str, tree: Tree, new: Mapping[Steps, str]) -> str:
    """The text with other values at these places; whatever else is written stays to the letter."""
    lines = text.splitlines(keepends=True)
    places = sorted(((tree.values[steps], steps) for steps in new), reverse=True)
    for mark, steps in places:
        line, start = lines[mark.line - 1], mark.column - 1
        written = _as_written(line[start:], tree.texts[steps])
        lines[mark.line - 1] = line[:start] + new[steps] + line[start + len(written) :]
    return "".join(lines)


def _as_written(rest: str, value: str) -> str:
    """What stands for the value in the file, with its quotation marks."""
    if rest[:1] in "'\"":
        return rest[: rest.index(rest[0], 1) + 1]
    return value


# --- the experiment's folder -------------------------------------------------------------------------------


def _experiment(source: Protocol, name: str, language: str, folder: Path) -> Iterator[Path]:
    """Copies the lab's set-up: its materials as they are, its two files under the new id."""
    found = find_experiment(source)
    if found is None:
        return
    for path in sorted(found.parent.rglob("*")):
        if not path.is_file() or path.suffix == ".pyc":
            continue
        to = folder / path.relative_to(found.parent)
        if path.name in ("experiment.yaml", "run.py"):
            text = path.read_text("utf-8").replace(source.id, name)
            if path == found:
                text = re.sub(r"(?m)[ \t]+#.*--experiment .*$", "", text)  # set-ups that are not copied
                text = re.sub(r"(?m)^language: .*$", f"language: {language}", text, count=1)
            yield _write(to, text)
        else:
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            yield to
