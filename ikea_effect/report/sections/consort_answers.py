"""The answers to the items of CONSORT 2025: each from a declared key or a fact of the record, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ikea_effect.language import anew, say
from ikea_effect.report.figures.flow_boxes import ABSENT
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import Group, People
from ikea_effect.report.sections.balance import fixed_beforehand
from ikea_effect.report.sections.naming import claim, measure_label
from ikea_effect.report.sections.study import assigned_by, begun, planned
from ikea_effect.report.wording import cited, count, joined, moment, plural, sentence, spoken


class Said(NamedTuple):
    """A sentence, and the card of the report that holds more."""

    text: str
    card: str = ""


Answer = Callable[[ReportMaterial, People], Iterator[Said]]
OURS = ("lab", "simulated", "scripted")
"""How the data of a session that this program ran came about."""


def _declared(*keys: str, card: str = "registered") -> Answer:
    """What the frozen registration says under these keys."""

    def said(material: ReportMaterial, _: People) -> Iterator[Said]:
        held = (material.registered or {}).get("declared") or {}
        yield from (Said(sentence(str(held[key])), card) for key in keys if held.get(key))

    return said


def _title(material: ReportMaterial, _: People) -> Iterator[Said]:
    if "random" in material.protocol.title.lower():
        yield Said(say("The title says so."), "study")


def _summary(material: ReportMaterial, __: People) -> Iterator[Said]:
    first = material.protocol.hypotheses[:1]
    if first and (material.primary(first[0].id) or {}).get("ci"):
        yield Said(say("In plain words, with numbers and an interval."), "summary")
    else:
        yield Said(say("In plain words, with numbers."), "summary")


def _registration(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    found = material.registered
    if found is None:
        return
    begins = f"{found['sha256'][:16]}…"
    yield Said(say("Frozen on {date}, SHA-256 `{sha256}`.", date=found["date"], sha256=begins), "registered")
    yield from _declared("identifier")(material, everyone)


def _plan(material: ReportMaterial, _: People) -> Iterator[Said]:
    protocol = material.protocol
    yield Said(
        say("Protocol `{id}`, version {version}, and its SHA-256.", id=protocol.id, version=protocol.version),
        "provenance",
    )


def _background(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    yield from _declared("background", "description")(material, everyone)
    if (source := material.protocol.source) is not None:
        yield Said(say("It follows {citation}.", citation=cited(source.citation)), "study")


def _objectives(material: ReportMaterial, _: People) -> Iterator[Said]:
    claims = [f"“{claim(material.protocol, one)}”" for one in material.protocol.hypotheses]
    if claims:
        yield Said(sentence(say("Hypotheses: {claims}", claims="; ".join(claims))), "design")


def _design(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    protocol, labels = material.protocol, joined(group.label for group in everyone.groups)
    if len(everyone.groups) > 1:
        yield Said(say("Parallel conditions: {labels}.", labels=labels), "design")
    within = [spoken(name) for name, one in protocol.factors.items() if one.within]
    if within:
        yield Said(
            say("Everyone meets every level of {factors} (crossover).", factors=joined(within)), "design"
        )
    yield Said(say("Planned: {planned}.", planned=planned(protocol)), "design")


def _changes(material: ReportMaterial, _: People) -> Iterator[Said]:
    """Only what a registration shows: how a lab set the study up was fixed before it began."""
    found = material.registered
    if found is None:
        return
    changed = len(found["amendments"]) + len(found["differences"])
    yield Said(say("{changes} against the registration.", changes=plural(changed, "change")), "registered")
    for one in found["amendments"]:
        yield Said(say("Of {date}: {why}", date=one["date"], why=sentence(str(one["because"]))), "registered")


def _setting(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    if material.mode == "lab":
        yield Said(say("At desks of a laboratory."), "study")
    yield from _declared("recruitment")(material, everyone)


def _eligible(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    """Who may come. Whose data are dropped is another thing: 21b."""
    yield from _declared("participants")(material, everyone)


def _giver(material: ReportMaterial, _: People) -> Iterator[Said]:
    if material.mode in OURS:
        yield Said(say("No criteria: the program gives it, by the protocol’s steps."), "provenance")


def _conditions(material: ReportMaterial, _: People) -> Iterator[Said]:
    steps = joined(spoken(step.name) for step in material.protocol.timeline)
    yield Said(say("Steps: {steps}.", steps=steps), "screens")
    yield Said("", "design")


def _outcomes(material: ReportMaterial, _: People) -> Iterator[Said]:
    protocol = material.protocol
    names = dict.fromkeys(measure_label(protocol, one.measure) for one in protocol.hypotheses)
    if names:
        yield Said(say("Of the hypotheses: {names}.", names=joined(names)), "design")


def _size(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    """The reason; a number alone, which item 9 has, does not say how it was chosen."""
    why = list(_declared("sample_rationale")(material, everyone))
    yield from why
    if why:
        yield Said(say("Planned: {planned}.", planned=planned(material.protocol)), "study")


def _looks(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    yield from _declared("stopping_rule")(material, everyone)
    if looks := getattr(material.protocol.sequential, "looks", ()):
        yield Said(
            say("Planned looks, at participants per condition: {looks}.", looks=joined(map(str, looks))),
            "looks",
        )
    if found := material.analysis.get("interim"):
        yield Said(
            say(
                "This is a look at {complete} of {planned}.",
                complete=count(found["complete"]),
                planned=count(found["planned"]),
            ),
            "summary",
        )


def _sequence(material: ReportMaterial, _: People) -> Iterator[Said]:
    if material.mode in OURS and not material.protocol.only_roles:
        yield Said(say("The program, from a seed to which it was committed before data."), "provenance")


def _scheme(material: ReportMaterial, _: People) -> Iterator[Said]:
    yield Said(assigned_by(material.protocol), "design")


def _concealed(material: ReportMaterial, _: People) -> Iterator[Said]:
    if material.mode in OURS and not material.protocol.only_roles:
        yield Said(
            say("The program gave a condition when a session began, and told nobody before."), "design"
        )


def _assigner(material: ReportMaterial, _: People) -> Iterator[Said]:
    if material.mode in OURS:
        yield Said(say("The program assigned whoever began a session."), "design")


def _methods(material: ReportMaterial, _: People) -> Iterator[Said]:
    methods = dict.fromkeys(anew(str(one.get("method"))) for one in material.estimates if one.get("method"))
    if methods:
        yield Said(sentence(joined(methods)), "estimates")


def _counted(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    n = count(len(everyone.kept))
    rules = material.protocol.exclusions
    several = plural(len(rules), "declared exclusion rule")
    without = say(", whom none of {rules} drops", rules=several) if rules else ""
    yield Said(say("Those who finished{without} ({n}), as assigned.", without=without, n=n), "participants")


def _missing(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    yield from _declared("missing_data")(material, everyone)
    if material.estimates:
        yield Said(say("A model leaves out whoever lacks a value that it asks for."), "estimates")
    declines = [name for name, one in material.protocol.measures.items() if one.may_be_declined]
    if declines:
        yield Said(
            say("Answers may be declined in {declines}.", declines=joined(map(spoken, declines))), "estimates"
        )


def _further(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    roles = {str(one.get("role")) for one in material.estimates} - {"primary"}
    if roles:
        yield Said(
            say("Declared in the protocol: {roles}.", roles=joined(map(spoken, sorted(roles)))), "robustness"
        )
    yield from _declared("exploratory")(material, everyone)


def _flow(_: ReportMaterial, everyone: People) -> Iterator[Said]:
    recorded, kept = len(everyone.table), len(everyone.kept)
    yield Said(
        say("Recorded {recorded}, analyzed {kept}.", recorded=count(recorded), kept=count(kept)),
        "participants",
    )
    if len(everyone.groups) > 1:
        yield Said(" ".join(_of_group(everyone, group) for group in everyone.groups), "participants")


def _of_group(everyone: People, group: Group) -> str:
    """ "Builders: recorded 6, analyzed 5." """
    recorded, kept = len(everyone.of(group, kept=False)), len(everyone.of(group))
    return say(
        "{label}: recorded {recorded}, analyzed {kept}.",
        label=group.label,
        recorded=count(recorded),
        kept=count(kept),
    )


def _lost(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    """Losses and exclusions of each condition, with reasons; of those in no condition, in all."""
    parts = (
        [f"{group.label}: {lost}" for group in everyone.groups if (lost := _reasons(everyone, group))]
        if len(everyone.groups) > 1
        else []
    )
    whole = _reasons(everyone)
    yield Said(sentence("; ".join(parts) or whole or say("nobody")), "participants")
    absent = material.study.get("took_no_part") or {}
    if none := [f"{ABSENT[why]}: {count(n)}" for why, n in absent.items() if n]:
        yield Said(say("In no row: {absent}.", absent=joined(none)))


def _reasons(everyone: People, group: Group | None = None) -> str:
    """ "1 interrupted and 1 misread rule"; "" where nobody is left out."""
    dropped = {reason: everyone.dropped(reason, group) for reason in everyone.reasons}
    return joined(f"{count(n)} {spoken(reason)}" for reason, n in dropped.items() if n)


def _dates(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    if material.mode != "lab" or "started_at" not in everyone.table:
        return
    times = sorted(str(one) for one in everyone.table["started_at"].dropna())
    if times:
        yield Said(
            say(
                "From {first} to {last}; begun {begun}.",
                first=moment(times[0]),
                last=moment(times[-1]),
                begun=begun(material),
            ),
            "study",
        )


def _delivered(material: ReportMaterial, _: People) -> Iterator[Said]:
    if material.mode in OURS:
        yield Said(say("Every step was recorded, with its time."), "tasks")


def _baseline(material: ReportMaterial, everyone: People) -> Iterator[Said]:
    if len(everyone.groups) > 1 and fixed_beforehand(material.protocol, everyone):
        yield Said(say("What stood fixed before the conditions parted."), "balance")


def _results(material: ReportMaterial, _: People) -> Iterator[Said]:
    if material.estimates:
        yield Said(
            say("Every estimate as declared, with n and, where the model gives one, its interval."),
            "estimates",
        )


def _more_results(material: ReportMaterial, _: People) -> Iterator[Said]:
    if len(material.estimates) > sum(one.get("role") == "primary" for one in material.estimates):
        yield Said(say("Each hypothesis by other choices."), "robustness")


def _limits(material: ReportMaterial, _: People) -> Iterator[Said]:
    notes = material.protocol.notes
    if notes and material.protocol.source is None:
        yield Said(say("{notes} of the protocol.", notes=plural(len(notes), "note")), "study")
    elif notes:
        yield Said(
            say("{differences} from the publication.", differences=plural(len(notes), "difference")),
            "differences",
        )


ANSWERS: Mapping[str, Answer] = {
    "1a": _title, "1b": _summary, "2": _registration, "3": _plan,
    "4": _declared("data_access", "code_access"), "5a": _declared("funding"),
    "5b": _declared("conflicts"), "6": _background, "7": _objectives, "8": _declared("involvement"),
    "9": _design, "10": _changes, "11": _setting, "12a": _eligible, "12b": _giver, "13": _conditions,
    "14": _outcomes, "15": _declared("harms"), "16a": _size, "16b": _looks, "17a": _sequence,
    "17b": _scheme, "18": _concealed, "19": _assigner, "20a": _declared("blinding"),
    "20b": _declared("more_blinding"), "21a": _methods, "21b": _counted, "21c": _missing,
    "21d": _further, "22a": _flow, "22b": _lost, "23a": _dates, "23b": _declared("ended"),
    "24a": _delivered, "24b": _declared("besides"), "25": _baseline, "26": _results,
    "27": _declared("harms_seen"), "28": _more_results, "29": _declared("interpretation"),
    "30": _limits,
}  # fmt: skip
"""What answers each item; what neither the protocol nor a record can know is a key of the registration."""
