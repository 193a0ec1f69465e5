"""What commands on studies and protocols print with --json, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from ikea_effect.operations.json_parts import Mode, Output, Part


class VersionOfStudy(Part):
    """A version of a study under way: what was changed, and who met it first."""

    number: int
    hashes: dict[str, Any]
    changed: list[str]
    wordings: list[str]
    first_met_by: str | None
    sessions: int


class SetApart(Part):
    """A session that is in no number."""

    participant: str
    why: str


class WhereSomebodyIs(Part):
    """A participant, and where: the desk, the screen and since when, as far as a program told."""

    participant: str
    state: str
    """complete, ended-early, interrupted, waiting, stopped, running or crashed."""
    desk: str | None
    screen: str | None
    since: str | None
    """UTC: since when the screen is open; of a session that does not run, since when it was not heard of."""
    paid: bool
    """Whether money was handed over."""
    condition: str | None = None
    """Told with --conditions."""


class Status(Output):
    """How far a study is, and who is where."""

    study: str
    mode: Mode
    protocol: str
    n: int
    """How many participants there are."""
    conditions: dict[str, dict[str, int]]
    """By condition ("labor=build"): planned, and how many are in each state; finished ones once more."""
    participants: list[WhereSomebodyIs]
    took_no_part: dict[str, int]
    """How many were entered as `sent-away` and as `no-show`; nobody of them is among the participants."""
    waiting: list[str]
    versions: list[VersionOfStudy]
    apart: list[SetApart]
    notes: list[str]


class Export(Output):
    """The tables that were written; with --psyexp the file of PsychoPy's Builder."""

    files: list[str]
    steps: list[str] | None = None
    """With --psyexp: the steps that the file has."""
    left_out: list[str] | None = None
    """With --psyexp: what has no counterpart in Builder."""


class GoodHanded(Part):
    """A good that goes to a participant."""

    participant: str
    good: str
    quantity: int


class MadeAnew(Part):
    """Papers that are written anew: receipts whose figures changed, and those whose looks alone did."""

    figures: list[str]
    looks: list[str]


class HandOver(Output):
    """A study bundled for others."""

    out: str
    """The folder, or the .zip."""
    files: list[str]
    """The places of the files in it."""
    does_not_hold: list[str]
    """What `verify` says of the study's sessions and places; the bundle's README tells how many these are."""


class Settle(Output):
    """What is paid and handed over; amounts in major units of `currency`."""

    title: str
    study: str
    mode: Mode
    currency: str
    ledger: str
    lines: int
    """Lines of the ledger."""
    added: int
    """Lines that this settlement added."""
    handed: dict[str, float]
    paid: dict[str, float]
    """What was entered as handed over, by participant."""
    due: dict[str, float]
    """What is due yet; nothing of who is due nothing."""
    paid_to_withdrawn: float
    """What was handed to people who withdrew since."""
    total: float
    """What left or leaves the cash box: a withdrawal after payment does not change it."""
    paid_by: Literal["cash", "bank"]
    cash_box: dict[str, int]
    """How many of each coin and note are needed for what is due yet."""
    goods: list[GoodHanded]
    waiting: dict[str, Any]
    """Participants whose payment waits for others, with why."""
    prizes_to_come: list[str]  # that judges decide and nobody is paid yet
    unfinished: list[str]
    owing: list[str]
    """Who has to pay before a good is handed over."""
    set_apart: dict[str, str]
    selected: list[str] | None
    made_anew: MadeAnew
    files: list[str]


class FindingOfVerify(Part):
    """One thing that was checked."""

    holds: bool
    what: str


class Verify(Output):
    """Draws and payments, recomputed."""

    title: str
    holds: bool
    findings: list[FindingOfVerify]
    unproven: list[str]
    """What a receipt alone cannot prove."""
    left_out: list[str]


class FaultFound(Part):
    """A fault or a warning at its place."""

    where: str
    path: str
    message: str
    stops: str


class CheckOfProtocol(Output):
    """Whether a protocol can be run."""

    protocol: str
    ok: bool
    faults: list[FaultFound]
    warnings: list[FaultFound]
    proved: list[str]


class ProtocolListed(Part):
    """A protocol that is at hand."""

    id: str
    version: int
    title: str
    languages: list[str]
    sha256: str


class Protocols(Output):
    """The protocols that are at hand. With an id, `protocols` prints that protocol, as it is written."""

    protocols: list[ProtocolListed]


class LabelOfProtocol(Part):
    """What a protocol asks of a lab; amounts in minor units."""

    id: str
    minutes: int | None
    together: int
    languages: list[str]
    currency: str
    usual_minor: int | None
    most_minor: int
    buy: list[str]


class ProtocolsLong(Output):
    """With --long: what each protocol asks of a lab."""

    protocols: list[LabelOfProtocol]


class KindListed(Part):
    """A kind of step, measure, mechanism, model or scale."""

    of: str
    name: str
    keys: list[str]
    needed: list[str]
    meaning: str
    package: str


class Kinds(Output):
    """What a protocol can name."""

    kinds: list[KindListed]


class Shot(Part):
    """A picture of a screen."""

    language: str
    condition: str
    screen: str
    size: list[int]
    path: str
    fits: bool
    when: str


class Preview(Output):
    """Every screen as a picture."""

    screens: list[Shot]


class Simulate(Output):
    """A simulated study."""

    study: str
    folder: str
    participants: int
    seed: int


class DamageFound(Part):
    """A session that is set apart, and what can be saved of it."""

    participant: str
    why: str
    how: str
    lines: int
    saved: int
    advice: str


class Repair(Output):
    """What can be saved, or was (`done`)."""

    study: str
    damaged: list[DamageFound]
    done: bool


class WouldWithdraw(Output):
    """Without --yes: what a withdrawal would take out."""

    participant: str
    would_remove: list[str]
    elsewhere: list[str]
    """What was written outside the study's folder at this desk and is still there."""


class Withdraw(Output):
    """What a withdrawal took out."""

    participant: str
    removed: list[str]
    to_make_anew: list[str]
    named_in: list[str]
    count: int
    left_in: list[str]
    not_searched: list[str]
    elsewhere: list[str]
    """What was written outside the study's folder at this desk and is still there."""


class Stop(Output):
    """Somebody who left."""

    study: str
    participant: str
    stopped: bool
    pays: Literal["show-up", "full", "nothing"] | None = None
    """What is paid, where that was said."""


class Film(Output):
    """How something was made."""

    out: str
    frames: int
    seconds: float
    step: str


class ValueSeen(Part):
    """A value of a column, and how often it stands there."""

    value: str
    count: int


class ColumnSeen(Part):
    """A column of a file from elsewhere."""

    name: str
    says: str
    filled: int
    different: int
    values: list[ValueSeen]
    low: float | None
    high: float | None
    odd: list[ValueSeen]
    """Values that are no numbers, in a column of numbers."""
    may_be: str


class Reads(Part):
    """How the file reads with the proposed mapping."""

    participants: int | None
    refusal: str | None


class Inspect(Output):
    """What a file from elsewhere may be."""

    file: str
    protocol: str | None
    program: str | None
    rows: int
    columns: list[ColumnSeen]
    mapping: dict[str, Any]
    """The keys of a mapping file: schema --of mapping."""
    questions: list[str]
    written: str | None
    reads: Reads | None


class BrokenRule(Part):
    """A rule of Psych-DS that does not hold."""

    level: Literal["error", "warning"]
    code: str
    """As the published schema calls it."""
    file: str
    what: str
    """The columns, keys or rows; empty where the file says it all."""
    reason: str
    """The schema's own sentences on the rule."""


class InspectDataSet(Output):
    """Whether a folder is a Psych-DS data set (--psych-ds)."""

    folder: str
    schema_: str = Field(alias="schema")
    """Which version of the published schema it was held to."""
    valid: bool
    tables: int
    findings: list[BrokenRule]


OUTPUTS: Mapping[str, tuple[type[Output], ...]] = {
    "status": (Status,),
    "export": (Export,),
    "hand-over": (HandOver,),
    "settle": (Settle,),
    "verify": (Verify,),
    "check": (CheckOfProtocol,),
    "protocols": (Protocols, ProtocolsLong),
    "kinds": (Kinds,),
    "preview": (Preview,),
    "simulate": (Simulate,),
    "repair": (Repair,),
    "withdraw": (WouldWithdraw, Withdraw),
    "stop": (Stop,),
    "film": (Film,),
    "inspect": (Inspect, InspectDataSet),
}
