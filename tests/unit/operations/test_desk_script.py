"""A rehearsal: a scripted hand at a desk takes whoever is offered, beside other desks and after itself."""

from __future__ import annotations

from ikea_effect.errors import ParticipantError
from ikea_effect.operations.desk.desk import Desk
from ikea_effect.operations.desk.script import Rehearsal
from ikea_effect.screens.screens import Screen, Values
from tests.unit.operations.test_desk import COMING, Study


def test_a_scripted_hand_takes_whoever_is_offered_also_where_other_desks_have_had_theirs() -> None:
    taken = ParticipantError("P001 runs at desk 4 since 14:02.")
    study = Study(iter([taken]))

    class Elsewhere(Rehearsal):
        def __call__(self, screen: Screen) -> Values:
            if screen.id == "desk.cannot":
                study.under_way = frozenset({"P001", "P002"})
            return super().__call__(screen)

    assert Desk("3", COMING, Elsewhere(), study).open() == 1
    assert study.log == [("P001", False), ("P003", False)]


def test_a_scripted_hand_closes_the_desk_where_nobody_is_offered_but_who_cannot_begin() -> None:
    refused = ParticipantError("cannot begin.")

    class Never(Study):
        def begun(self) -> frozenset[str]:
            return frozenset()

    study = Never(iter([refused] * 3))
    assert Desk("3", COMING, Rehearsal(), study).open() == 0
    assert [who for who, _ in study.log] == ["P001", "P002", "P003"]
