"""What cells, goods and hypotheses are called where the protocol does not say it in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.analysis.support import unit
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.people import groups
from ikea_effect.report.sections.naming import claim, good_name, level_label

YES = {"yes": {"label": "Yes"}, "no": {"label": "No"}}


def study(model: dict[str, Any], measure: str = "liking", **more: Any) -> Protocol:
    """A study of two factors with the same labels and one hypothesis without a claim."""
    said = dict(load_protocol("norton-2012-1a").said)
    factors = {"labor": said["factors"]["labor"], "told": {"between": "participant", "levels": YES},
               "kept": {"between": "participant", "levels": YES}}  # fmt: skip
    hypothesis = {"id": "inter", "measure": measure, "model": model, **more}
    changes = {
        "factors": factors,
        "hypotheses": [hypothesis],
        "published": [],
        "assignment": {"block_sizes": [8]},
    }
    return protocol_from_said({**said, **changes, "replication": None})


WELCH = {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"}


def test_with_several_factors_a_label_says_which_one_it_is_of() -> None:
    protocol = study(WELCH)
    assert level_label(protocol, "told=no,kept=yes") == "told: No · kept: Yes"
    assert level_label(protocol, "build") == "labor: Builders"
    assert level_label(protocol, "yes") == "Yes"  # either factor's: nothing wrong is said
    assert groups(protocol)[0].label == "labor: Builders · told: Yes · kept: Yes"


def test_with_one_factor_the_level_is_enough() -> None:
    protocol = load_protocol("norton-2012-1a")
    assert level_label(protocol, "build") == "Builders"
    assert [group.label for group in groups(protocol)] == ["Builders", "Non-builders"]


@pytest.mark.parametrize(
    ("model", "more", "says"),
    [
        (WELCH, {}, "“liking” differs between Builders and Non-builders"),
        (WELCH, {"alternative": "greater"}, "“liking” is higher for Builders than for Non-builders"),
        (WELCH, {"alternative": "less"}, "“liking” is lower for Builders than for Non-builders"),
        ({"kind": "factorial", "factors": ["told", "kept"], "term": ["told", "kept"]}, {},
         "The effect of told on “liking” depends on kept"),
        ({"kind": "one-way", "factor": "labor"}, {}, "“liking” depends on labor"),
        ({**WELCH, "kind": "mediation", "mediators": ["wtp"]}, {},
         "The effect of labor on “liking” runs through wtp"),
        ({"kind": "welch", "factor": "told", "contrast": "yes - no"}, {},
         "“liking” differs between told: Yes and told: No"),
        ({**WELCH, "kind": "tost", "bounds": {"d": 0.5}}, {},
         "“liking” is the same for Builders and Non-builders"),
        ({"kind": "regression", "slope": "pride"}, {}, "“liking” depends on pride"),
        ({"kind": "regression", "slope": "pride"}, {"alternative": "greater"}, "“liking” rises with pride"),
        ({"kind": "regression", "slope": "pride*wtp"}, {"alternative": "less"},
         "“liking” falls with pride times wtp"),
    ],
)  # fmt: skip
def test_a_hypothesis_without_a_claim_says_what_its_model_tests(
    model: dict[str, Any], more: dict[str, Any], says: str
) -> None:
    protocol = study(model, **more)
    assert claim(protocol, protocol.hypotheses[0]) == says


def test_a_good_is_called_as_participants_read_it() -> None:
    english = {"language": "en", "words": {"goods.b1.name": "wooden box"}}
    assert good_name(english, "b1") == "wooden box"
    assert (
        good_name({"language": "nl", "words": {"goods.b1.name": "houten doos"}}, "b1") == "b1 (“houten doos”)"
    )
    assert good_name({"language": "en"}, "storage-box") == "storage box"


def test_a_mean_is_in_the_unit_of_its_measure_whatever_the_effect_is_in() -> None:
    protocol = load_protocol("franke-2010-tshirt")
    assert unit(protocol, "accomplishment") == "points"  # a one-way model's estimate is a share
    assert unit(protocol, "wtp") == protocol.currency
