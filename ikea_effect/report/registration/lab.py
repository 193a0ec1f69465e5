"""What only the lab knows: the `registration` and `lab` blocks of its experiment, and what journals hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ikea_effect import __version__
from ikea_effect.report.closeness import FACETS
from ikea_effect.report.registration.plan import Plan, Said
from ikea_effect.report.wording import joined, spoken


def declared(key: str) -> Callable[[Plan], Iterator[Said]]:
    """What stands under the key of `registration`, if anything."""

    def said(plan: Plan) -> Iterator[Said]:
        if value := getattr(plan.setup.experiment.registered, key):
            yield Said(value, f"experiment: registration.{key}")

    return said


def authors(plan: Plan) -> Iterator[Said]:
    """Who answers for the study, one line each."""
    for number, one in enumerate(plan.setup.experiment.registered.authors):
        did = [*(role.replace("-", " ") for role in one.credit), *([one.did] if one.did else [])]
        parts = [one.name, f"ORCID {one.orcid}" if one.orcid else "", one.affiliation or "", *did]
        yield Said(", ".join(filter(None, parts)) + ".", f"experiment: registration.authors[{number}]")


def keywords(plan: Plan) -> Iterator[Said]:
    """The words it is to be found by."""
    if words := plan.setup.experiment.registered.keywords:
        yield Said(f"{', '.join(words)}.", "experiment: registration.keywords")


def ethics(plan: Plan) -> Iterator[Said]:
    """Who approved it, as participants read it, and for which institution."""
    there = {name: words for name, words, _ in plan.setup.experiment.lab.words(plan.setup.language)}
    for name in ("ethics", "institution"):
        if name in there:
            yield Said(there[name], f"experiment: lab.{name}")


def description(plan: Plan) -> Iterator[Said]:
    """What it is about, and which publication it follows."""
    yield from declared("description")(plan)
    source = plan.protocol.source
    if source is not None:
        followed = ", ".join(filter(None, [source.citation.rstrip("."), source.study]))
        yield Said(f"It follows {followed}.", "source")


def closeness(plan: Plan) -> Iterator[Said]:
    """How each facet is beside the published study's, where somebody says so, and what is new."""
    said = plan.setup.experiment.registered.closeness
    if said is None:
        return
    place = "experiment: registration.closeness"
    for name, (label, _) in FACETS.items():
        one = getattr(said, name)
        if one is not None:
            why = f": {one.because}" if one.because else "."
            yield Said(f"{label}, beside the published study: {one.how}{why}", f"{place}.{name}")
    if said.adds:
        yield Said(f"New beside the published study: {joined(said.adds)}.", f"{place}.adds")


def existing_data(plan: Plan) -> Iterator[Said]:
    """What is declared of data, and what the journals of this study know."""
    yield from declared("existing_data")(plan)
    found = plan.collected
    if found is not None:
        yield Said(f"On {plan.date} {found.seen} in the study {found.study}.", f"journals of {found.study}")


def published(plan: Plan) -> Iterator[Said]:
    """What was published of the original study, and where it was read."""
    read = {
        "paper": "read in the article",
        "secondary": "not read in the article",
        "unverified": "not checked",
    }
    for number, one in enumerate(plan.protocol.published):
        text = f"Of the original study the result for {spoken(one.hypothesis)} is known ({one.locator}; "
        yield Said(f"{text}{read[one.provenance]}).", f"published[{number}]")


def date(plan: Plan) -> Iterator[Said]:
    """The day on which the forms were written."""
    yield Said(plan.date, "the clock of this computer")


def duration(plan: Plan) -> Iterator[Said]:
    """How long collection is to take."""
    yield from declared("duration")(plan)


def software(_: Plan) -> Iterator[Said]:
    """The program that collects and analyzes."""
    yield Said(f"ikea-effect {__version__}, GPL-3.0-or-later.", "the program")


def notes(plan: Plan) -> Iterator[Said]:
    """How the protocol departs from the publication, and what the lab changes."""
    for number, note in enumerate(plan.protocol.notes):
        yield Said(note, f"notes[{number}]")
    changed = [
        key
        for key in ("currency", "mechanisms", "payment", "sample", "goods", "texts")
        if _changes(plan, key)
    ]
    if changed:
        yield Said(
            f"The lab declares otherwise than the protocol: {joined(changed)}.", "experiment: overrides"
        )


def _changes(plan: Plan, key: str) -> bool:
    return bool((plan.setup.experiment.said.get("overrides") or {}).get(key))
