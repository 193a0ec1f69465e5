"""Which rules that drop participants are taken, and what is said of those that could never drop anyone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import load_protocol, protocol_from
from ikea_effect.protocol.tree import parse_tree

DATA = Path(__file__).parents[2] / "data" / "protocols"


def refusal(study: str, rule: str, before: str = "", after: str = "") -> str:
    """All that is found wrong with the study once the rule drops participants; nothing if it is fine."""
    text = (DATA / f"{study}.yaml").read_text("utf-8").replace(before, after)
    rules = f"exclusions:\n  - {{id: rule, drop_if: '{rule}'}}\nhypotheses:"
    assert text.count("hypotheses:") == 1
    try:
        protocol_from(parse_tree(text.replace("hypotheses:", rules), f"protocols/{study}.yaml"))
    except ProtocolError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("study", "rule"),
    [
        ("induced_value", "bid.practice_error_1 > 2"),
        ("price_list", "wtp.low == 0"),
        ("price_list_rounds", "wtp.2.high < 1 or bid.consistent_2 == false"),
        ("bdm_rounds", "bid.round == 2 or wtp.3 > 4"),
        ("price_list_free", "bid.consistent == false"),
        ("english", "bid.winner == 1 or bid.paddle in [1, 2]"),
        ("double_bounded", 'bid.first_answer == "yes" and bid.second_price < 3'),
        ("vickrey", 'status == "waiting" or bid.group == "x"'),
        ("bdm_rounds", 'mode != "lab" or duration_s < 60 or participant == "P001"'),
        ("prediction_band", "guess.earned == 0"),
        ("points", "points < 3"),
    ],
)
def test_a_rule_may_look_at_every_column_that_the_data_will_have(study: str, rule: str) -> None:
    assert refusal(study, rule) == ""


@pytest.mark.parametrize(
    ("study", "rule", "says"),
    [
        ("bdm_sell", "bid.round == 1", "'bid.round', which is no column of the data"),
        ("price_list", "wtp > 1", "'wtp', which is no column of the data"),
        ("double_bounded", 'bid.first_answer == "Yes"', "Allowed: yes, no.\n  Did you mean 'yes'?"),
        ("vickrey", 'bid.comprehension == "Failed"', "not-asked.\n  Did you mean 'failed'?"),
        ("vickrey", 'bid.comprehension in ["failed", "asked"]', "with 'asked', which it never is"),
        ("vickrey", 'not bid.comprehension == "fail"', "with 'fail', which it never is"),
        ("vickrey", 'status == "gone"', "complete, ended-early, interrupted, waiting"),
        ("vickrey", 'bid.bought == "yes"', 'with "yes", but bid.bought is true or false'),
        ("vickrey", 'wtp == "high"', 'with "high", but wtp is a number'),
        ("vickrey", "participant == 7", "with 7, but participant is a text in quotes"),
        ("vickrey", "wtp > 5", "asks whether wtp > 5.00, which it never is: it goes from 0.00 to 5.00"),
        ("vickrey", "bid.attempts < 0", "bid.attempts < 0, which it never is: it is never below 0"),
        ("vickrey", "7 < wtp", "asks whether wtp > 7.00"),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_drop_anyone_is_refused(study: str, rule: str, says: str) -> None:
    assert says in refusal(study, rule)


def test_columns_of_a_part_that_cannot_be_read_are_not_called_unknown() -> None:
    """The fault is the step's; told twice, the second message would be wrong."""
    said = refusal("bdm_rounds", "bid.round == 2 or wtp.2 > 1", "kind: bdm", "kind: bmd")
    assert "bmd" in said
    assert "no column of the data" not in said


def test_shipped_exclusions_are_taken() -> None:
    assert load_protocol("norton-2012-1a").exclusions
