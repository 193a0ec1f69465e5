"""What can be declared and not be collected: refused before data, and taken where there are data."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check
from ikea_effect.operations.power import power_of
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import find_protocol, load_protocol, protocol_from
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.tree import parse_tree

DATA = Path(__file__).parents[2] / "data"
NORTON = find_protocol("norton-2012-1a").read_text("utf-8")
BETWEEN, LIKING = "between: participant", "liking: {kind: rating, low: 1, high: 7, text: liking}"
CHOICE, WORDS = (
    "liking: {kind: choice, text: liking, options: [red, blue]}",
    "liking: {kind: free-text, text: liking}",
)
MODEL = "model: {kind: welch, factor: labor, contrast: build - prebuilt}\n    alternative: greater"


TWO = "factor: labor, contrast: build - prebuilt"


def norton(*changes: tuple[str, str]) -> Protocol:
    """The Norton study with these changes. Raises: ProtocolError."""
    text = NORTON
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return protocol_from(parse_tree(text, "p.yaml"))


def stopped(*changes: tuple[str, str]) -> str:
    """What keeps the changed study from being collected, and nothing more."""
    found = norton(*changes).uncollectable
    assert {fault.stops for fault in found} <= {"collection"}
    return "\n".join(map(str, found))


def model(said: str, tested: str = "factor: labor, contrast: build - prebuilt") -> tuple[str, str]:
    return MODEL, f"model: {{kind: {said}, {tested}}}"


def mixed(more: str) -> tuple[str, str]:
    return model("mixed", f"factors: [labor], term: [labor]{more}")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([(LIKING, CHOICE)], "is rounded-normal; 'liking' is of kind choice, which is drawn by choice"),
        ([(LIKING, WORDS)], "'liking' is of kind free-text, which is drawn by texts"),
        ([(LIKING, CHOICE)], "is welch, which takes numbers; 'liking' is a choice.\n  Use kind: proportion"),
        ([(LIKING, WORDS)], "is welch, which takes numbers; 'liking' is an open answer"),
        ([model("proportion, option: red")], "takes a choice; 'wtp' holds numbers"),
        ([model("interval")], "takes bounds of a value; 'wtp' holds numbers"),
        ([model("mediation, mediators: [bid.comprehension]")], "holds words; mediation takes"),
        ([model("mediation, mediators: [labor]")], "as a factor of kind: factorial"),
        ([model("welch, unit: pair")], "the data would have no column pair"),
        ([model("regression, slope: lking", "beside: [liking]")], "names 'lking', which no session leaves"),
        ([model("mediation, mediators: [liking, participant]")], "'participant', which holds words"),
        ([model("regression, covariates: [participant]")], "of which everyone has another"),
        ([mixed(", group: pair")], "is 'pair', a column that no session fills"),
        ([mixed("")], "'wtp' is asked once"),
        ([mixed(", unit: piece")], "is piece, and mixed takes those as belonging together whom its"),
        ([mixed(", slopes: [labor]")], "names 'labor', which varies between participants"),
    ],
)  # fmt: skip
def test_what_sessions_cannot_give_keeps_a_study_from_being_collected(
    changes: list[tuple[str, str]], says: str
) -> None:
    assert says in stopped(*changes)


def test_a_measure_known_up_to_an_interval_has_no_mean_to_test() -> None:
    text = (DATA / "protocols" / "price_list.yaml").read_text("utf-8")
    before = text[text.index("model:") :].splitlines()[0]
    changed = text.replace(before, "model: {kind: welch, factor: label, contrast: users - company}")
    [fault] = protocol_from(parse_tree(changed, "p.yaml")).uncollectable
    assert "'wtp' is known up to an interval (wtp.low, wtp.high).\nUse kind: interval" in fault.message


OWN = "factor: whose, contrast: own - other"


@pytest.mark.parametrize(
    ("said", "measure", "says"),
    [
        ("welch", "fondness", "takes each value as another participant's; whose varies within participants."),
        ("ratio", "fondness", "Use kind: paired or mixed."),
        ("interval", "worth", "No model compares such answers within participants"),
        ("paired", "worth", "No model compares such answers within participants"),
        ("proportion, option: red", "shade", "No model compares choices within participants"),
        ("paired", "fondness", ""),
        ("regression, unit: pair", "fondness", "the data would have no column pair"),
    ],
)  # fmt: skip
def test_levels_that_one_participant_meets_need_a_model_that_knows_so(
    said: str, measure: str, says: str
) -> None:
    page = Path(__file__).parents[3] / "docs" / "kinds" / "model-paired-mediation.md"
    text = page.read_text("utf-8").split("```yaml\n")[1].split("hypotheses:")[0]
    for before, after in (
        ("[fondness, closeness]", "[fondness, closeness, shade]\n"
         "    - bidding: {id: bid, good: box, measure: worth, "
         "mechanism: {kind: price-list, prices: [1, 2]}}"),
        ("measures:\n  liking", "measures:\n  worth: {kind: money}\n"
         "  shade: {kind: choice, text: shade, options: [red, blue]}\n  liking"),
    ):  # fmt: skip
        assert before in text
        text = text.replace(before, after)
    asked = f"hypotheses:\n  - {{id: a, claim: b, measure: {measure}, model: {{kind: {said}, {OWN}}}}}\n"
    told = protocol_from(parse_tree(text + asked, "p.yaml")).uncollectable
    assert says in "\n".join(map(str, told))
    assert len(told) == bool(says)


def test_an_option_that_cannot_be_chosen_is_no_option_of_any_data() -> None:
    changed = model("proportion, option: rde")
    with pytest.raises(ProtocolError, match=r"is 'rde', which is no option of 'liking'\. Options: red, blue"):
        norton((LIKING, CHOICE), changed, ("measure: wtp\n    model", "measure: liking\n    model"))


def test_covariates_of_known_words_and_of_other_data_are_taken() -> None:
    assert not stopped(model("regression, covariates: [bid.comprehension, age]"))


def test_a_factor_is_between_or_within() -> None:
    with pytest.raises(ProtocolError, match="is between and within at once"):
        norton((BETWEEN, "between: participant\n    within: true"))


@pytest.fixture
def within(tmp_path: Path) -> Path:
    """A study with a second factor, within participants, that no step varies."""
    for folder in ("protocols", "experiments"):
        shutil.copytree(shipped(folder), tmp_path / folder)
    path = tmp_path / "protocols" / "norton_2012_1a.yaml"
    product = "  product: {within: true, levels: {mine: {label: Own}, other: {label: Other}}}\nassignment:"
    path.write_text(NORTON.replace("assignment:", product, 1), "utf-8")
    return path


def test_a_within_factor_is_taken_for_data_and_refused_for_sessions(within: Path, tmp_path: Path) -> None:
    assert load_protocol(within).factors["product"].within  # for analyze --data
    [fault] = check(str(within)).faults
    assert (fault.path, fault.stops) == ("factors.product.within", "collection")
    with pytest.raises(ProtocolError, match="no step varies it"):
        simulate(SimulateRequest(str(within), 4, 7, "dry", results=tmp_path))
    with pytest.raises(ProtocolError, match="no step varies it"):
        power_of(PowerRequest(str(within)))
    assert load_setup(within, collecting=False).protocol.id == "norton-2012-1a"  # a study that is there


def test_the_json_of_a_check_says_what_each_fault_stops(within: Path) -> None:
    assert [fault["stops"] for fault in check(str(within)).to_json()["faults"]] == ["collection"]


def test_what_is_inspected_can_be_shown(within: Path) -> None:
    within.write_text(
        NORTON.replace("look, good: storage-box", "look, good: lamp").replace(
            "  storage-box: {owner", "  lamp: {}\n  storage-box: {owner"
        ),
        "utf-8",
    )
    with pytest.raises(ProtocolError, match="has no picture of 'lamp', which the step 'look' shows"):
        load_setup(within)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([("id: bid", "id: wtp"), ("bid.comprehension", "wtp.comprehension")], "is 'wtp', as a measure is"),
        ([("id: look", "id: labor")], "is 'labor', as a factor is"),
    ],
)
def test_a_step_whose_columns_could_be_a_measures_has_another_name(
    changes: list[tuple[str, str]], says: str
) -> None:
    assert says in stopped(*changes)


def test_an_item_is_not_called_like_a_bound() -> None:
    scale = "liking: {kind: scale, low: 1, high: 7, text: liking, items: [low, fine]}"
    assert "liking.low is what data call a bound" in stopped((LIKING, scale))


def test_a_measure_is_not_called_like_a_time_of_the_session() -> None:
    with pytest.raises(ProtocolError, match="'started_at', which is the name of another column"):
        norton(("  wtp:    {kind: money}", "  started_at: {kind: money}\n  wtp: {kind: money}"))


@pytest.mark.parametrize(
    ("said", "tested", "says"),
    [
        ("welch, in: {labour: build}", TWO, "names factor 'labour'"),
        ("welch, in: {labor: build}", TWO, "keeps to some levels of labor, which the model compares"),
        ("moderation, moderator: labor", TWO, "the factor itself"),
        (
            "regression, slope: labor",
            "beside: [liking]",
            "names 'labor', which holds words. Write labor=build",
        ),
        ("regression, slope: labor=bild", "beside: [liking]", "'labor=bild', which there is not"),
        ("regression, slope: liking=3", "beside: [liking]", "A measure, an option or a level, or a product"),
        ("regression, slope: liking", TWO, "takes either"),
        ("mediation, mediators: [liking], compare: [liking, wtp]", TWO, "which `mediators` does not"),
    ],
)
def test_what_no_data_could_answer_is_refused(said: str, tested: str, says: str) -> None:
    with pytest.raises(ProtocolError, match=re.escape(says)):
        norton(model(said, tested))


def test_a_mixed_model_of_pairs_groups_by_pair(tmp_path: Path) -> None:
    for folder in ("protocols", "experiments"):
        shutil.copytree(shipped(folder), tmp_path / folder)
    path = tmp_path / "protocols" / "norton_2012_2.yaml"
    path.write_text(path.read_text("utf-8").replace(", group: pair}", ", group: participant}"), "utf-8")
    [fault] = check(str(path), quick=True).faults
    assert "'labor' varies between pairs: members of a pair belong together." in fault.message
    assert (fault.path.split(".")[-1], fault.stops) == ("group", "collection")
    text = path.read_text("utf-8").replace(", group: participant}", ", unit: pair, group: participant}")
    path.write_text(text, "utf-8")
    [fault] = check(str(path), quick=True).faults
    assert (
        "members of a pair would count as independent.\nWrite group: pair, and leave unit out."
        in fault.message
    )
    assert (fault.path.split(".")[-1], fault.stops) == ("unit", "collection")
