"""Writes docs/protocols.md, what ships and how it departs from its source: `docs/make_protocols.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.sections.naming import claim, tested
from ikea_effect.report.wording import joined, language_name, spoken

PAGE = Path(__file__).with_name("protocols.md")
HEAD = """# The studies that ship

Each is one YAML file with its texts and materials. `ikea-effect protocols ID` prints it, `preview
ID` draws its screens, `new MY-ID --from ID` copies it. What a note says of an article is what was
at hand when the study was written: where it says "not at hand", nobody has read it there.
`ikea-effect protocols --long` adds how many can sit at once, what a session costs, and what has
to be bought.
"""

WHAT: dict[str, str] = yaml.safe_load(PAGE.with_suffix(".yaml").read_text("utf-8"))
"""What happens in each, in a line."""


def page() -> str:
    """The whole page, from the protocols themselves."""
    found = [load_protocol(name) for name in protocol_ids()]
    return "\n".join([HEAD, *_overview(found), *(line for one in found for line in _section(one))])


def _overview(found: list[Protocol]) -> Iterator[str]:
    """A line for each: what happens, and after whom; those of one source stand together."""
    yield from ("| protocol | what happens | after |", "| --- | --- | --- |")
    for one in sorted(found, key=lambda one: (one.source is None, list(WHAT).index(one.id))):
        yield f"| [`{one.id}`](#{one.id}) | {WHAT[one.id]} | {_after(one)} |"
    yield ""


def _after(one: Protocol) -> str:
    """The source in short: Norton, Mochon & Ariely (2012), Experiment 1A."""
    if one.source is None:
        return "ours"
    names, year = one.source.citation.split(" (", 1)
    family = [name.split(",")[0].strip() for name in names.replace("&", "").split("., ")]
    family = [name for name in family if len(name) > 2]
    told = " & ".join([", ".join(family[:-1]), family[-1]] if len(family) > 1 else family)
    return f"{told} ({year[:4]})" + (f", {one.source.study}" if one.source.study else "")


def _section(one: Protocol) -> Iterator[str]:
    yield from (f"## {one.id}", "", f"{one.title}.", "")
    yield from (_source(one), "")
    yield from (
        f"- Conditions: {_conditions(one)}.",
        f"- Languages: {joined(map(language_name, one.languages))}.",
    )
    if one.practical is not None:
        yield f"- A session takes about {one.practical.minutes} minutes."
    for hypothesis in one.hypotheses:
        if hypothesis.purpose == "confirmatory":
            said, test = claim(one, hypothesis).rstrip("."), tested(one, hypothesis)
            yield f"- Claim: {said}." + ("" if said.lower() == test.lower() else f" Tests whether {test}.")
    yield ""
    if one.notes:
        yield from ("What is to be known of it:", "")
        yield from (f"- {note}" for note in one.notes)
        yield ""


def _source(one: Protocol) -> str:
    if one.source is None:
        return "A design of ours."
    doi = f" doi:{one.source.doi}" if one.source.doi else ""
    return (
        f"After {one.source.citation.rstrip('.')}{', ' + one.source.study if one.source.study else ''}.{doi}"
    )


def _conditions(one: Protocol) -> str:
    """Each factor with the labels of its levels."""
    return "; ".join(
        f"{spoken(name)} ({'within' if factor.within else 'between'} {factor.between or 'participant'}s): "
        + joined(level.label for level in factor.levels.values())
        for name, factor in one.factors.items()
    )


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
