"""What a task is handed: the set-up, the participant's condition, named streams, what was made before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.timeline import Step, in_order
from ikea_effect.seeds import Stream, stream_key

if TYPE_CHECKING:
    from ikea_effect.assignment.place import Place, Taken
    from ikea_effect.screens.facts import Settled
    from ikea_effect.screens.facts_of_groups import Pending
    from ikea_effect.screens.facts_of_points import Earned
    from ikea_effect.screens.screens import Page


class EndSession(Exception):
    """Raised by a task to go to the debriefing at once (after failed questions, where so declared)."""


class Held(NamedTuple):
    """A page that is held back, and the step after which it is shown ("" for the end of the session)."""

    page: Page
    after: str


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a task may know. It opens no window, reads no clock and writes no file."""

    setup: Setup
    participant: str
    condition: Condition
    secret: bytes = field(repr=False)
    made: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """good -> what this participant sees and bids on: a recipe, the parts in place, or a picture file."""
    settled: list[Settled] = field(default_factory=list)
    """Each settlement so far."""
    pending: list[Pending] = field(default_factory=list)
    """Bids and predictions that wait for other participants."""
    earned: list[Earned] = field(default_factory=list)
    """What earned points so far."""
    claim: str = ""
    """What tells this session's streams from another one's of the same id; "" in format 1."""
    place: Place | None = None
    """What was settled before the session began; None in previews."""
    known: dict[str, Any] = field(default_factory=dict)
    """The cells of the participant's row that were filled so far: column -> value, amounts as Decimal."""
    partners: dict[str, str] = field(default_factory=dict)
    """{name of a good: the partner who made it, or "" where nobody came}, once it was waited for."""
    held: list[Held] = field(default_factory=list)
    """Pages that tell what bids came to and are not shown yet."""
    shows_all: bool = False
    """Whether steps are shown whatever their own rule says: where every screen is to be looked at."""
    explained: set[str] = field(default_factory=set)
    """Repeated steps whose rule was practiced and asked about at an earlier level."""
    steps: tuple[Step, ...] = field(init=False, repr=False)
    """The steps that this participant meets, in order."""

    def __post_init__(self) -> None:
        """What somebody else made is there from the start, under every name that the protocol has for it."""
        met = [step for step in self.protocol.timeline if step.reaches(self.condition)]
        steps = tuple(in_order(met, self.place.orders if self.place else {}))
        object.__setattr__(self, "steps", steps)
        if self.place is None or not self.place.yoked:
            return
        for name, other in self.protocol.shown_as(self.condition).items():
            if piece := self.place.piece(other.good, other.piece):
                self.made[name] = dict(piece.recipe or {})

    @property
    def protocol(self) -> Protocol:
        """The protocol, with what the experiment changes."""
        return self.setup.protocol

    def taken(self, step: Step, name: str = "") -> Taken | None:
        """What the step takes of somebody else's session; in a preview what stands in, if anything does.

        `name` is the one under which it is taken, where the step takes of several.
        """
        if self.place is not None and (name or step.name) in self.place.taken:
            return self.place.taken[name or step.name]
        take = step.takes
        if take is None or take.stand_in is None:
            return None
        from ikea_effect.assignment.place import Taken  # few steps take anything

        return Taken("", take.stand_in)

    def stream(self, purpose: str) -> Stream:
        """The named stream of this participant; the same at every call, from its beginning."""
        return Stream(stream_key(self.secret, self.participant, purpose, self.claim))
