"""What the language can say and no session does yet: refused before data, taken where data are there."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Problem, Said, mapping
from ikea_effect.protocol.kinds import is_kind, known, measure_kind


def factors_can_be_varied(said: Said) -> Iterator[Problem]:
    """Every factor varies between participants: pairs are not assigned, and no step varies within them."""
    for name, factor in said.factors.items():
        within, between = factor.get("within") is True, factor.get("between")
        if within and between is not None:
            message = "is between and within at once. Write `between: participant` or `within: true`."
            yield Problem(("factors", name), message, True)
        elif within:
            message = (
                "varies within participants, and no step varies it: a session would have one level only.\n"
                "Data from elsewhere can have it: analyze .. --data FILE.csv."
            )
            yield Problem(("factors", name, "within"), message, True, stops="collection")
        elif between == "pair":
            message = (
                "varies between pairs, and sessions are assigned one by one, never in pairs.\n"
                "Write between: participant. Data of pairs from elsewhere can be analyzed."
            )
            yield Problem(("factors", name, "between"), message, stops="collection")


def populations_can_be_drawn(said: Said) -> Iterator[Problem]:
    """Populations are declared for what simulated participants draw from them: amounts and ratings."""
    for name in mapping(said.data.get("simulation")):
        kind = said.measures.get(name, {}).get("kind")
        if is_kind("measure", kind) and not measure_kind(str(kind)).population:
            able = [one for one in known("measure") if measure_kind(one).population]
            message = (
                f"declares a population for '{name}' of kind {kind}, which nobody draws from: simulated "
                f"participants answer it at random. Leave it out; kinds with a population: {listed(able)}."
            )
            yield Problem(("simulation", name), message, True, stops="collection")


ALL = (factors_can_be_varied, populations_can_be_drawn)
