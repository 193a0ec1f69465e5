import json
from pathlib import Path

import pytest

from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.operations.meta import MetaRequest, meta_of, meta_text
from ikea_effect.operations.recheck import rechecked
from ikea_effect.operations.simulate import SimulateRequest, simulate


def outcomes(source: str) -> dict[tuple[str, str, str], str]:
    return {
        (check.result, check.id, str(check.inputs.get("level", ""))): check.outcome
        for check in rechecked(source).checks
    }


def test_liking_has_an_sd_that_whole_numbers_cannot_give() -> None:
    found = outcomes("norton-2012-1a")
    assert found["builders-like-more", "grim", "build"] == "consistent"
    assert found["builders-like-more", "grimmer", "build"] == "inconsistent"
    assert found["builders-like-more", "grimmer", "prebuilt"] == "consistent"


def test_114_participants_cannot_be_two_cells() -> None:
    assert outcomes("franke-2010-tshirt")["self-designers-bid-more", "split", ""] == "inconsistent"


def test_a_papers_numbers_come_from_a_file(tmp_path: Path) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text(
        "paper: A made-up paper\n"
        "results:\n"
        "  - name: choice\n"
        "    n: {total: 28, per_condition: {a: 28}}\n"
        "    mean: {a: 3.51}\n"
        "    scale: {low: 1, high: 7}\n"
    )
    (check,) = rechecked(str(paper)).checks
    assert check.id == "grim"
    assert check.outcome == "inconsistent"  # 98/28 = 3.50 and 99/28 = 3.54: no sum gives 3.51
    json.dumps(rechecked(str(paper)).to_json(), allow_nan=False)


def test_a_papers_misspelt_key_is_named(tmp_path: Path) -> None:
    paper = tmp_path / "paper.yaml"
    paper.write_text("paper: A made-up paper\nresults:\n  - {name: x, maen: {a: 1}}\n")
    with pytest.raises(ProtocolError, match=r"(?s)maen.*mean"):
        rechecked(str(paper))


@pytest.mark.slow
def test_ours_published_and_a_line_are_pooled(tmp_path: Path) -> None:
    simulate(SimulateRequest("norton-2012-1a", 60, 3, study="ours", results=tmp_path))
    request = MetaRequest(("ours",), ("norton-2012-1a",), ("Lab A: t=1.30,n=60+60",), results=tmp_path)
    found = meta_of(request).to_json()
    assert found["k"] == 3
    labels = [one["label"] for one in found["studies"]]
    assert any("simulated" in label for label in labels)
    assert any("secondary" in label for label in labels)


def test_a_row_that_is_no_result_is_refused() -> None:
    with pytest.raises(AnalysisError, match="LABEL: RESULT"):
        meta_of(MetaRequest(rows=("t=1.30",)))
    with pytest.raises(AnalysisError, match="nothing to pool"):
        meta_of(MetaRequest())


CSV = """\
id;label;t;F;direction;n;n1;n2;mean1;mean2;sd1;sd2;pay
a;"Lab A, Delft";1.30;;;60+60;;;;;;;5
b;Lab B;;4.49;-;26+26;;;;;;;0
c;Lab C;;;;;30;28;0.80;0.50;0.60;0.50;5
d;Lab D;;;;;;;;;;;0
"""


def test_rows_of_a_csv_are_pooled_with_their_ids_and_moderators(tmp_path: Path) -> None:
    file = tmp_path / "labs.csv"
    file.write_text(CSV)
    found = meta_of(MetaRequest(files=(file,), rows=("Lab E: d=0.2,n=50+50; pay=5",), effect="g"))
    body = found.to_json()
    assert [(one["id"], one["label"], one["moderators"]["pay"]) for one in body["studies"]] == [
        ("Lab E", "Lab E", 5), ("a", "Lab A, Delft", 5), ("b", "Lab B", 0), ("c", "Lab C", 5),
    ]  # fmt: skip
    assert body["studies"][2]["g"] < 0
    assert body["effect"] == "g"
    assert body["left_out"] == [{"label": "Lab D", "reason": "the row gives no result"}]
    assert "study" in meta_text(found)


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("label,F,n\nLab A,4.49,26+26\n", r"labs.csv:2: Lab A: its F has no sign. Add direction"),
        ("label,t,n\nLab A,1.3\n", r"labs.csv:2: has more or fewer cells"),
        ("label,t,n\nLab A,1.3,60\n", r"labs.csv:2: .*n=60 does not say how many were in each"),
        (
            "study,t,n\nLab A,1.3,60+60\n",
            r"labs.csv:1: has no column label, which names each study. Columns: study, t, n",
        ),
        (
            "label,yi,vi\nLab A,1.3,0.2\n",
            r"labs.csv:1: has no column that says what was found. Columns: label, yi",
        ),
        ("label,study\nA,norton-2012-1a\n", r"what was found. study: read in a --library, not here"),
        ("label,d,d,se\nA,0.4,0.5,0.1\n", r"labs.csv:1: column d is there twice"),
        (
            'label,result,t\nA,"d=0.4,se=0.1",2\n',
            r"labs.csv:2: says what was found in result \(d=0.4,se=0.1\) and in t",
        ),
        ("label,t,n\n,1.3,60+60\n", r"labs.csv:2: has neither label nor id"),
    ],
)
def test_a_row_of_a_csv_that_is_no_result_is_refused_at_its_line(
    tmp_path: Path, csv: str, message: str
) -> None:
    file = tmp_path / "labs.csv"
    file.write_text(csv)
    with pytest.raises(AnalysisError, match=message):
        meta_of(MetaRequest(files=(file,)))


def test_what_is_pooled_is_d_or_g() -> None:
    with pytest.raises(AnalysisError, match="--effect r: d"):
        meta_of(MetaRequest(rows=("a: t=1,n=9+9",), effect="r"))


def test_a_regression_on_a_moderator_is_printed():
    """Four d that rise by .1 a year: the slope is the whole of it."""
    rows = tuple(f"Lab {year}: d={0.1 * year},n=50+50; year={year}" for year in range(1, 5))
    lines = meta_text(meta_of(MetaRequest(rows=rows, moderators=("year",)))).splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("regression"))
    assert lines[head].split() == ["regression", "b", "SE", "95%", "CI", "p"]
    assert lines[head + 2].split()[:2] == ["year", "0.100"]
    assert lines[head + 3].startswith("left unexplained: tau2 = 0")


def test_p_is_printed_in_a_table_of_studies_as_everywhere():
    """Three equal studies: Q is 0 but for rounding, and t(2) = 1 / (0.1 / 3 ** 0.5) = 17.3."""
    lines = meta_text(meta_of(MetaRequest(rows=tuple(f"Lab {n}: d=1,se=0.1" for n in "ABC")))).splitlines()
    assert "p_q: > .999" in lines
    assert "p: .003" in lines


def test_a_row_of_totals_is_no_study_and_an_empty_row_none_at_all(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("label;d;n\nLab A;0.2;50+50\n;;\nLab B;0.4;50+50\nOverall;0.3;100+100\n", "utf-8")
    found = meta_of(MetaRequest(files=(file,))).to_json()
    assert [study["label"] for study in found["studies"]] == ["Lab A", "Lab B"]
    assert found["left_out"] == [
        {"label": "Overall", "reason": "a row of totals by its label; a study needs another one"}
    ]


@pytest.mark.parametrize("row", ["Lab A;1,30;50+50;3", "Lab A;1.30;50+50;2,50"])
def test_decimal_commas_in_rows_of_results_are_refused(tmp_path: Path, row: str) -> None:
    file = tmp_path / "results.csv"
    file.write_text(f"label;t;n;pay\n{row}\n", "utf-8")
    with pytest.raises(AnalysisError, match=r"results.csv:2: (t|pay) is '.*Write decimals with a point \("):
        meta_of(MetaRequest(files=(file,)))


def test_a_column_of_whole_results_is_read_as_row_is(tmp_path: Path) -> None:
    """With a line of Excel's on the sign between cells, a line break in a label, and a t not known."""
    file = tmp_path / "rows.csv"
    written = (("A", "t=2.12,n=26+26", "pay"), ('"Lab\nB"', "d=0.4,se=0.2", "2"), ("C", "", "3"))
    file.write_text(
        "sep=;\n" + "".join(";".join(row) + "\n" for row in (("label", "result", "pay"), *written))
    )
    beside = tmp_path / "more.csv"
    beside.write_text("label,t,n\nD,1.1,30+30\nE,NA,20+20\n")
    found = meta_of(MetaRequest(files=(file, beside))).to_json()
    typed = meta_of(
        MetaRequest(rows=("A: t=2.12,n=26+26", "Lab B: d=0.4,se=0.2", "D: t=1.1,n=30+30"))
    ).to_json()
    assert found["pooled"] == typed["pooled"]
    assert [one["label"] for one in found["studies"]] == ["A", "Lab B", "D"]
    assert [one["label"] for one in found["left_out"]] == ["C", "E"]


def test_a_cell_that_says_na_is_not_known_rather_than_a_word(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("label,t,d,se,pay\nA,NA,0.4,0.1,1\nB,,0.1,0.1,NA\nC,NA,0.9,0.1,nan\nD,NA,NA,NA,4\n")
    found = meta_of(MetaRequest(files=(file,), rows=("E: d=0.2,se=0.1; pay=NA",))).to_json()
    assert [one.get("moderators") for one in found["studies"]] == [None, {"pay": 1.0}, None, None]
    assert found["left_out"] == [{"label": "D", "reason": "the row gives no result"}]
    with pytest.raises(AnalysisError, match="pay is not known for: B, C"):
        meta_of(MetaRequest(files=(file,), moderators=("pay",)))


def test_a_csv_says_on_which_side_each_result_was_tested(tmp_path: Path) -> None:
    """p = .0105 on one side is .021 on both: the same t, and the same d."""
    file = tmp_path / "results.csv"
    file.write_text(
        "label,p,n1,n2,direction,alternative\nA,0.0105,26,26,,greater\nB,0.021,26,26,+,\nC,0.021,26,26,-,two-sided\n"
    )
    found = [one.effect.d for one in meta_of(MetaRequest(files=(file,))).studies]
    assert found == pytest.approx([found[0], found[0], -found[0]])
    assert found[0] > 0


def test_a_result_where_a_study_is_named_is_told_its_option() -> None:
    with pytest.raises(AnalysisError, match=r"Write --row 'Lab A: t=2.1,n=26\+26'"):
        meta_of(MetaRequest(("Lab A: t=2.1,n=26+26",)))


def test_numbers_of_a_paper_are_told_as_they_are_printed_and_p_without_its_zero(tmp_path: Path) -> None:
    """R: 2 * pt(-3, 50) = .0042; one decimal more is shown than was printed, three at least."""
    file = tmp_path / "paper.yaml"
    file.write_text(
        "paper: A\nresults:\n"
        "  - {name: a, n: {per_condition: {x: 26, y: 26}}, statistic: {t: 3.00, df: 50}, p: 0.001}\n"
        "  - {name: b, statistic: {t: 1.80, df: 40}, p: 0.04}\n"
        "  - {name: c, statistic: {t: 6.10, df: 40}, p: 0.000}\n"
        "  - {name: d, n: {per_condition: {x: 26, y: 26}}, mean: {x: 0.78, y: 0.48}, sd: {x: 0.63, y: 0.40},"
        " statistic: {t: 2.10, df: 50}}\n"
    )
    said = {(check.result, check.id): check.sentence for check in rechecked(str(file)).checks}
    assert said["a", "p-from-test"].startswith(
        "p = .001: the printed test has p = .0042, which does not agree"
    )
    assert said["b", "p-from-test"].startswith("p = .04: the printed test has p = .079, which does not agree")
    assert said["c", "p-from-test"].startswith("p = .000 (read as p < .0005): the printed test has p < .0001")
    assert said["d", "test-from-means"].startswith("t = 2.10 can come from")
