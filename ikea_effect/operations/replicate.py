"""The original beside the replication: from a study, a CSV, or two results in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.operations.analyze import People, protocol_and_analysis
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look
from ikea_effect.rounding import fixed

if TYPE_CHECKING:
    from ikea_effect.analysis.results import Analysis
    from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a source of data, or `original` and `replication` as text."""

    source: str | None
    files: DataFiles = field(default_factory=DataFiles)
    original: str | None = None
    replication: str | None = None
    decides: str | None = None
    results: Path = Path("results")
    people: People = People()
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Replicated:
    """What is printed: JSON, text, and the deciding outcome."""

    json: Mapping[str, Any]
    lines: tuple[str, ...]
    outcome: str | None
    verdicts: tuple[str, ...] = ()
    """The deciding verdicts alone, a line each, behind what must be known of the data."""

    def to_json(self) -> Mapping[str, Any]:
        """The panel, or for a study one entry per published result."""
        return self.json

    def text(self) -> str:
        """The same for a person: the verdicts first."""
        return "\n".join([*self.verdicts, "", *self.lines])

    def brief(self) -> str:
        """The deciding verdicts alone."""
        return "\n".join(self.verdicts)


def replication_of(asked: Asked) -> Replicated:
    """The criteria side by side. Raises AnalysisError for what is missing."""
    if asked.original or asked.replication:
        return _two_results(asked)
    if asked.source is None:
        raise AnalysisError(
            "give a STUDY, a PROTOCOL with --data, or two results: "
            "--original t=2.12,n=26+26 --replication t=1.30,n=60+60."
        )
    protocol, analysis = protocol_and_analysis(
        asked.source, asked.results, asked.files, asked.people, asked.look
    )
    return _from_analysis(protocol, analysis, asked.decides)


def explained(criterion: str) -> str:
    """What a criterion asks, its rule, its source, and when to choose it. Raises AnalysisError."""
    from ikea_effect.analysis.replication.why import why

    return "\n".join(why(criterion))


def failing(words: str | None) -> frozenset[str]:
    """The outcomes that are to fail, of "not-met,undecided". Raises AnalysisError for any other word."""
    from ikea_effect.analysis.results import OUTCOMES

    named = [word.strip() for word in (words or "").split(",") if word.strip()]
    for word in named:
        if word not in OUTCOMES:
            raise AnalysisError(
                f"--fail-on {word}: one or several of {listed(OUTCOMES)}.{did_you_mean(word, OUTCOMES)}"
            )
    return frozenset(named)


def _two_results(asked: Asked) -> Replicated:
    from ikea_effect.analysis.replication import parse_summary, replicate
    from ikea_effect.analysis.replication.panel import DEFAULT_DECIDER

    if not (asked.original and asked.replication):
        raise AnalysisError("--original and --replication go together: give both.")
    if asked.source or asked.files.paths:
        raise AnalysisError("--original and --replication take no study and no --data.")
    decides = asked.decides or DEFAULT_DECIDER
    panel = replicate(parse_summary(asked.original), parse_summary(asked.replication), decides)
    panel = panel.with_chances()
    found = panel.to_json()
    lines = tuple(_lines(found["criteria"], found["decides"]))
    return Replicated(found, lines, _decided(found), (_verdict("", found),))


def _decided(panel: Mapping[str, Any]) -> str | None:
    return next((str(c["outcome"]) for c in panel["criteria"] if c["id"] == panel["decides"]), None)


def _verdict(hypothesis: str, panel: Mapping[str, Any]) -> str:
    """The verdict in one line: what was asked, how it came out, by which criterion, and why."""
    one = next(c for c in panel["criteria"] if c["id"] == panel["decides"])
    asked = f"{hypothesis}: " if hypothesis else ""
    said = f"{one['sentence']}{_chances(one)}"
    return f"{asked}{_IN_WORDS.get(one['outcome'], one['outcome'])} ({one['id']}). {said}"


_IN_WORDS = {
    "met": "REPLICATED",
    "not-met": "NOT REPLICATED",
    "undecided": "UNDECIDED",
    "larger-same-direction": "LARGER THAN THE ORIGINAL, SAME DIRECTION",
    "cannot-be-computed": "CANNOT BE SAID",
    "withheld": "WITHHELD",
}


def _lines(criteria: list[dict[str, Any]], decides: str | None) -> list[str]:
    """A line per criterion; where all are withheld, it is for one reason, said once."""
    if all(one["outcome"] == "withheld" for one in criteria):
        return [f"-> {decides}, as every other criterion: {criteria[0]['sentence']}"]
    return [
        f"{'->' if one['id'] == decides else '  '} {one['id']}: {_outcome(one)}{one['sentence']}"
        f"{_chances(one)}"
        for one in criteria
    ]


def _chances(one: Mapping[str, Any]) -> str:
    """The criterion's chances behind its sentence, where they are known."""
    from ikea_effect.report.chances import chances_said

    return f" {chances_said(one['chances'])}" if one.get("chances") else ""


def _besides(panel: Mapping[str, Any]) -> list[str]:
    """What p and d are of, where criteria take both and they are not of one number."""
    withheld = any(one["outcome"] == "withheld" for one in panel["criteria"])
    return [] if withheld or panel["rests_on"] is None else [f"   {panel['rests_on']}"]


def _outcome(one: Mapping[str, Any]) -> str:
    """The outcome before its sentence; a sentence that says why there is none begins with it."""
    return "" if one["outcome"] == "cannot-be-computed" else f"{one['outcome']}. "


def _from_analysis(protocol: Protocol, analysis: Analysis, decides: str | None) -> Replicated:
    """One panel per published result."""
    from ikea_effect.analysis.replication import compare

    panels: list[dict[str, Any]] = []
    lines = [*analysis.basis.lines(), ""]
    verdicts = [analysis.basis.title(protocol.id)]
    early = analysis.basis.interim
    for found in compare(_deciding(protocol, decides), analysis.estimates):
        if early is not None and not early.shown:
            found = found._replace(panel=found.panel.withheld(early.reason))
        hypothesis = found.hypothesis.id
        primary = next(
            (e for e in analysis.estimates if e.hypothesis == hypothesis and e.role == "primary"), None
        )
        panel = {"hypothesis": hypothesis} | found.panel.to_json()
        panel["outcome"] = found.panel.deciding.outcome
        panel["published"] = found.published.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        panel["estimate"] = None if primary is None else primary.to_json()
        panel["rests_on"] = found.rests_on
        panels.append(panel)
        verdicts.append(_verdict(hypothesis, panel))
        lines += [hypothesis, *_beside(found.published, panel["estimate"])]
        lines += [*_lines(panel["criteria"], panel["decides"]), *_besides(panel), ""]
    claims = [verdict.to_json() for verdict in analysis.verdicts if verdict.rule == "claim"]
    lines += [f"claim {one['hypothesis']}: {one['outcome']}. {one['sentence']}" for one in claims]
    if not panels:
        verdicts += [f"{protocol.id} declares no published result: there is nothing to set the data beside."]
    lines += analysis.basis.notes_written()
    basis = {"protocol": protocol.id, "protocol_sha256": protocol.sha256, **analysis.basis.to_json()}
    outcome = panels[0]["outcome"] if panels else None
    json = basis | {"results": panels, "claims": claims}
    return Replicated(json, tuple(lines), outcome, tuple(verdicts))


def _deciding(protocol: Protocol, decides: str | None) -> Protocol:
    """The protocol, with another criterion deciding if one is asked for. Raises AnalysisError."""
    from ikea_effect.protocol.hypotheses import Replication, no_decider

    if decides is None:
        return protocol
    if reason := no_decider(decides):
        raise AnalysisError(f"--decides {reason}")
    return protocol.model_copy(update={"replication": Replication.model_validate({"decides": decides})})


def _beside(published: Any, primary: Mapping[str, Any] | None) -> list[str]:
    from ikea_effect.analysis.results import counted

    called = "" if published.provenance == "paper" else f", {published.provenance}"
    found = (primary or {}).get("mean") or {}
    levels = dict.fromkeys((*published.mean, *found))
    wide = max(12, *(len(level) + 2 for level in levels)) if levels else 12
    rows = [f"  {'':<{wide}}{'original' + called:<28}{'this study':<20}"]
    for level in levels:
        theirs, ours = (published.n.per_condition or {}).get(level), (primary or {}).get("n") or {}
        n = "" if level not in ours else counted(ours[level], (primary or {}).get("n_of", "participants"))
        before = _cell(published.mean.get(level), published.sd.get(level), str(theirs or ""))
        now = _cell(found.get(level), ((primary or {}).get("sd") or {}).get(level), n)
        rows.append(f"  {level:<{wide}}{before:<28}{now:<20}")
    return rows


def _cell(mean: float | None, sd: float | None, n: str) -> str:
    if mean is None:
        return "not known" + (f" (n = {n})" if n else "")
    more = [f"SD {fixed(sd, 2)}"] if sd is not None else []
    more += [f"n = {n}"] if n else []
    return f"{fixed(mean, 2)}" + (f" ({', '.join(more)})" if more else "")
