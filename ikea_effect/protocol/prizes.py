"""A prize that depends on what others give for what somebody made, paid when the study is closed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Amount, Declared, Exact, MeasureName, Name

RULES = ("at_most", "at_least", "best")


class Prize(Declared):
    """Money for whoever others judged so, once the study is closed.

    `measure` is one that judges fill: a mean of their ratings, or the mean of the places that they gave;
    `measures` are several, of one range, and their mean decides.
    `at_most` or `at_least` pays everyone whose mean is on that side of it; `best: highest` or `lowest` pays
    the one who has the best, and several who are equally good share it, in whole coins.
    """

    measure: MeasureName | None = None
    measures: Annotated[tuple[MeasureName, ...], Field(max_length=12)] = ()
    amount: Amount
    at_most: Exact | None = None
    at_least: Exact | None = None
    best: Literal["highest", "lowest"] | None = None
    only_in: dict[Name, Name | Annotated[tuple[Name, ...], Field(max_length=50)]] = Field(
        default_factory=dict, max_length=12
    )

    @model_validator(mode="after")
    def _one_rule(self) -> Prize:
        there = [name for name in RULES if getattr(self, name) is not None]
        if len(there) != 1:
            said = " and ".join(there) if there else "none of them is given"
            raise ValueError(f"A prize has one of at_most, at_least and best; here: {said}.")
        if not self.amount:
            raise ValueError("A prize of 0 is none. Write an amount, or leave the prize out.")
        return self

    @model_validator(mode="after")
    def _one_way_to_decide(self) -> Prize:
        if (self.measure is None) != bool(self.measures):
            said = "both are given" if self.measures else "neither is given"
            raise ValueError(f"A prize goes by one measure, or by the mean of several measures; here {said}.")
        if self.measures and len({*self.measures}) < max(2, len(self.measures)):
            raise ValueError("The mean is of two measures or more, each once. Of one write measure.")
        return self

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The measures whose mean decides; mostly one."""
        return self.measures or ((self.measure,) if self.measure else ())

    def levels(self, factor: str) -> tuple[str, ...]:
        """The levels of a factor in which the prize can be won."""
        found = self.only_in[factor]
        return found if isinstance(found, tuple) else (found,)
