"""What the task of a kind is made of, under one name: for kinds of other packages (docs/descriptors.md)."""

from __future__ import annotations

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context, EndSession
from ikea_effect.screens.facts import Fact, Measured, Noted
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import (
    Agree,
    AnswerText,
    Ask,
    Choice,
    GoodPicture,
    Option,
    Page,
    RatingItem,
    Reply,
    Screen,
    Task,
    Values,
)
from ikea_effect.screens.simulation import SimulatedAsk, SimulatedScreen, Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.bdm.screens import BdmProcedure
from ikea_effect.tasks.bidding.offer import Offer
from ikea_effect.tasks.measure_form import Asked
from ikea_effect.tasks.nearest import nearest_point

__all__ = [
    "Agree",
    "AnswerText",
    "Ask",
    "Asked",
    "BdmProcedure",
    "Choice",
    "Context",
    "EndSession",
    "Fact",
    "GoodPicture",
    "Measured",
    "Noted",
    "Offer",
    "Option",
    "Page",
    "PictureFile",
    "RatingItem",
    "Reply",
    "Screen",
    "SimulatedAsk",
    "SimulatedScreen",
    "Someone",
    "Stream",
    "Task",
    "Text",
    "Values",
    "between",
    "nearest_point",
]
