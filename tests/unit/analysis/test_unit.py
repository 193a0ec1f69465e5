"""One value of each participant or pair, for every model that takes its rows as people."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.results import Estimate
from ikea_effect.diagnosis.one_by_one import seeded_tables
from ikea_effect.operations.apa import sentence
from ikea_effect.protocol.analyses import that_know
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.registry import BUILT_IN
from tests.unit.analysis.test_models import MEASURE, MODELS, WITHIN

LEVELS = {name: {"label": name} for name in ("build", "prebuilt")}
FATES = {name: {"label": name} for name in ("kept", "destroyed")}


def table(n: int = 40, rounds: int = 3) -> pd.DataFrame:
    """Every participant of a 2 x 2 in several rows that are nearly alike."""
    rng = np.random.default_rng(3)
    labor, fate = np.tile(["build", "prebuilt"], n // 2), np.repeat(["kept", "destroyed"], n // 2)
    build = labor == "build"
    wtp = np.clip(rng.normal(1.6 + 0.9 * build, 1.4), 0, 4.5).round(2)
    people = pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(n)], "labor": labor, "fate": fate, "wtp": wtp,
            "liking": rng.integers(1, 8, n),
            "buy": np.where(rng.random(n) < 0.3 + 0.4 * build, "yes", "no"),
            "other": (wtp + rng.normal(0, 0.3, n)).clip(0, 5).round(2), "age": rng.integers(18, 60, n),
            "effort": (build + rng.normal(0, 1, n)).round(3),
            "pair": np.arange(n) // 4 * 2 + np.arange(n) % 2,
        }
    )  # fmt: skip
    people = people.assign(**{"wtp.low": np.floor(wtp), "wtp.high": np.floor(wtp) + 1})
    return pd.concat([people.assign(repetition=number) for number in range(1, rounds + 1)])


def answer(
    declare: Any, data: pd.DataFrame, kind: str, between: str = "participant", **said: Any
) -> Estimate:
    measures = {"wtp": {"kind": "money"}, "liking": {"kind": "rating", "low": 1, "high": 7, "text": "x"}}
    measures["buy"] = {"kind": "choice", "text": "x", "options": ["yes", "no"]}
    model = {"kind": kind, **MODELS[kind], **said.pop("model", {})}
    factors = {"labor": {"between": between, "levels": LEVELS}, "fate": {"levels": FATES}}
    hypothesis = {"id": "h", "measure": MEASURE.get(kind, "wtp"), "model": model, **said}
    protocol = declare(factors=factors, measures=measures, exclusions=[], hypotheses=[hypothesis])
    return analyze(protocol, data, "lab").estimates[0]


@pytest.mark.parametrize("kind", sorted(set(BUILT_IN["model"]) - set(that_know())))
def test_no_model_for_independent_people_takes_a_persons_rows_as_people(declare: Any, kind: str) -> None:
    data = table()
    refused = answer(declare, data, kind)
    assert refused.estimate is None
    assert "120 values" in (refused.problem or "")
    assert "--repeated" in (refused.problem or "")
    assert not refused.n
    once = answer(declare, data[data["repetition"] == 1], kind)
    first = answer(declare, data, kind, repeated="first")
    assert once.problem is None
    assert (first.estimate, first.p, first.n) == (once.estimate, once.p, once.n)


@pytest.mark.parametrize(
    "kind", sorted(set(BUILT_IN["model"]) - {"proportion", "logit", "ordinal", "chi-square", *WITHIN})
)
def test_a_mean_of_equal_values_is_that_value(declare: Any, kind: str) -> None:
    data = table()
    once = answer(declare, data[data["repetition"] == 1], kind)
    mean = answer(declare, data, kind, repeated="mean")
    assert mean.n == once.n
    assert mean.estimate == pytest.approx(once.estimate)
    assert any("the mean of the values of each" in note for note in mean.notes)


def test_words_have_no_mean(declare: Any) -> None:
    data = table()
    data.loc[data["repetition"] == 2, "buy"] = "yes"
    refused = answer(declare, data, "proportion", repeated="mean")
    assert "buy holds words, which have no mean" in (refused.problem or "")
    last = answer(declare, data, "proportion", repeated="last")
    assert last.estimate == answer(declare, data[data["repetition"] == 1], "proportion").estimate


def beside(data: pd.DataFrame) -> pd.DataFrame:
    """The same values with a participant's rounds beside each other: wtp, wtp.2, wtp.3."""
    wide = data[data["repetition"] == 1].drop(columns=["repetition", "wtp.low", "wtp.high"])
    rounds = {
        f"wtp.{number}": data.loc[data["repetition"] == number, "wtp"].to_numpy()
        for number in sorted(data["repetition"].unique())[1:]
    }
    return wide.assign(**rounds)


def test_rounds_beside_each_other_are_what_rows_below_each_other_are(declare: Any) -> None:
    data = table()
    data["wtp"] = data["wtp"] + data["repetition"] / 8
    wide = beside(data)
    assert "120 values of wtp belong to 40 participants" in (answer(declare, wide, "welch").problem or "")
    for how in ("mean", "first", "last"):
        one, other = (answer(declare, shape, "welch", repeated=how) for shape in (data, wide))
        assert one.problem is None
        assert one.estimate == pytest.approx(other.estimate)
        assert one.p == pytest.approx(other.p)
    by_hand = (
        data.groupby(["participant", "labor"], observed=True)["wtp"]
        .mean()
        .groupby("labor", observed=True)
        .mean()
    )
    mean = answer(declare, wide, "welch", repeated="mean")
    assert mean.estimate == pytest.approx(by_hand["build"] - by_hand["prebuilt"])
    wide["wtp.2"] = wide["wtp"] + wide["age"] / 100
    named = answer(declare, wide, "paired", model={"against": "wtp.2"})
    assert named.estimate == pytest.approx(-wide["age"].mean() / 100)


def test_a_bound_that_is_open_once_is_open_in_the_mean(declare: Any) -> None:
    data = table(rounds=2)
    data.loc[(data["repetition"] == 2) & (data["participant"] == "p0"), "wtp.high"] = np.nan
    open_ended = answer(declare, data, "interval", repeated="mean")
    once = data[data["repetition"] == 1].copy()
    once.loc[once["participant"] == "p0", "wtp.high"] = np.nan
    assert open_ended.estimate == pytest.approx(answer(declare, once, "interval").estimate)


def test_a_pair_is_the_unit_of_a_factor_that_varies_between_pairs(declare: Any) -> None:
    data = table(rounds=1).drop(columns="repetition")
    assert answer(declare, data, "welch").n == {"build": 20, "prebuilt": 20}
    refused = answer(declare, data, "welch", between="pair")
    assert "40 values of wtp belong to 20 pairs" in (refused.problem or "")
    mean = answer(declare, data, "welch", between="pair", repeated="mean")
    pairs = data.groupby(["labor", "pair"])["wtp"].mean().groupby("labor").mean()
    assert mean.n == {"build": 10, "prebuilt": 10}
    assert mean.estimate == pytest.approx(pairs["build"] - pairs["prebuilt"])
    alone = answer(declare, data.drop(columns="pair"), "welch", between="pair")
    assert "--map THEIRS=pair" in (alone.problem or "")
    people = answer(declare, data, "mixed", between="pair", model={"group": "participant"})
    assert "Declare group: pair" in (people.problem or "")
    unit = answer(declare, data, "mixed", between="pair", model={"group": "participant", "unit": "pair"})
    assert "members of a pair would count as independent. Declare group: pair" in (unit.problem or "")
    assert answer(declare, data, "mixed", between="pair").problem is None


def test_what_stands_on_every_row_of_a_person_alike_has_no_yardstick(declare: Any) -> None:
    """Rows that differ by nothing: what a mixed model would find in them is rounding."""
    found = answer(declare, table(24, rounds=2), "mixed")
    assert found.estimate is None
    assert "explained without any error" in (found.problem or "")


def test_a_within_factor_is_none_between_people(declare: Any) -> None:
    data = pd.concat([table(rounds=1).assign(fate=fate) for fate in FATES]).drop(columns="repetition")
    data["wtp"] += np.random.default_rng(4).normal(0, 0.2, len(data)).round(2)
    factors = {"labor": {"levels": LEVELS}, "fate": {"within": True, "levels": FATES}}
    welch = {"kind": "welch", "factor": "fate", "contrast": "kept - destroyed"}
    mixed = {"kind": "mixed", "factors": ["labor", "fate"], "term": ["labor"]}
    crossed = {"kind": "factorial", "factors": ["labor", "fate"], "term": ["labor"]}
    hypotheses = [
        {"id": model["kind"], "measure": "wtp", "model": model, "repeated": "mean"}
        for model in (welch, crossed)
    ]
    hypotheses.append({"id": "mixed", "measure": "wtp", "model": mixed})
    found = analyze(declare(factors=factors, exclusions=[], hypotheses=hypotheses), data, "lab")
    for kind in ("welch", "factorial"):
        assert "fate varies within each participant" in (found.primary(kind).problem or "")
    assert found.primary("mixed").estimate is not None


@pytest.mark.slow
def test_eight_people_find_nothing_that_is_not_there_by_bidding_six_times(declare: Any) -> None:
    rng = np.random.default_rng(11)
    protocol = declare(exclusions=[])
    hits = 0
    for _ in range(200):
        own = rng.normal(2, 0.5, 8)
        data = pd.DataFrame(
            {
                "participant": np.repeat(np.arange(8), 6), "repetition": np.tile(np.arange(6), 8),
                "labor": np.repeat(["build", "prebuilt"], 24),
                "wtp": np.repeat(own, 6) + rng.normal(0, 0.1, 48),
            }
        )  # fmt: skip
        found = analyze(protocol, data, "lab", repeated="mean").primary("bid-more")
        hits += found.p is not None and found.p < 0.05
    assert hits <= 20  # nominally 10 of 200; 2.6 standard errors above that are 18


@pytest.mark.parametrize("model", [{"factor": "fate", "contrast": "kept - destroyed"}, {"against": "other"}])
def test_a_pair_that_is_one_differs_by_the_differences_of_its_own_members(
    declare: Any, model: dict[str, str]
) -> None:
    """Whoever has one of both values only would put a difference between people into that within them."""
    rows = [("a", 1, 9, 4), ("b", 1, 3, 1), ("c", 2, 5, 4), ("d", 2, 8, None), ("e", 3, 2, 1), ("f", 3, 6, 3)]
    people = pd.DataFrame(rows, columns=["participant", "pair", "wtp", "other"]).assign(labor="build")
    if "factor" in model:
        lower = people.assign(wtp=people["other"], fate="destroyed")
        people = pd.concat([people.assign(fate="kept"), lower]).drop(columns="other")
    factors = {"labor": {"levels": LEVELS}, "fate": {"within": True, "levels": FATES}}
    asked = {"id": "h", "measure": "wtp", "model": {"kind": "paired", **model, "unit": "pair"}}
    measures = {"wtp": {"kind": "money"}, "other": {"kind": "money"}}
    protocol = declare(factors=factors, measures=measures, exclusions=[], hypotheses=[asked])
    found = analyze(protocol, people, "lab").primary("h")
    assert found.estimate == pytest.approx((3.5 + 1 + 2) / 3)
    assert set(found.n.values()) == {3}
    assert "1 of 6 participants left out: not all values that are compared." in found.notes
    mixed_up = people[~((people["participant"] == "c") & people.get("fate", people["wtp"] * 0).eq("kept"))]
    if "factor" in model:
        assert set(analyze(protocol, mixed_up, "lab").primary("h").n.values()) == {2}


def test_whoever_is_in_no_pair_is_a_group_of_their_own_in_a_mixed_model(declare: Any) -> None:
    data = table(rounds=1).drop(columns="repetition").astype({"pair": object})
    alone = data["participant"].isin(["p0", "p5", "p9"])
    named = data.assign(pair=data["pair"].where(~alone, data["participant"]))
    found, same = (
        answer(declare, one, "mixed") for one in (data.assign(pair=data["pair"].mask(alone)), named)
    )
    assert (found.n, found.estimate, found.p) == (same.n, same.estimate, same.p)
    assert sum(found.n.values()) == len(data)
    by = {"group": "table"}
    seated = data.assign(table=data["pair"].mask(alone))
    assert "3 rows without a table were left out." in answer(declare, seated, "mixed", model=by).notes


def test_an_n_says_of_what_it_is(declare: Any) -> None:
    """40 people in 20 pairs, of which each is in one of the two conditions."""
    once, thrice = table(rounds=1), table()
    people = answer(declare, once, "welch")
    assert (people.n_of, sum(people.n.values())) == ("participants", 40)
    thrice["wtp"] += np.random.default_rng(5).normal(0, 0.1, len(thrice))
    by_model, by_factor = {"model": {"unit": "pair"}}, {"repeated": "mean", "between": "pair"}
    for data, said in ((once, by_model), (thrice, by_factor)):
        pairs = answer(declare, data, "welch", **said)
        assert (pairs.n_of, sum(pairs.n.values())) == ("pairs", 20)
    assert "n = 10 pairs, M = " in sentence(pairs)
    assert answer(declare, once, "mixed", between="pair").n_of == "participants"
    values = answer(declare, thrice, "mixed", between="pair")
    assert (values.n_of, sum(values.n.values())) == ("values", 120)


def test_who_is_in_no_pair_is_not_counted_among_pairs(declare: Any) -> None:
    data = table(rounds=1).drop(columns="repetition").astype({"pair": object})
    alone = data["participant"].isin(["p0", "p5", "p9"])
    found = answer(declare, data.assign(pair=data["pair"].mask(alone)), "welch", model={"unit": "pair"})
    assert "(40 values, 20 pairs, 3 in no pair, each taken as one)" in "".join(found.notes)


def test_values_that_are_less_alike_within_a_person_are_told_of_a_random_intercept(declare: Any) -> None:
    """Whoever likes the one more likes the other less: their values are not independent."""
    rng = np.random.default_rng(8)
    people = table(rounds=1).drop(columns="repetition")
    z, noise = rng.normal(0, 1, (2, len(people)))
    opposed = pd.concat(
        [people.assign(fate="kept", wtp=5 + z), people.assign(fate="destroyed", wtp=5 - z + noise)]
    )
    alike = pd.concat([people.assign(fate="kept", wtp=5 + z), people.assign(fate="destroyed", wtp=5 + noise)])
    factors = {"labor": {"levels": LEVELS}, "fate": {"within": True, "levels": FATES}}
    model = {"kind": "mixed", "factors": ["fate"], "term": ["fate"], "group": "participant"}
    measures = {"wtp": {"kind": "number", "low": 0, "high": 10, "text": "x"}}
    asked = [{"id": "h", "measure": "wtp", "model": model}]
    protocol = declare(factors=factors, measures=measures, exclusions=[], hypotheses=asked)
    notes = [" ".join(analyze(protocol, one, "lab").primary("h").notes) for one in (opposed, alike)]
    assert "are less alike than those of several" in notes[0]
    assert "covariance: cr2" in notes[0]
    assert "less alike" not in notes[1]


def test_a_table_without_a_measure_of_pairs_says_so() -> None:
    norton = load_protocol("norton-2012-2")
    bids = next(one for one in norton.hypotheses if one.id == "prebuilt-own-over-partner")
    [table] = seeded_tables(norton, bids, 10, [generator(1)])
    table.insert(0, "participant", [f"p{number}" for number in range(len(table))])
    told = {one.hypothesis: one for one in analyze(norton, table, "foreign").estimates}
    assert told[bids.id].estimate is not None
    assert "no column liking" in str(told["builders-like-their-own-more"].problem)
