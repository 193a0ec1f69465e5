"""Every kind of step, measure, mechanism and model: where its descriptor lies, which package offers it.

The tables hold names only; what a name stands for is imported when a protocol uses it. A kind of another
package is an entry point of the group `ikea_effect.kinds`, which is read only for a name that is not here.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ikea_effect.errors import KindError, listed

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from ikea_effect.protocol.kinds.kind import MeasureKind, MechanismKind, StepKind
    from ikea_effect.protocol.kinds.models import ModelKind

Sort = Literal["step", "measure", "mechanism", "model"]

GROUP = "ikea_effect.kinds"
"""The entry points by which other packages offer kinds: `name = "module:descriptor"`."""

_STEPS = "ikea_effect.protocol.kinds.steps"
_MEASURES = "ikea_effect.protocol.kinds.measures"
_MECHANISMS = "ikea_effect.protocol.kinds.mechanisms"
_MODELS = "ikea_effect.protocol.kinds.models"

BUILT_IN: Mapping[Sort, Mapping[str, str]] = {
    "step": {
        "consent": f"{_STEPS}.consent:KIND",
        "instructions": f"{_STEPS}.instructions:KIND",
        "page": f"{_STEPS}.page:KIND",
        "product-page": f"{_STEPS}.product_page:KIND",
        "vote": f"{_STEPS}.vote:KIND",
        "judging": f"{_STEPS}.judging:KIND",
        "writing": f"{_STEPS}.writing:KIND",
        "co-writing": f"{_STEPS}.co_writing:KIND",
        "problems": f"{_STEPS}.problems:KIND",
        "ideas": f"{_STEPS}.ideas:KIND",
        "feedback": f"{_STEPS}.feedback:KIND",
        "filler": f"{_STEPS}.filler:KIND",
        "handover": f"{_STEPS}.handover:KIND",
        "assembly": f"{_STEPS}.assembly:KIND",
        "folding": f"{_STEPS}.folding:KIND",
        "take-apart": f"{_STEPS}.take_apart:KIND",
        "inspection": f"{_STEPS}.inspection:KIND",
        "replay": f"{_STEPS}.replay:KIND",
        "design": f"{_STEPS}.design:KIND",
        "rework": f"{_STEPS}.rework:KIND",
        "bidding": f"{_STEPS}.bidding:KIND",
        "questionnaire": f"{_STEPS}.questionnaire:KIND",
        "debrief": f"{_STEPS}.debrief:KIND",
        "for_each": f"{_STEPS}.for_each:KIND",
    },
    "measure": {
        "money": f"{_MEASURES}.money:KIND",
        "rating": f"{_MEASURES}.rating:KIND",
        "scale": f"{_MEASURES}.scale:KIND",
        "choice": f"{_MEASURES}.choice:KIND",
        "choices": f"{_MEASURES}.choices:KIND",
        "ranking": f"{_MEASURES}.ranking:KIND",
        "free-text": f"{_MEASURES}.free_text:KIND",
        "number": f"{_MEASURES}.number:KIND",
        "slider": f"{_MEASURES}.slider:KIND",
        "differential": f"{_MEASURES}.differential:KIND",
        "overlap": f"{_MEASURES}.overlap:KIND",
        "faces": f"{_MEASURES}.faces:KIND",
        "score": f"{_MEASURES}.score:KIND",
    },
    "mechanism": {
        "bdm": f"{_MECHANISMS}.bdm:KIND",
        "first-price": f"{_MECHANISMS}.sealed_bids:FIRST_PRICE",
        "vickrey": f"{_MECHANISMS}.sealed_bids:VICKREY",
        "nth-price": f"{_MECHANISMS}.sealed_bids:NTH_PRICE",
        "english": f"{_MECHANISMS}.english:KIND",
        "price-list": f"{_MECHANISMS}.price_list:KIND",
        "take-it-or-leave-it": f"{_MECHANISMS}.take_it_or_leave_it:KIND",
        "double-bounded": f"{_MECHANISMS}.double_bounded:KIND",
        "open-ended": f"{_MECHANISMS}.stated:OPEN_ENDED",
        "price-slider": f"{_MECHANISMS}.stated:PRICE_SLIDER",
        "prediction": f"{_MECHANISMS}.prediction:KIND",
    },
    "model": {
        "welch": f"{_MODELS}.means:WELCH",
        "student": f"{_MODELS}.means:STUDENT",
        "paired": f"{_MODELS}.means:PAIRED",
        "ratio": f"{_MODELS}.means:RATIO",
        "mann-whitney": f"{_MODELS}.cells:MANN_WHITNEY",
        "brunner-munzel": f"{_MODELS}.cells:BRUNNER_MUNZEL",
        "yuen": f"{_MODELS}.cells:YUEN",
        "quantile": f"{_MODELS}.cells:QUANTILE",
        "tost": f"{_MODELS}.cells:TOST",
        "contrast": f"{_MODELS}.cells:CONTRAST",
        "one-way": f"{_MODELS}.cells:ONE_WAY",
        "factorial": f"{_MODELS}.cells:FACTORIAL",
        "mixed": f"{_MODELS}.cells:MIXED",
        "regression": f"{_MODELS}.paths:REGRESSION",
        "moderation": f"{_MODELS}.paths:MODERATION",
        "mediation": f"{_MODELS}.paths:MEDIATION",
        "paired-mediation": f"{_MODELS}.paths:PAIRED_MEDIATION",
        "tobit": f"{_MODELS}.bounds:TOBIT",
        "interval": f"{_MODELS}.bounds:INTERVAL",
        "turnbull": f"{_MODELS}.bounds:TURNBULL",
        "demand": f"{_MODELS}.bounds:DEMAND",
        "hurdle": f"{_MODELS}.bounds:HURDLE",
        "proportion": f"{_MODELS}.answers:PROPORTION",
        "logit": f"{_MODELS}.answers:LOGIT",
        "ordinal": f"{_MODELS}.answers:ORDINAL",
        "chi-square": f"{_MODELS}.answers:CHI_SQUARE",
        "counts": f"{_MODELS}.answers:COUNTS",
        "multiverse": f"{_MODELS}.answers:MULTIVERSE",
    },
}
"""The kinds of this package, each one line."""

_DESCRIPTORS: Mapping[Sort, str] = {
    "step": "ikea_effect.protocol.kinds.kind:StepKind",
    "measure": "ikea_effect.protocol.kinds.kind:MeasureKind",
    "mechanism": "ikea_effect.protocol.kinds.kind:MechanismKind",
    "model": "ikea_effect.protocol.kinds.models:ModelKind",
}
"""What describes a kind. Named, as kinds are: descriptors know the language, which looks kinds up here."""


class Package(NamedTuple):
    """The package that a kind comes from; `sha256` is over its sources."""

    name: str
    version: str
    sha256: str


@functools.cache
def resolve(reference: str) -> Any:
    """What "module:name" names; imported now."""
    module, _, name = reference.partition(":")
    return getattr(import_module(module), name)


def step_kind(name: str) -> StepKind:
    """What is known of steps of this kind. Raises KeyError for one that there is not."""
    found: StepKind = _kind("step", name)
    return found


def measure_kind(name: str) -> MeasureKind:
    """What is known of measures of this kind. Raises KeyError for one that there is not."""
    found: MeasureKind = _kind("measure", name)
    return found


def mechanism_kind(name: str) -> MechanismKind:
    """What is known of mechanisms of this kind. Raises KeyError for one that there is not."""
    found: MechanismKind = _kind("mechanism", name)
    return found


@functools.cache
def rule_of(name: str) -> str:
    """The mechanism of this program by whose rule one of this name is settled, paid and verified.

    Raises: KindError for one of another package that settles by no such rule.
    """
    return name if name in BUILT_IN["mechanism"] else rule_for(mechanism_kind(name))


def rule_for(kind: MechanismKind) -> str:
    """The mechanism of this program whose model it extends, and which settles and yields alike."""
    for rule in BUILT_IN["mechanism"]:
        own = mechanism_kind(rule)
        alike = (kind.settles, kind.yields) == (own.settles, own.yields)
        if alike and issubclass(kind.model, own.model):
            return rule
    raise KindError(
        f"The mechanism '{kind.name}' is settled by no rule that receipts can work out again: its model "
        f"extends none of {listed(BUILT_IN['mechanism'])}, or it settles or yields otherwise. "
        "See docs/descriptors.md."
    )


def model_kind(name: str) -> ModelKind:
    """What is known of models of this kind. Raises KeyError for one that there is not."""
    found: ModelKind = _kind("model", name)
    return found


def is_kind(sort: Sort, name: object) -> bool:
    """Whether there is such a kind, here or in an installed package."""
    try:
        return isinstance(name, str) and _kind(sort, name) is not None
    except KeyError:
        return False


def kind_named(sort: Sort, name: str) -> Any:
    """The descriptor of a kind of any sort. Raises KeyError for one that there is not."""
    return _kind(sort, name)


@functools.cache
def _kind(sort: Sort, name: str) -> Any:
    reference = BUILT_IN[sort].get(name)
    found = resolve(reference) if reference is not None else _offered(name)
    if found is None or found.sort != sort:
        raise KeyError(name)
    return found


# --- kinds of other packages ------------------------------------------------------------------------------


@functools.cache
def _offered(name: str) -> Any:
    """What a package offers under this name, or nothing. Raises KindError if it cannot be had."""
    entry = _entry(name)
    return None if entry is None else _loaded(entry)


def _entry(name: str) -> EntryPoint | None:
    from importlib.metadata import entry_points

    found = {(_package(entry), entry.value): entry for entry in entry_points(group=GROUP, name=name)}
    if len(found) > 1:
        both = listed(sorted({package for package, _ in found}))
        raise KindError(f"The kind '{name}' is offered by several packages: {both}. Uninstall all but one.")
    return next(iter(found.values()), None)


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else entry.value.partition(".")[0]


def _loaded(entry: EntryPoint) -> Any:
    offers = f"The package {_package(entry)} offers the kind '{entry.name}' as {entry.value}"
    try:
        found = entry.load()
    except Exception as error:  # another package's code: whatever it raises, it cannot be used
        raise KindError(
            f"{offers}, which cannot be imported: {error!r}. Install a version that fits."
        ) from error
    descriptors = tuple(resolve(name) for name in _DESCRIPTORS.values())
    if not isinstance(found, descriptors) or found.name != entry.name:
        raise KindError(f"{offers}, which is no descriptor of that name. See docs/descriptors.md.")
    return found


def known(sort: Sort) -> tuple[str, ...]:
    """The names of all kinds: those of this package, then those of installed packages by name."""
    return (*BUILT_IN[sort], *sorted(name for name in _elsewhere() if is_kind(sort, name)))


def _elsewhere() -> Iterator[str]:
    """Names that installed packages offer, this package's own left out."""
    from importlib.metadata import entry_points

    own = {name for names in BUILT_IN.values() for name in names}
    return (name for name in dict.fromkeys(entry_points(group=GROUP).names) if name not in own)


def installed(package: str) -> bool:
    """Whether the package is there, whatever it offers."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def package_of(sort: Sort, name: str) -> Package | None:
    """The package that a kind comes from; nothing for a kind of this package."""
    if name in BUILT_IN[sort] or (entry := _entry(name)) is None:
        return None
    version = entry.dist.version if entry.dist is not None else ""
    return Package(_package(entry), version, _sources(_root(entry)))


def required(package: str) -> tuple[Package, ...]:
    """The package of this name, with the sources of all that it offers; nothing if it is not installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        here = distribution(package)
    except PackageNotFoundError:
        return ()
    roots = {_root(entry) for entry in here.entry_points.select(group=GROUP)}
    return tuple(Package(here.name, here.version, _sources(root)) for root in sorted(roots))


def _root(entry: EntryPoint) -> str:
    return entry.value.partition(":")[0].partition(".")[0]


@functools.cache
def _sources(package: str) -> str:
    """Hex SHA-256 over names and contents of a package's Python sources."""
    from pathlib import Path

    module, total = import_module(package), hashlib.sha256()
    roots = [Path(folder) for folder in getattr(module, "__path__", ())]
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            content = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
            total.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    if not roots and module.__file__:
        total.update(Path(module.__file__).read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()
