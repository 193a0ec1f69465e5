"""Whether the bidding worked: where amounts were only asked for, that is said once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.cards import Prose
from ikea_effect.report.sections.checks import checks_card


@pytest.mark.parametrize("answer", ["not-asked", None])
def test_of_eleven_amounts_that_were_only_asked_for_one_sentence_is_said(answer: str | None) -> None:
    protocol = load_protocol("fuchs-2010-voting")
    columns = [column_of(f"{step.id}.comprehension") for step in biddings(protocol.timeline)]
    assert len(columns) == 11
    everyone = SimpleNamespace(table=pd.DataFrame({name: [answer] for name in columns}))
    card = checks_card(cast("Any", SimpleNamespace(protocol=protocol)), cast("Any", everyone))
    assert card is not None
    (said,) = card.blocks
    assert isinstance(said, Prose)
    assert said.text.startswith("Stated amount and worth: only asked for. Nothing is bought")
    assert card.title == "Was the question for amounts understood?"
