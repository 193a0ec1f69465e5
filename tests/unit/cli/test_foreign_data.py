"""Data from elsewhere, through the command: what is read, what is refused, what JSON holds."""

from __future__ import annotations

import contextlib
import io
import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy import stats

from ikea_effect.cli.main import main
from ikea_effect.protocol.loading import load_protocol

BUILD, PREBUILT = [1.5, 2.0, 0.75, 1.25], [0.25, 0.5, 0.0, 1.0]


class Said(NamedTuple):
    code: int
    out: str
    err: str


def call(*arguments: object) -> Said:
    """What the command does, in this process."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def strictly(text: str) -> Any:
    """The JSON. NaN and Infinity are no JSON, and fail."""

    def refuse(word: str) -> Any:
        raise AssertionError(f"{word} in JSON")

    return json.loads(text, parse_constant=refuse)


def numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float):
        yield value


def comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def qualtrics(path: Path, level: str, bids: list[float], first: int) -> Path:
    """A file as Qualtrics exports it, with semicolons and decimal commas, one condition in it."""
    lines = [
        "ResponseId;cond;wtp;liking",
        'Response ID;Condition;"How much; at most?";Liking',
        ";".join(f'"{{""ImportId"":""QID{number}""}}"' for number in range(4)),
        *(f"R{first + n};{level};{comma(bid)};{1 + n % 7}" for n, bid in enumerate(bids)),
    ]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
    return path


MAPS = [
    "--map",
    "ResponseId=participant",
    "--map",
    "cond=labor",
    "--map",
    "cond:1=build",
    "--map",
    "cond:0=prebuilt",
]


def primary(said: Said, measure: str) -> dict[str, Any]:
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = strictly(said.out)["estimates"]
    return next(one for one in found if one["measure"] == measure and one["role"] == "primary")


def test_two_qualtrics_files_with_decimal_commas_are_one_table(tmp_path: Path) -> None:
    one = qualtrics(tmp_path / "a.csv", "1", BUILD, 1)
    other = qualtrics(tmp_path / "b.csv", "0", PREBUILT, 5)
    said = call("analyze", "norton-2012-1a", "--data", one, "--data", other, *MAPS, "--json")
    found = primary(said, "wtp")
    expected = stats.ttest_ind(BUILD, PREBUILT, equal_var=False, alternative="greater")
    assert found["estimate"] == pytest.approx(0.9375)
    assert found["statistic"]["value"] == pytest.approx(expected.statistic)
    assert found["p"] == pytest.approx(expected.pvalue)
    notes = strictly(said.out)["notes"]
    assert "rows a.csv:2, a.csv:3: Qualtrics' second header, not read as data." in notes
    assert "rows b.csv:2, b.csv:3: Qualtrics' second header, not read as data." in notes
    assert "b.csv: wtp is written with decimal commas." in notes
    assert said.err == ""


def test_the_order_of_the_files_changes_no_estimate(tmp_path: Path) -> None:
    one = qualtrics(tmp_path / "a.csv", "1", BUILD, 1)
    other = qualtrics(tmp_path / "b.csv", "0", PREBUILT, 5)
    both = [
        strictly(call("analyze", "norton-2012-1a", "--data", x, "--data", y, *MAPS, "--json").out)[
            "estimates"
        ]
        for x, y in ((one, other), (other, one))
    ]
    assert both[0] == both[1]


def test_otrees_wide_export_is_read(tmp_path: Path) -> None:
    names = ("labor", "wtp", "liking")
    header = [
        "participant.code",
        "participant.label",
        "session.code",
        *(f"ikea.1.player.{name}" for name in names),
    ]
    rows = [["build", bid] for bid in BUILD] + [["prebuilt", bid] for bid in PREBUILT]
    lines = [",".join(header)]
    lines += [f"code{n},,s1,{level},{bid},{1 + n % 7}" for n, (level, bid) in enumerate(rows)]
    (tmp_path / "wide.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", "--data", tmp_path / "wide.csv", "--json")
    assert primary(said, "wtp")["estimate"] == pytest.approx(0.9375)
    assert primary(said, "liking")["n"] == {"build": 4, "prebuilt": 4}
    assert "Column ikea.1.player.wtp was read as wtp." in strictly(said.out)["notes"]


def test_a_field_of_several_otree_rounds_is_not_guessed(tmp_path: Path) -> None:
    header = "participant.code,a.1.player.labor,a.1.player.wtp,a.2.player.wtp,a.1.player.liking"
    (tmp_path / "wide.csv").write_text(f"{header}\nx,build,1,2,3\ny,prebuilt,1,2,3\n", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", "--data", tmp_path / "wide.csv", "--json")
    assert any("a.1.player.wtp, a.2.player.wtp could be wtp" in note for note in strictly(said.out)["notes"])
    told = call(
        "analyze", "norton-2012-1a", "--data", tmp_path / "wide.csv", "--map", "a.2.player.wtp=wtp", "--json"
    )
    assert primary(told, "wtp")["mean"] == {"build": 2, "prebuilt": 2}


def test_every_rejected_cell_is_on_stderr_with_row_and_column(tmp_path: Path) -> None:
    rows = (
        "a,build,4.50,3\nb,biuld,much,7\n\nc,prebuilt,inf,x\nc,prebuilt,1e2,\nd,build,nan,NA\ne,,-inf,--1\n"
    )
    (tmp_path / "bad.csv").write_text(f"participant,labor,wtp,liking\n{rows}", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", "--data", tmp_path / "bad.csv", "--json")
    assert said.code == 2
    assert said.out == ""
    assert said.err.splitlines()[:9] == [
        "ikea-effect: The data are not what the protocol declares:",
        "  row 3, column wtp: 'much' is not a number",
        "  row 3, column labor: 'biuld' is not a level (build, prebuilt). Did you mean 'build'?",
        "  row 5, column wtp: 'inf' is not a number",
        "  row 5, column liking: 'x' is not a number",
        "  rows 5-6, column participant: 'c' stands more than once",
        "  row 8, column wtp: '-inf' is not a number",
        "  row 8, column liking: '--1' is not a number",
        "  row 8, column labor: is empty; levels are (build, prebuilt).",
    ]


def test_a_rejected_cell_of_several_files_is_named_by_file(tmp_path: Path) -> None:
    one = qualtrics(tmp_path / "a.csv", "1", BUILD, 1)
    other = qualtrics(tmp_path / "b.csv", "0", PREBUILT, 5)
    other.write_text(other.read_text("utf-8-sig").replace("0,25", "0.25"), "utf-8")
    said = call("analyze", "norton-2012-1a", "--data", one, "--data", other, *MAPS)
    assert said.code == 2
    assert "  row b.csv:4, column wtp: '0.25' is not written as the rest of the column" in said.err


TABLE = "id,g,labor,wtp,liking\na,1,build,1,3\nb,0,prebuilt,2,4\n"


@pytest.mark.parametrize(
    ("maps", "said"),
    [
        (["g:7=build"], "no cell of g says '7'. It says: 1, 0."),
        (["gg:1=build"], "names column 'gg', which the data do not have. Did you mean 'g'?"),
        (["id=participant", "id=labor"], "--map renames id more than once."),
        (["id=x", "g=x"], "several columns are to be named x"),
        (["g=labor"], "already have a column labor"),
        (["g"], "write THEIRS=OURS"),
    ],
)
def test_a_renaming_that_cannot_be_meant_is_refused(tmp_path: Path, maps: list[str], said: str) -> None:
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    options = [word for one in maps for word in ("--map", one)]
    found = call("analyze", "norton-2012-1a", "--data", tmp_path / "data.csv", *options)
    assert found.code == 2
    assert said in found.err
    assert found.out == ""


def test_two_levels_can_change_places(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(TABLE.replace("id,", "participant,"), encoding="utf-8")
    swapped = ["--map", "labor:build=prebuilt", "--map", "labor:prebuilt=build"]
    plain, turned = (
        primary(call("analyze", "norton-2012-1a", "--data", tmp_path / "data.csv", *options, "--json"), "wtp")
        for options in ([], swapped)
    )
    assert plain["mean"] == {"build": 1, "prebuilt": 2}
    assert turned["mean"] == {"build": 2, "prebuilt": 1}


def test_rules_that_cannot_be_computed_share_a_line(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("participant,labor,wtp,liking\na,build,1,3\n", encoding="utf-8")
    said = call("analyze", "norton-2012-1a", "--data", tmp_path / "data.csv")
    assert said.code == 0
    assert sum("cannot be computed" in line for line in said.out.splitlines()) == 2


# --- whatever the data, JSON ------------------------------------------------------------------------------

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
MODELS: list[dict[str, Any]] = [
    {"kind": "student"}, {"kind": "ratio"}, {"kind": "ratio", "interval": "bootstrap", "resamples": 200},
    {"kind": "mann-whitney"}, {"kind": "brunner-munzel"}, {"kind": "yuen"},
    {"kind": "quantile", "resamples": 200},
    {"kind": "tost", "bounds": {"difference": 0.5}}, {"kind": "tost", "bounds": {"ratio": 1.5}},
    {"kind": "regression", "covariates": ["liking"]}, {"kind": "moderation", "moderator": "liking"},
    {"kind": "mediation", "mediators": ["liking"], "resamples": 200}, {"kind": "tobit"},
    {"kind": "demand", "resamples": 200}, {"kind": "hurdle", "resamples": 200},
    {"kind": "multiverse", "covariates": ["liking"], "permutations": 100},
]  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A protocol that asks the bids in every way that takes two cells."""
    said = dict(load_protocol("norton-2012-1a").said)
    first = {**said["hypotheses"][0], "robustness": [{**TWO, **model} for model in MODELS]}
    ordinal = {**said["hypotheses"][1], "robustness": [{**TWO, "kind": "ordinal"}]}
    path = tmp_path_factory.mktemp("protocol") / "norton_2012_1a.yaml"
    path.write_text(json.dumps({**said, "hypotheses": [first, ordinal]}), encoding="utf-8")
    return path


good = st.sampled_from(["0", "0.00", "5", "5.00", "0.75", "1.5", "4.99"])
nasty = st.sampled_from(
    ["", "NA", "nan", "inf", "-1", "1e308", "1e14", "1e-320", "much", "-0", "6", "0.005", "٣"]
)
cells = st.one_of(good, good, good, nasty)
rows = st.tuples(st.sampled_from(["build", "prebuilt"]), cells, st.sampled_from(["1", "4", "7", ""]))
tables = st.one_of(
    st.lists(rows, min_size=0, max_size=14),
    st.lists(st.tuples(st.just("build"), good, st.just("4")), min_size=1, max_size=8),
    st.builds(
        lambda bid, n: [(level, bid, "4") for level in ("build", "prebuilt") for _ in range(n)],
        good,
        st.integers(1, 9),
    ),
    st.lists(
        st.tuples(st.sampled_from(["build", "prebuilt"]), good, st.sampled_from("17")),
        min_size=4,
        max_size=40,
    ),
)
TWICE = [("build", "1", "4"), ("build", "2", "5"), ("prebuilt", "1", "4"), ("prebuilt", "3", "5")]


@pytest.mark.slow
@example(table=TWICE, extra=("build", "1"))
@example(table=[("build", "0.75", "4")], extra=None)
@example(table=[("build", "5", "7")] * 6 + [("prebuilt", "5", "7")] * 6, extra=None)
@example(table=[("build", "0", "1")] * 6 + [("prebuilt", "0", "1")] * 6, extra=None)
@example(table=[("build", "1e14", "1"), ("build", "-1", "2")] * 3 + [("prebuilt", "1", "1")] * 6, extra=None)
@example(
    table=[("build", "1e308", "1"), ("build", "0.75", "2")] * 3 + [("prebuilt", "1", "1")] * 6, extra=None
)
@example(
    table=[
        (level, "0", answer) for level, answer in zip(["build"] * 3 + ["prebuilt"] * 2, "14711", strict=True)
    ],
    extra=None,
)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables, extra=st.sampled_from([None, None, ("builders", "1"), ("build", "")]))
def test_no_data_bring_nan_or_a_trace_into_the_json(
    asked: Path, table: list[tuple[str, str, str]], extra: tuple[str, str] | None
) -> None:
    lines = [f"P{n},{level},{bid},{liking}" for n, (level, bid, liking) in enumerate(table)]
    if extra is not None:  # an unknown level, or the same participant twice
        lines.append(f"P0,{extra[0]},{extra[1]},4")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        path.write_text("\n".join(["participant,labor,wtp,liking", *lines]) + "\n", encoding="utf-8")
        said = call("analyze", asked, "--data", path, "--json")
        again = call("analyze", asked, "--data", path, "--json")
    assert said == again
    assert said.code in (0, 2)
    if said.code == 2:
        assert said.out == ""
        assert "Traceback" not in said.err
        return
    found = strictly(said.out)
    assert all(math.isfinite(number) for number in numbers(found))
    for estimate in found["estimates"]:
        assert (estimate["estimate"] is None) == bool(estimate.get("problem"))
    assert {v["outcome"] for v in found["verdicts"]} <= {"met", "not-met", "undecided", "cannot-be-computed"}


CASES = Path(__file__).parents[2] / "data" / "cases"


def case(*words: str) -> list[object]:
    """The words, those that name a file of the cases as its path."""
    return [CASES / word if (CASES / word).is_file() else word for word in words]


@pytest.mark.parametrize(
    ("protocol", "words", "p"),
    [
        ("box_jpy.yaml", ["--data", "jpy-plain.csv"], 0.257),
        ("box_jpy.yaml", ["--data", "jpy-point.csv", "--thousands", "point"], 0.257),
        ("box_jpy.yaml", ["--data", "jpy-comma.csv", "--thousands", "comma"], 0.257),
        ("box_jpy.yaml", ["--data", "jpy-comma.csv", "--decimal", "point"], 0.257),
        ("norton-2012-1a", ["--data", "pc1.csv"], 0.204),
        ("norton-2012-1a", ["--data", "pc1.csv", "--data", "pc2-comma.csv"], 0.098),
        ("norton-2012-1a", ["--data", "pc1.csv", "pc2-other-name.csv"], 0.098),
        ("norton-2012-1a", ["--data", "clean.csv"], 0.204),
        ("norton-2012-1a", ["--data", "sep-line.csv"], 0.173),
        ("norton-2012-1a", ["--data", "pc1.csv", "--data", "pc2-other-name.csv", "--map", "WTP=wtp"], 0.098),
        ("norton-2012-1a", ["--data", "missing-999.csv", "--missing", "999"], 0.377),
    ],
)
def test_cells_say_what_they_mean(protocol: str, words: list[str], p: float) -> None:
    found = primary(call("analyze", *case(protocol, *words), "--json"), "wtp")
    assert found["p"] == pytest.approx(p, abs=0.0005)


@pytest.mark.parametrize("command", ["analyze", "replicate"])
@pytest.mark.parametrize(
    ("protocol", "words", "says"),
    [
        ("box_jpy.yaml", ["jpy-point.csv"], "'1.000' can be 1 or 1000. Say what the point is: --thousands"),
        ("box_jpy.yaml", ["jpy-comma.csv"], "'1,000' can be 1 or 1000. Say what the comma is: --thousands"),
        ("norton-2012-1a", ["missing-999.csv"], "row 6, column wtp: 999 may stand for a missing answer"),
        ("norton-2012-1a", ["quote-swallows.csv"], "line 4: a cell of column comment opens with a quotation"),
        ("norton-2012-1a", ["pc1.csv", "--thousands", "points"], "Did you mean 'point'?"),
        ("norton-2012-1a", ["pc1.csv", "--decimal", "comma", "--thousands", "comma"], "cannot both be comma"),
        ("norton-2012-1a", ["pc1.csv", "--decimal", "comma"], "'1.60' is not written as the rest"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(
    command: str, protocol: str, words: list[str], says: str
) -> None:
    found = call(command, *case(protocol, "--data", *words))
    assert (found.code, found.out) == (2, "")
    assert says in found.err


def test_options_for_files_need_files() -> None:
    found = call("analyze", "norton-2012-1a", "--thousands", "point")
    assert found.code == 2
    assert "--data" in found.err


def test_a_mapping_file_is_taken_and_one_that_is_wrong_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("id;g;bid;liking\na;1;1,5;3\nb;2;0,5;4\nc;1;2;3\nd;2;1;4\n", "utf-8")
    file = tmp_path / "theirs.yaml"
    text = "participant: id\ncolumns: {wtp: bid, labor: {column: g, values: {1: build, 2: prebuilt}}}\n"
    file.write_text(text, "utf-8")
    asked = ("analyze", "norton-2012-1a", "--data", tmp_path / "data.csv", "--mapping", file, "--json")
    said = call(*asked)
    assert primary(said, "wtp")["mean"] == {"build": 1.75, "prebuilt": 0.75}
    assert "g was read as labor: '1' as 'build' (2), '2' as 'prebuilt' (2)." in strictly(said.out)["notes"]
    file.write_text(text.replace("values", "value"), "utf-8")
    refused = call(*asked)
    assert (refused.code, refused.out) == (2, "")
    assert "Did you mean 'values'?" in refused.err


@pytest.mark.slow
def test_the_schema_of_mapping_files_is_printed() -> None:
    assert strictly(call("schema", "--of", "mapping").out)["title"] == "ikea-effect mapping"
    assert strictly(call("schema").out)["title"] == "ikea-effect protocol"
    refused = call("schema", "--of", "mappings")
    assert refused.code == 2
    assert "Did you mean 'mapping'?" in refused.err


def test_a_value_that_is_renamed_is_told(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    options = ("--map", "id=participant", "--map", "labor:build=prebuilt", "--map", "labor:prebuilt=build")
    said = call("analyze", "norton-2012-1a", "--data", tmp_path / "data.csv", *options, "--json")
    assert "labor: 'build' was read as 'prebuilt' in 1 cell." in strictly(said.out)["notes"]
