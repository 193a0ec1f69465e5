"""What the language can say and no session does yet: refused before data, taken where data are there."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.problem import Problem


def factors_can_be_varied(said: Said) -> Iterator[Problem]:
    """Every factor varies between participants or pairs, or within participants by a step."""
    for name, factor in said.factors.items():
        within, between = factor.get("within") is True, factor.get("between")
        if within and between is not None:
            message = "is between and within at once. Write `between: participant` or `within: true`."
            yield Problem(("factors", name), message, True)
        elif within and name not in said.repeated:
            message = (
                "varies within participants, and no step varies it: a session would have one level only.\n"
                f"Repeat steps at its levels: for_each: {{factor: {name}, order: latin, steps: [..]}}. "
                "Data from elsewhere can have it: analyze .. --data FILE.csv."
            )
            yield Problem(("factors", name, "within"), message, True, stops="collection")


ALL = (factors_can_be_varied,)
