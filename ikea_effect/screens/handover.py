"""A screen on which the experimenter is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Page, Screen, Values


@dataclass(frozen=True, slots=True)
class HandoverScreen(Screen):
    """A call for the experimenter and, behind the experimenter's chord, a page to confirm or to fill in.

    The reply is the page's. `is_open`: the experimenter is there already, and the page is shown at once.
    `only_calls`: it is over once the experimenter is there; what comes then is a screen of its own.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.handover.task:simulated"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.handover_view:SHOWING"

    call: tuple[Text, Text]  # title and body of what the participant reads
    page: Page
    is_open: bool = False
    only_calls: bool = False

    @override
    def takes(self, values: Values) -> bool:
        return self.page.takes(values)
