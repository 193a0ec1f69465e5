"""One lab's set-up of a protocol: its language, its goods, its desk, and what it changes."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from ikea_effect.errors import Fault, ProtocolError, did_you_mean, listed
from ikea_effect.protocol.base import Amount, Declared, Language, Line, Name, Relative, Words
from ikea_effect.protocol.by_kind import Later
from ikea_effect.protocol.faults import read_as, value_at
from ikea_effect.protocol.lab import Lab
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.marks import Mark, Steps
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import folders, is_path, shipped, underscored
from ikea_effect.protocol.tree import Tree, read_tree

if TYPE_CHECKING:
    from ikea_effect.protocol.registration import Registration
else:  # looked at when a study is registered
    Registration = Declared

AnyRegistration = Annotated[Registration, Later("ikea_effect.protocol.registration:Registration")]


class GoodMaterials(Declared):
    """One good's files, inside the experiment's folder: what it is made with, and its picture."""

    kit: Relative | None = None
    sheet: Relative | None = None
    toolkit: Relative | None = None
    picture: Relative | None = None


class MaterialNote(Declared):
    """What is to be known of one file: with `stand_in` it has to be replaced before people take part."""

    stand_in: bool = False
    note: Words | None = None
    """What it shows, whose it is, what is to take its place."""


def _server_without_password(url: str) -> str:
    """The URL, if it is one of a PostgreSQL database and holds nothing that nobody else may read."""
    if re.match(r"[^/]+://[^:@/]*:[^@]*@", url) or re.search(r"[?&]password=", url, re.IGNORECASE):
        raise ValueError(
            "holds a password, and this file is read by many. Leave it out here, and write it into the "
            "password file of each desk's user (.pgpass), or into IKEA_STORE"
        )
    if not re.fullmatch(r"postgresql(\+psycopg)?://([^:@/\s]+@)?[^@/\s]+/[^/\s]+", url):
        raise ValueError("is no URL such as postgresql+psycopg://lab@server/ikea")
    return url


class Station(Declared):
    """The desk: which screen, and whether the window fills it (`size` is used where it does not).

    With a `code`, only who knows it can interrupt a session. A `store` is the URL of the database that
    several desks share, without a password: that stands in the password file of each desk's user.
    """

    screen: int = Field(default=0, ge=0, le=63)
    full_screen: bool = True
    size: tuple[Annotated[int, Field(ge=640, le=8192)], Annotated[int, Field(ge=480, le=8192)]] = (1280, 1024)
    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,12}$", max_length=12)] | None = None
    gives_up_after_min: Annotated[int, Field(ge=5, le=1440)] | None = None
    """A session that was left for so many minutes is stopped when the next participant comes."""
    store: Annotated[str, Field(max_length=300), AfterValidator(_server_without_password)] | None = None


class PaymentHere(Declared):
    show_up: Amount | None = None
    endowment: Amount | None = None
    round_to: Amount | None = None
    """The smallest coin that is handed out here."""
    sent_away: Amount | None = None
    """What is paid to somebody who came and found no place free."""
    no_show: Amount | None = None
    """What is paid to somebody who was to come and did not."""
    paid_by: Literal["cash", "bank"] | None = None
    prizes: dict[Name, Amount] = Field(default_factory=dict, max_length=12)
    """{prize: its amount here}."""


class SampleHere(Declared):
    """How many are planned here: as the protocol plans them, by condition or by role."""

    per_condition: Annotated[int, Field(ge=1, le=100_000)] | None = None
    per_role: dict[Name, Annotated[int, Field(ge=1, le=100_000)]] = Field(default_factory=dict, max_length=12)
    """{role: how many here}; a role that is not named stays as it is."""


class Overrides(Declared):
    """What may differ from the protocol, and nothing else may."""

    currency: Annotated[str, Field(max_length=3)] | None = None
    mechanisms: dict[Name, Annotated[dict[Line, Any], Field(max_length=20)]] = Field(
        default_factory=dict, max_length=100
    )
    """{bidding id: {low, high, step, ..}}: amounts that the mechanism already has."""
    payment: PaymentHere = PaymentHere.model_construct()
    sample: SampleHere | None = None
    goods: dict[Name, Line] = Field(default_factory=dict, max_length=100)
    """{good: what is used here in its place}."""
    texts: dict[Language, Relative | Annotated[dict[Line, Any], Field(min_length=1, max_length=500)]] = Field(
        default_factory=dict, max_length=20
    )
    """{language: texts worded otherwise, or a file in the experiment's folder that holds them}."""


class Experiment(Declared):
    """What a lab sets up: experiment.yaml."""

    protocol: Name
    language: Language
    overrides: Overrides = Overrides.model_construct()
    goods: dict[Name, GoodMaterials] = Field(default_factory=dict, max_length=100)
    materials: dict[Relative, MaterialNote] = Field(default_factory=dict, max_length=200)
    station: Station = Station.model_construct()
    lab: Annotated[Lab, Later("ikea_effect.protocol.lab:Lab")] = Lab.model_construct()
    registration: AnyRegistration = None  # type: ignore[assignment]  # no file may say that it is nothing

    _tree: Tree = PrivateAttr(default_factory=lambda: Tree({}, "experiment.yaml", {}, {}))

    @property
    def said(self) -> Mapping[str, Any]:
        """What the experiment's file says, as JSON types, without defaults."""
        said: Mapping[str, Any] = self._tree.data
        return said

    @property
    def registered(self) -> Registration:
        """What it answers of a registration; nothing where it says nothing."""
        from ikea_effect.protocol.registration import Registration

        return self.registration or Registration()

    @property
    def kept(self) -> Mapping[str, Any]:
        """What is hashed into a session's record: neither the code, which may be another every day, nor what
        is only said to a registry."""
        said = {key: value for key, value in self.said.items() if key != "registration"}
        station = {key: value for key, value in (said.get("station") or {}).items() if key != "code"}
        return {**said, "station": station} if "station" in said else said

    def fault(self, steps: Steps, message: str, *, at_key: bool = False) -> Fault:
        """The message as a fault at this place of the experiment's file."""
        return self._tree.fault(steps, message, at_key=at_key)


def load_experiment(protocol: Protocol, reference: str | None = None) -> tuple[Experiment, Path]:
    """The experiment and its folder; without a name, the one named like the protocol.

    A protocol for which none is set up has one without materials. Raises: ProtocolError.
    """
    path = find_experiment(protocol, reference)
    if path is None:
        return Experiment(protocol=protocol.id, language=protocol.languages[0]), Path.cwd()
    tree = read_tree(path)
    experiment = read_as(Experiment, tree)
    experiment._tree = tree
    faults = list(_faults(experiment, protocol))
    if faults:
        raise ProtocolError(faults)
    return experiment, path.parent.resolve()


def find_experiment(protocol: Protocol, reference: str | None = None) -> Path | None:
    """The experiment's file, or nothing where the protocol has none. Raises: ProtocolError.

    Beside a protocol of one's own it is looked for first; for one that ships, where the user stands: what
    lies there under its name is meant to be it.
    """
    name = reference if reference is not None else protocol.id
    if reference is not None and is_path(reference):
        path = Path(reference)
        return path / "experiment.yaml" if path.is_dir() else path
    places = folders("experiments", _beside(protocol))
    for folder in places:
        path = folder / underscored(name) / "experiment.yaml"
        if path.is_file():
            return path
    if reference is None:
        return None
    there = sorted(
        {path.parent.name.replace("_", "-") for one in places for path in one.glob("*/experiment.yaml")}
    )
    message = f"no experiment has the name '{name}'. Experiments: {listed(there)}."
    raise ProtocolError([Fault("experiments", "", message + _hint(name, there))])


def _beside(protocol: Protocol) -> Path | None:
    """The experiments that lie beside the protocol's own folder; of one that ships they come last."""
    if protocol.file is None or protocol.file.parent.resolve() == shipped("protocols").resolve():
        return None
    return protocol.file.parent.parent / "experiments"


def replaces_the_shipped(protocol: Protocol, folder: Path) -> bool:
    """Whether this experiment's folder is taken in place of the one that ships for the protocol."""
    own = shipped("experiments") / underscored(protocol.id)
    return own.is_dir() and folder.resolve() != own.resolve() and folder.name == own.name


def _hint(found: str, allowed: list[str] | tuple[str, ...]) -> str:
    hint = did_you_mean(found, allowed).strip()
    return "\n" + hint if hint else ""


def _faults(experiment: Experiment, protocol: Protocol) -> Iterator[Fault]:
    """What the experiment names and the protocol does not have."""
    if experiment.protocol != protocol.id:
        message = f"is '{experiment.protocol}', but the protocol to set up is '{protocol.id}'."
        yield experiment.fault(("protocol",), message)
        return
    if experiment.language not in protocol.languages:
        allowed = listed(protocol.languages)
        message = f"is '{experiment.language}', in which the protocol has no texts. Languages: {allowed}."
        yield experiment.fault(("language",), message)
    for place, names in (("goods", experiment.goods), ("overrides.goods", experiment.overrides.goods)):
        for good in names:
            if good not in protocol.goods:
                message = f"names good '{good}', which is not declared. Goods: {listed(protocol.goods)}."
                steps = (*place.split("."), good)
                yield experiment.fault(steps, message + _hint(good, tuple(protocol.goods)), at_key=True)
    for name in experiment.overrides.payment.prizes:
        if name not in protocol.payment.prizes:
            there = tuple(protocol.payment.prizes)
            message = f"names prize '{name}', which is not declared. Prizes: {listed(there)}."
            steps = ("overrides", "payment", "prizes", name)
            yield experiment.fault(steps, message + _hint(name, there), at_key=True)
    yield from _mechanism_faults(experiment, protocol)
    yield from _sample_faults(experiment, protocol)
    for language in experiment.overrides.texts:
        if language not in protocol.languages:
            message = f"is not one of the protocol's languages: {listed(protocol.languages)}."
            yield experiment.fault(("overrides", "texts", language), message, at_key=True)


def _sample_faults(experiment: Experiment, protocol: Protocol) -> Iterator[Fault]:
    """A sample is planned here by what the protocol plans it by."""
    here, planned = experiment.overrides.sample, protocol.sample.per_role
    if here is None:
        return
    if planned and here.per_condition is not None:
        role = next(iter(planned))
        message = f"does not fit: this protocol plans by role. Write per_role: {{{role}: {planned[role]}}}."
        yield experiment.fault(("overrides", "sample", "per_condition"), message, at_key=True)
    elif here.per_role and not planned:
        each = protocol.sample.per_condition
        message = f"does not fit: this protocol plans by condition. Write per_condition: {each}."
        yield experiment.fault(("overrides", "sample", "per_role"), message, at_key=True)
    else:
        for role in here.per_role:
            if role not in planned:
                message = f"names role '{role}', which is not declared. Roles: {listed(tuple(planned))}."
                steps = ("overrides", "sample", "per_role", role)
                yield experiment.fault(steps, message + _hint(role, tuple(planned)), at_key=True)


def _mechanism_faults(experiment: Experiment, protocol: Protocol) -> Iterator[Fault]:
    places = dict(_biddings(protocol.said))
    for bidding, amounts in experiment.overrides.mechanisms.items():
        steps: Steps = ("overrides", "mechanisms", bidding)
        if bidding not in places:
            message = f"names bidding '{bidding}', which is not in the timeline. Biddings: {listed(places)}."
            yield experiment.fault(steps, message + _hint(bidding, tuple(places)), at_key=True)
            continue
        declared = value_at(protocol.said, (*places[bidding], "mechanism")) or {}
        allowed = tuple(key for key, value in declared.items() if _is_amount(value))
        for key, value in amounts.items():
            if key not in allowed:
                message = f"is not an amount of this mechanism. Amounts: {listed(allowed)}."
                yield experiment.fault((*steps, key), message + _hint(key, allowed), at_key=True)
            elif not _is_amount(value):
                yield experiment.fault((*steps, key), "is not an amount.")


def _is_amount(value: Any) -> bool:
    if isinstance(value, dict):  # a range, such as that of examples
        return value.keys() == {"low", "high"} and all(map(_is_amount, value.values()))
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_is_amount, value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _biddings(said: Mapping[str, Any]) -> Iterator[tuple[str, Steps]]:
    yield from _biddings_in(said["timeline"], ("timeline",))


def _biddings_in(steps: Sequence[Mapping[str, Any]], at: Steps) -> Iterator[tuple[str, Steps]]:
    """The id and the place of each step of bidding; of one that is repeated at levels too."""
    for index, step in enumerate(steps):
        if "bidding" in step:
            yield step["bidding"]["id"], (*at, index, "bidding")
        if "for_each" in step:
            yield from _biddings_in(step["for_each"]["steps"], (*at, index, "for_each", "steps"))


def with_overrides(protocol: Protocol, experiment: Experiment) -> Protocol:
    """The protocol as it is run here: `said` holds the changes, the hash stays that of the file.

    Raises: ProtocolError, at the experiment's lines, where what is changed does not fit the rest.
    """
    said: Any = experiment.said.get("overrides") or {}
    changes = list(_changes(protocol, said))
    if not changes:
        return protocol
    changed = copy.deepcopy(dict(protocol.said))
    top = experiment._tree.mark(("overrides",), at_key=True)
    values: dict[Steps, Mark] = {(): top}
    for steps, value, source in changes:
        _put(changed, steps, value)
        values[steps] = experiment._tree.mark(("overrides", *source))
    here = protocol_from(Tree(changed, experiment._tree.file, {}, values))
    here._file, here._file_sha256 = protocol.file, protocol.sha256
    return here


def _changes(protocol: Protocol, said: Mapping[str, Any]) -> Iterator[tuple[Steps, Any, Steps]]:
    """Each override: where it goes in the protocol, what it is, where it stands under `overrides`."""
    if said.get("currency") is not None:
        yield ("currency",), said["currency"], ("currency",)
    for part in ("payment", "sample"):
        for key, value in (said.get(part) or {}).items():
            if key not in ("prizes", "per_role"):
                yield (part, key), value, (part, key)
    for role, many in ((said.get("sample") or {}).get("per_role") or {}).items():
        yield ("sample", "per_role", role), many, ("sample", "per_role", role)
    for name, value in ((said.get("payment") or {}).get("prizes") or {}).items():
        yield ("payment", "prizes", name, "amount"), value, ("payment", "prizes", name)
    places = dict(_biddings(protocol.said))
    for bidding, amounts in (said.get("mechanisms") or {}).items():
        for key, value in amounts.items():
            yield (*places[bidding], "mechanism", key), value, ("mechanisms", bidding, key)


def _put(data: Any, steps: Steps, value: Any) -> None:
    for step in steps[:-1]:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    data[steps[-1]] = value
