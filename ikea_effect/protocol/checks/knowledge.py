"""What is known of whoever comes to a place in the timeline: which steps have filled a column by then."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from ikea_effect.protocol.checks.names import Said, Step, reaches
from ikea_effect.protocol.checks.only_if import fills_column, may_come_later
from ikea_effect.protocol.kinds import Column, columns_of, measure_kind
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.problem import mapping
from ikea_effect.protocol.shorthand import PARTNER, of_other


class Where(NamedTuple):
    """A place in the timeline: a step, and the measures that it has asked for before."""

    place: int
    after: tuple[str, ...] = ()


class KnownByThen:
    """Of one study, what is known when."""

    def __init__(self, protocol: Protocol, said: Said) -> None:
        self.protocol, self.said = protocol, said

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column of the study by name."""
        return {column.name: column for column in columns_of(self.protocol)}

    def fillers(self, column: Column, where: Where) -> list[Step]:
        """The steps that fill the column before this place."""
        step = self.said.steps[where.place]
        before = self.said.steps[: where.place]
        found = [
            one
            for one in before
            if fills_column(one, column, before) and not may_come_later(self.said, one, step)
        ]
        own = column.of in where.after and dict(step.levels) == dict(column.levels)
        return [*found, step] if own else found

    def not_everyone(self, column: Column, where: Where) -> str:
        """Who may have no answer though they come here; empty if nobody."""
        if why := self._may_be_empty(column):
            return why
        step, fillers = self.said.steps[where.place], self.fillers(column, where)
        rules = {rule for _, rule in step.rules}
        for condition in (one for one in self.protocol.conditions if reaches(step, one)):
            met = [one for one in fillers if reaches(one, condition)]
            if not met:
                return f"those of {', '.join(condition.values())} are never asked"
            if not any(self._is_met(one, step, rules) for one in met):
                return f"step '{met[0].name}' is not met by all of them"
        return ""

    def _may_be_empty(self, column: Column) -> str:
        declared = self.protocol.measures.get(column.of)
        if declared is None:
            return f"step '{column.of}' may leave it empty"
        if declared.may_be_declined:
            return f"'{column.of}' is optional"
        bound = column.type == "amount" and column.in_long != column.of
        return f"'{column.of}' may stay empty" if bound or measure_kind(declared.kind).empty(declared) else ""

    def _is_met(self, one: Step, step: Step, rules: set[str]) -> bool:
        """Whether whoever sees the step has met this one."""
        if any(rule not in rules for _, rule in one.rules) or self._is_left_out_alone(one):
            return False
        return not step.closes or not any(
            map(self._may_end, self.said.steps[: self.said.steps.index(one) + 1])
        )

    def _may_end(self, step: Step) -> bool:
        """Whether some go from this step right to the end."""
        pair = mapping(mapping(self.said.data.get("assignment")).get("pair"))
        ends = mapping(step.body.get("comprehension")).get("then") == "end"
        return ends or (pair.get("if_alone") == "send-home" and self._meets_a_partner(step))

    def _is_left_out_alone(self, step: Step) -> bool:
        """Whether those whose partner stayed away do not see the step."""
        pair = mapping(mapping(self.said.data.get("assignment")).get("pair"))
        return pair.get("if_alone") == "alone" and self._meets_a_partner(step)

    def _meets_a_partner(self, step: Step) -> bool:
        others = self.protocol.goods_of_others.values()
        pieces = [of_other(one) for one in others if one.whose == PARTNER]
        return bool(pieces) and (step.bids or any(piece in repr(step.body) for piece in pieces))
