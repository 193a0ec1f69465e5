"""A desk at which everybody is there at once, with nobody behind them: for previews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ikea_effect.screens.waiting import Bidder, Gathering, Meeting
    from ikea_effect.session.gathering import Group
    from ikea_effect.session.meeting import Partner


class FullDesk:
    """A desk at which the group is complete at once, with members who have no sessions: for previews."""

    def join(self, gathering: Gathering) -> Group:
        """The bidder and as many others as the group needs."""
        from ikea_effect.session.gathering import Group  # most studies have no groups

        return Group(1, (gathering.bidder, *_others(gathering)))

    def close(self, _gathering: Gathering, _number: int) -> None:
        """It is complete."""

    def hold(self, _gathering: Gathering, _number: int) -> bool:
        """Nobody else could."""
        return True

    def partner(self, _meeting: Meeting) -> Partner:
        """A partner who made the good as it comes."""
        from ikea_effect.session.meeting import Partner  # most studies have no pairs

        return Partner("other 2", ready=True)


def _others(gathering: Gathering) -> Sequence[Bidder]:
    one = gathering.bidder
    return [replace(one, participant=f"other {number}") for number in range(2, gathering.size + 1)]
