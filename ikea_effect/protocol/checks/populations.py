"""The rules on what a protocol simulates: who is simulated as what, and what rests on what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said, judged_later
from ikea_effect.protocol.kinds import is_kind, known, measure_kind
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, is_number, listing, mapping, measures_in, undeclared
from ikea_effect.protocol.simulation import TERM, atoms

_NUMBERS = ("gamma", "normal", "rounded-normal")


def simulation_names(said: Said) -> Iterator[Problem]:
    """Populations belong to measures and name levels, one factor's at each depth."""
    for name, population in mapping(said.data.get("simulation")).items():
        if said.has("measures") and name not in said.measures:
            yield undeclared("measure", name, said.measures, ("simulation", name), at_key=True)
        for part in ("mean", "sd", "chances", "texts"):
            levels = mapping(population).get(part)
            options = part == "chances" and not any(isinstance(one, dict) for one in mapping(levels).values())
            if not options:
                yield from _levels(said, levels, ("simulation", name, part))


def _levels(said: Said, value: Any, at: Steps) -> Iterator[Problem]:
    """What is given by level is given for every level of one factor; what is inside, by those of another."""
    levels = mapping(value)
    ambiguous = [one for one in levels if sum(one in said.levels(factor) for factor in said.factors) > 1]
    allowed = [
        *said.all_levels,
        *(f"{factor}={one}" for factor in said.factors for one in said.levels(factor)),
    ]
    unknown = [level for level in levels if said.all_levels and level not in allowed]
    for level in unknown:
        yield undeclared("level", level, said.all_levels, (*at, level), at_key=True)
    bare = {level.rpartition("=")[2] for level in levels}
    whole = [factor for factor in said.factors if bare == set(said.levels(factor))]
    if levels and not unknown and said.factors and not whole:
        given = f"gives numbers for {listed(levels)}{_left_out(said, bare)}"
        yield Problem(at, f"{given}. Give one for every level of one factor.")
    elif ambiguous and not unknown:
        message = (
            f"names {listed(ambiguous)}, which several factors have. Write which is meant: "
            f"{listed(f'{factor}={ambiguous[0]}' for factor in whole)}."
        )
        yield Problem(at, message)
    for level, inner in levels.items():
        if not (at[-1] == "chances" and not any(isinstance(one, dict) for one in mapping(inner).values())):
            yield from _levels(said, inner, (*at, level))


def _left_out(said: Said, given: set[str]) -> str:
    """Which levels of the factor that is meant have no number, where one is."""
    meant = [factor for factor in said.factors if given < set(said.levels(factor))]
    lacking = [level for level in said.levels(meant[0]) if level not in given] if len(meant) == 1 else []
    return f", and none for {listed(lacking)}" if lacking else ""


def populations_exist(said: Said) -> Iterator[Problem]:
    """There are amounts with the declared mean, SD and share of zeros: the zeros alone do not spread more."""
    for name, population in mapping(said.data.get("simulation")).items():
        part = mapping(population)
        zero = part.get("zero", 0)
        if part.get("distribution") != "gamma" or not is_number(zero) or not 0 <= zero < 1:
            continue
        for level, mean, sd in _moments(part.get("mean"), part.get("sd")):
            if mean <= 0 or (sd**2 + mean**2) * (1 - zero) <= mean**2:
                whose = f" of {level}" if level else ""
                message = f"gives a mean{whose} of {mean}, an SD of {sd} and {zero:.0%} zeros."
                yield Problem(("simulation", name, "mean"), f"{message} No amounts are like that.")


def _moments(mean: Any, sd: Any, where: str = "") -> Iterator[tuple[str, float, float]]:
    """Mean and SD for each level, however deep, or once if they hold for everyone."""
    levels = dict.fromkeys([*mapping(mean), *mapping(sd)])
    for level in levels:
        one, other = (mapping(value).get(level, value) for value in (mean, sd))
        if one is not mean or other is not sd:
            yield from _moments(one, other, f"{where} {level}".strip())
    if not levels and is_number(mean) and is_number(sd):
        yield where, mean, sd


def distributions_fit(said: Said) -> Iterator[Problem]:
    """A distribution draws what the measure's kind holds: numbers, an option, a text."""
    for name, population in mapping(said.data.get("simulation")).items():
        kind, drawn = said.measures.get(name, {}).get("kind"), mapping(population).get("distribution")
        if not is_kind("measure", kind) or not isinstance(drawn, str):
            continue
        of = measure_kind(str(kind))
        allowed = _NUMBERS if of.population else (of.draws,) if of.draws else ()
        if not allowed:
            able = [
                one for one in known("measure") if measure_kind(one).population or measure_kind(one).draws
            ]
            message = (
                f"declares a population for '{name}' of kind {kind}, which nobody draws from: simulated "
                f"participants answer it at random. Leave it out; kinds with a population: {listed(able)}."
            )
            yield Problem(("simulation", name), message, True, stops="collection")
        elif drawn in (*_NUMBERS, "choice", "texts") and drawn not in allowed:
            message = f"is {drawn}; '{name}' is of kind {kind}, which is drawn by {listed(allowed)}."
            yield Problem(("simulation", name, "distribution"), message, stops="collection")


def chances_add_up(said: Said) -> Iterator[Problem]:
    """The chances of a choice are those of its options, and add up to 1."""
    for name, population in mapping(said.data.get("simulation")).items():
        part, at = mapping(population), ("simulation", name)
        if part.get("distribution") != "choice":
            continue
        options = [one for one in listing(said.measures.get(name, {}).get("options")) if isinstance(one, str)]
        for where, chances in _innermost(mapping(part.get("chances")), (*at, "chances")):
            for option in chances if options else ():
                if option not in options:
                    yield undeclared("option", option, options, (*where, option), at_key=True)
            total = math.fsum(chance for chance in chances.values() if is_number(chance))
            if abs(total - 1) > 1e-6:
                yield Problem(where, f"adds up to {total:g}. Chances of all options add up to 1.")
        for option in mapping(part.get("depends_on")):
            if options and option not in options:
                yield undeclared("option", option, options, (*at, "depends_on", option), at_key=True)


def _innermost(value: dict[str, Any], at: Steps) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """The mappings that hold no further ones."""
    inner = {key: one for key, one in value.items() if isinstance(one, dict)}
    if not inner:
        yield at, value
    for key, one in inner.items():
        yield from _innermost(one, (*at, key))


def sample_texts_fit(said: Said) -> Iterator[Problem]:
    """A sample text could have been written: long enough, and short enough."""
    for name, population in mapping(said.data.get("simulation")).items():
        measure = said.measures.get(name, {})
        least, most = measure.get("min_words", 0), measure.get("max_characters", 500)
        given = mapping(population).get("texts")
        if not is_number(least) or not is_number(most):
            continue
        for where, texts in _lists(given, ("simulation", name, "texts")):
            for index, text in enumerate(texts):
                if isinstance(text, str) and (_words(text) < least or len(text) > most):
                    message = (
                        f"has {_words(text)} words and {len(text)} characters; '{name}' takes "
                        f"{least} words or more, and {most} characters at most."
                    )
                    yield Problem((*where, index), message)


def _words(text: str) -> int:
    """How many words the text has, as the page counts them."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def _lists(value: Any, at: Steps) -> Iterator[tuple[Steps, list[Any]]]:
    if isinstance(value, list):
        yield at, value
    for key, inner in mapping(value).items():
        yield from _lists(inner, (*at, key))


# --- what rests on what -----------------------------------------------------------------------------------


def _slopes(population: Any, at: Steps) -> Iterator[tuple[Steps, str]]:
    """Every term that a population depends on, and where it stands."""
    for name, slope in mapping(mapping(population).get("depends_on")).items():
        inner = mapping(slope)
        if not inner:
            yield (*at, "depends_on", name), name
        for term in inner:
            yield (*at, "depends_on", name, term), term


def slopes_name_what_is_known(said: Said) -> Iterator[Problem]:
    """A slope is on measures with a population, options of a choice and levels of a factor."""
    simulated = mapping(said.data.get("simulation"))
    for name, population in simulated.items():
        for at, term in _slopes(population, ("simulation", name)):
            if not isinstance(term, str) or not TERM.fullmatch(term):
                continue
            for part, value in atoms(term):
                yield from _part(said, simulated, at, part, value)


def _part(
    said: Said, simulated: Mapping[str, Any], at: Steps, name: str, value: str | None
) -> Iterator[Problem]:
    known_names = [*said.measures, *said.factors]
    if name in said.factors:
        if name not in said.between:
            yield Problem(
                at, f"rests on {name}, which varies within participants: give means by level.", True
            )
        elif value is None:
            yield Problem(at, f"names the factor {name} without a level. Write {name}=level.", True)
        elif value not in said.levels(name):
            yield undeclared("level", value, said.levels(name), at, at_key=True)
        return
    if name not in said.measures:
        if said.has("measures"):
            yield undeclared("measure", name, known_names, at, at_key=True)
        return
    drawn = mapping(simulated.get(name)).get("distribution")
    options = said.measures[name].get("options")
    if drawn is None:
        yield Problem(at, f"rests on '{name}', for which no population is declared. Declare one.", True)
    elif drawn == "texts":
        yield Problem(at, f"rests on '{name}', an open answer: nothing can be reckoned from words.", True)
    elif drawn == "choice" and (value is None or (isinstance(options, list) and value not in options)):
        allowed = [f"{name}={one}" for one in listing(options)]
        yield Problem(at, f"rests on '{name}', a choice, by one of its options: {listed(allowed)}.", True)
    elif drawn in _NUMBERS and value is not None:
        yield Problem(
            at, f"compares '{name}', which holds numbers, with '{value}'. Write {name} alone.", True
        )


def slopes_go_forward(said: Said) -> Iterator[Problem]:
    """A value rests on what is asked before it, never on itself."""
    simulated = mapping(said.data.get("simulation"))
    rests = {
        name: [part for _, term in _slopes(one, ()) if isinstance(term, str) for part, _ in atoms(term)]
        for name, one in simulated.items()
    }
    asked = _order(said)
    for name, population in simulated.items():
        for at, term in _slopes(population, ("simulation", name)):
            for part, _ in atoms(term) if isinstance(term, str) else ():
                if part not in rests:
                    continue
                if circle := _way(part, name, rests):
                    way = " -> ".join([name, *circle])
                    message = f"goes round in a circle: {way}. A value cannot rest on itself."
                    yield Problem(at, message, True)
                elif part in asked and name in asked and asked[part] > asked[name]:
                    message = (
                        f"rests on '{part}', which is asked after '{name}'; only what is asked before counts."
                    )
                    yield Problem(at, message, True)


def _order(said: Said) -> dict[str, tuple[int, int]]:
    """When each measure is first asked for: the step, and the place in it."""
    found: dict[str, tuple[int, int]] = {}
    for place, step in enumerate(said.steps):
        for number, (way, name) in enumerate(measures_in(step.body)):
            found.setdefault(name, (len(said.steps) if judged_later(step, way) else place, number))
    return found


def _way(start: str, end: str, rests: Mapping[str, list[str]]) -> list[str]:
    """The way from one measure back to another along what each rests on; empty if there is none."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        for after in rests.get(way[-1], ()):
            if after not in seen or after == end:
                seen.add(after)
                ways.append([*way, after])
    return []


def nobody_leaves_a_desk(said: Said) -> Iterator[Problem]:
    """Those who meet at one desk are simulated to the end: the others would wait for nobody."""
    leaves = mapping(said.data.get("simulated")).get("leaves")
    kinds = [mapping(step.body.get("mechanism")).get("kind") for step in said.steps]
    if is_number(leaves) and leaves > 0 and "english" in kinds:
        message = "is declared, but an English auction meets at one desk and cannot go on without someone."
        yield Problem(("simulated", "leaves"), message, stops="collection")


ALL = (
    simulation_names, populations_exist, distributions_fit, chances_add_up, sample_texts_fit,
    slopes_name_what_is_known, slopes_go_forward, nobody_leaves_a_desk,
)  # fmt: skip
