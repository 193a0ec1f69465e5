"""What a file from elsewhere is taken for: each known program by a made-up file in its shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.reading.answers import with_answers
from ikea_effect.analysis.reading.mapping_file import Answers, MappingFile, read_mapping
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.proposal import propose
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.errors import AnalysisError, IkeaEffectError
from ikea_effect.operations.inspect import inspect, printed
from ikea_effect.protocol.loading import load_protocol
from tests.quick import quick

FOREIGN = Path("tests/data/foreign")
NORTON = load_protocol("norton-2012-1a")

SHAPES: list[tuple[str, str, str, dict[str, str]]] = [
    ("qualtrics", "Qualtrics", "ResponseId",
     {"labor": "Cond", "wtp": "Q5_1", "liking": "Q7", "age": "Q9", "gender": "Q10"}),
    ("otree", "oTree", "participant.code",
     {name: f"boxes.1.player.{name}" for name in ("labor", "wtp", "liking")}),
    ("psychopy", "PsychoPy", "participant",
     {"labor": "group", "wtp": "bid_box.text", "liking": "liking.response"}),
    ("limesurvey", "LimeSurvey", "id",
     {"labor": "G01cond", "wtp": "G02bid", "liking": "G03like", "age": "G04age"}),
    ("gorilla", "Gorilla", "Participant Private ID",
     {"labor": "randomiser-a1b2", "wtp": "bid", "liking": "liking"}),
    ("inquisit", "Inquisit", "subject", {"labor": "group", "wtp": "bid", "liking": "liking"}),
    ("jspsych", "jsPsych", "subject_id", {"labor": "condition", "wtp": "bid", "liking": "liking"}),
]  # fmt: skip


def column(declared: Any) -> str:
    return declared if isinstance(declared, str) else str(declared["column"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "program", "person", "columns"), quick(SHAPES, SHAPES[0], SHAPES[6], several=True)
)
def test_known_programs_need_nothing_to_be_said(
    name: str, program: str, person: str, columns: dict[str, str], tmp_path: Path
) -> None:
    found = inspect(FOREIGN / f"{name}.csv", "norton-2012-1a", tmp_path / "theirs.yaml")
    proposal = found.proposal
    assert proposal.program == program
    assert proposal.mapping["participant"] == person
    assert {ours: column(one) for ours, one in proposal.mapping["columns"].items()} == columns
    assert (found.people, found.refusal, proposal.questions) == (16, None, ())
    assert read_mapping(tmp_path / "theirs.yaml") == MappingFile.model_validate(proposal.mapping)


@pytest.mark.slow
def test_codes_that_the_file_does_not_explain_are_left_open_and_refused(tmp_path: Path) -> None:
    found = inspect(FOREIGN / "sosci.csv", "norton-2012-1a", tmp_path / "theirs.yaml")
    assert found.proposal.questions == ("A001 says 1, 2: which of build, prebuilt is each?",)
    assert found.proposal.mapping["columns"]["liking"] == {"column": "C001", "missing": ["-9"]}
    with pytest.raises(IkeaEffectError, match=r"'\?' is not a level") as refused:
        read_table(FOREIGN / "sosci.csv", NORTON, Reading(mapping=read_mapping(tmp_path / "theirs.yaml")))
    assert "In the --mapping file, write a level in place of each '?' of labor." in str(refused.value)
    said = (tmp_path / "theirs.yaml").read_text().replace('"1": "?", "2": "?"', '"1": build, "2": prebuilt')
    (tmp_path / "theirs.yaml").write_text(said)
    table = read_table(FOREIGN / "sosci.csv", NORTON, Reading(mapping=read_mapping(tmp_path / "theirs.yaml")))
    assert len(table.data) == 16
    assert int(table.data["liking"].isna().sum()) == 1  # the one who answered -9


def test_a_row_of_labels_that_names_only_the_answers_is_no_person(tmp_path: Path) -> None:
    header = "CASE;QUESTNNR;MODE;STARTED;G001;W101_01;FINISHED;LASTPAGE;MAXPAGE;MISSING;TIME_RSI;DEG_TIME"
    rows = "".join(f"{n};base;interview;;{n % 2 + 1};{n},5;1;5;5;0;1,01;3\n" for n in range(1, 13))
    labels = "Interview-Nummer;Fragebogen;Modus;;Gruppe;Preis;;;;;;\n"
    found = propose(made(tmp_path, f"{header}\n{labels}{rows}"), NORTON)
    assert found.mapping["label_rows"] == 1
    found = propose(made(tmp_path, f"{header}\n{rows}"), NORTON)
    assert "label_rows" not in found.mapping


def made(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "made.csv"
    path.write_text(text)
    return path


def test_a_name_with_a_line_break_is_printed_in_one_line(tmp_path: Path) -> None:
    """As Excel writes a header whose cell was broken by hand."""
    rows = "".join(f"{n};{'build' if n % 2 else 'prebuilt'};{n / 4}\n" for n in range(1, 13))
    text = printed(inspect(made(tmp_path, f'id;labor;"bid\nfor the box"\n{rows}'), "norton-2012-1a"))
    assert "  wtp            bid for the box: 12 numbers from 0.25 to 3\n" in text


def test_numbers_that_fit_and_are_not_called_so_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"{n},{'build' if n % 2 else 'prebuilt'},{n / 4},{n / 5}\n" for n in range(1, 13))
    found = propose(made(tmp_path, f"id,labor,x1,x2\n{rows}"), NORTON)
    assert "wtp" not in found.mapping["columns"]
    assert "Which column is wtp? It may be x1 or x2." in found.questions


def test_two_that_are_called_so_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"{n},{'build' if n % 2 else 'prebuilt'},{n / 4},{n / 5}\n" for n in range(1, 13))
    found = propose(made(tmp_path, f"id,labor,bid_box,bid_cup\n{rows}"), NORTON)
    assert any("bid_box or bid_cup" in question for question in found.questions)


def test_numbers_beyond_the_range_are_no_bids(tmp_path: Path) -> None:
    rows = "".join(f"{n},{'build' if n % 2 else 'prebuilt'},{20 + n}\n" for n in range(1, 13))
    assert "wtp" not in propose(made(tmp_path, f"id,labor,price_of_box\n{rows}"), NORTON).mapping["columns"]


def test_a_file_without_a_person_is_asked_about(tmp_path: Path) -> None:
    rows = "".join(f"{'build' if n % 2 else 'prebuilt'},{n / 4}\n" for n in range(1, 13))
    assert "names the person" in propose(made(tmp_path, f"labor,wtp\n{rows}"), NORTON).questions[0]


def test_what_is_edited_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text("participant: mine\n")
    with pytest.raises(AnalysisError, match="may hold what you edited"):
        inspect(FOREIGN / "otree.csv", None, tmp_path / "theirs.yaml")
    assert (tmp_path / "theirs.yaml").read_text() == "participant: mine\n"


@pytest.mark.parametrize(("odd", "proposed"), [("99", {"column": "wtp", "missing": ["99"]}), ("11", None)])
def test_a_value_out_of_range_is_a_code_only_where_programs_write_it_so(
    tmp_path: Path, odd: str, proposed: Any
) -> None:
    bids = ["1.5", "2", "3", odd, "4.5"]
    rows = "".join(f"{n},{'build' if n % 2 else 'prebuilt'},{bid}\n" for n, bid in enumerate(bids))
    found = propose(made(tmp_path, f"id,labor,wtp\n{rows}"), NORTON)
    assert found.mapping["columns"].get("wtp") == proposed
    assert ("Which column is wtp?" in found.questions) is (proposed is None)


def test_a_name_with_a_line_break_leaves_a_file_that_can_be_read(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n % 2 + 1},{n / 4}\n" for n in range(1, 13))
    inspect(made(tmp_path, f'id,"la\nbor",wtp\n{rows}'), "norton-2012-1a", tmp_path / "theirs.yaml")
    read_mapping(tmp_path / "theirs.yaml")


def test_names_and_cells_with_line_breaks_stay_in_their_comment(tmp_path: Path) -> None:
    rows = "".join(f'{n},{"build" if n % 2 else "prebuilt"},{n / 4},"a\nlabel_rows: 3"\n' for n in range(12))
    path = made(tmp_path, f'id,labor,wtp,"other\nmissing: [1]"\n{rows}9,build,1.0,b\n')
    inspect(path, None, tmp_path / "theirs.yaml")
    assert read_mapping(tmp_path / "theirs.yaml").label_rows == 0


def test_without_a_protocol_it_says_what_columns_may_be() -> None:
    told = printed(inspect(FOREIGN / "limesurvey.csv"))
    assert "G02bid: may be an amount" in told
    assert "G01cond: may be a condition" in told
    assert "With --protocol" in told


def test_answers_in_rows() -> None:
    part = pd.DataFrame({"key": ["bid", "scale", "END"], "said": ["1.60", '{"a": 1, "b": "two"}', ""]})
    wide = with_answers(part, Answers(said="said", asked="key"), [])
    assert json.loads(wide.drop(columns=["key", "said"]).to_json(orient="records")) == [
        {"bid": "1.60", "scale.a": "", "scale.b": ""},
        {"bid": "", "scale.a": "1", "scale.b": "two"},
        {"bid": "", "scale.a": "", "scale.b": ""},
    ]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (Answers(said="sad"), "Did you mean 'said'"),
        (Answers(said="said"), "no answer with a name"),
        (Answers(said="said", asked="key"), "named key, as a column is"),
    ],
)
def test_answers_refused(answers: Answers, message: str) -> None:
    part = pd.DataFrame({"key": ["key", "bid"], "said": ["1", "2"]})
    with pytest.raises(AnalysisError, match=message):
        with_answers(part, answers, [])


def test_qualtrics_older_export_is_known_by_its_second_header(tmp_path: Path) -> None:
    rows = "".join(
        f"R_{n},Default,0,2015-03-01,1,{n / 4},{n % 7 + 1},{'build' if n % 2 else 'prebuilt'}\n"
        for n in range(1, 9)
    )
    header = "V1,V2,V7,V8,V10,Q2,Q3,labor\nResponseID,ResponseSet,Status,StartDate,Finished,"
    text = f"{header}What would you pay at most?,How much do you like it?,labor\n{rows}"
    found = inspect(made(tmp_path, text), "norton-2012-1a")
    assert (found.proposal.program, found.people) == ("Qualtrics", 8)
    assert found.proposal.mapping["participant"] == "V1"
    assert found.proposal.mapping["columns"] == {"labor": "labor", "wtp": "Q2", "liking": "Q3"}


def test_limesurvey_is_known_with_its_questions_in_the_header(tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-01-01,nl,tok{n},{n / 4},{n % 7 + 1},{n % 2}\n" for n in range(1, 9))
    header = "id. Response ID,submitdate. Date submitted,startlanguage. Start language,token. Access code"
    text = f"{header},Q1. What would you pay?,Q2. How much do you like it?,seed. Seed\n{rows}"
    found = propose(made(tmp_path, text), NORTON)
    assert found.program == "LimeSurvey"
    assert found.mapping["participant"] == "token. Access code"
    assert [look.name for look in found.looks if look.may_be == "program"][-1] == "seed. Seed"


def test_a_rating_in_words_is_asked_about_and_a_number_before_them_is_meant(tmp_path: Path) -> None:
    words = ["1 - Not at all", "4", "7 - Very much", "A lot"]
    rows = "".join(f"{n},{'build' if n % 2 else 'prebuilt'},{n / 4},{words[n % 4]}\n" for n in range(1, 13))
    found = propose(made(tmp_path, f"id,labor,wtp,liking\n{rows}"), NORTON)
    values = {"1 - Not at all": "1", "7 - Very much": "7", "A lot": "?"}
    assert found.mapping["columns"]["liking"] == {"column": "liking", "values": values}
    assert found.questions == ("liking says A lot: which number of liking is each?",)
    reading = Reading(mapping=MappingFile.model_validate(found.mapping))
    with pytest.raises(AnalysisError, match=r"'\?' is not a number"):
        read_table(tmp_path / "made.csv", NORTON, reading)


def test_an_amount_in_a_column_for_each_condition_is_hinted_at(tmp_path: Path) -> None:
    rows = "".join(f"{n},build,{n / 4},,3\n" if n % 2 else f"{n},prebuilt,,{n / 4},4\n" for n in range(1, 13))
    found = propose(made(tmp_path, f"id,labor,bid_build,bid_pre,liking\n{rows}"), NORTON)
    hint = "If a row holds one of them, such as one for each condition: wtp: [bid_build, bid_pre]."
    assert [question for question in found.questions if hint in question]


def test_answers_of_one_name_are_told_apart_by_the_trial(tmp_path: Path) -> None:
    rows = "".join(
        f'{n},{n % 2},{kind},{at},9,"{{""Q0"":""{answer}""}}"\n'
        for n in range(1, 9)
        for at, (kind, answer) in enumerate((("survey-text", n / 4), ("survey-likert", n % 7 + 1)))
    )
    header = "subject,condition,trial_type,trial_index,time_elapsed,response\n"
    found = propose(made(tmp_path, header + rows), NORTON)
    assert found.program == "jsPsych"
    assert found.mapping["answers"] == {"said": "response", "asked": "trial_type"}
    assert {"survey-text", "survey-likert"} <= {look.name for look in found.looks}


# --- other hands' files -----------------------------------------------------------------------------------

CONDITIONS = ["build", "prebuilt"] * 6
BIDS = [f"{2 + place / 10:.2f}" for place in range(12)]


def table(header: str, cells: list[list[str]]) -> str:
    return "\n".join([header, *(",".join(row) for row in zip(*cells, strict=True))]) + "\n"


PEOPLE = [str(place) for place in range(1, 13)]


@pytest.mark.parametrize(
    "name",
    [
        "Nr", "Nr.", "Lfd. Nr", "No", "#", "Code", "Kenmerk", "Vpn", "Vp-Nr.", "Proband", "Probanden-ID",
        "Probandennummer", "deelnemer", "Deelnemernummer", "Wat is je deelnemersnummer?",
        "proefpersoonnummer", "Versuchspersonennummer", "Teilnehmer-ID", "Teilnehmernummer",
        "TeilnehmerInnen-ID", "Teilnehmerkennung", "TN-Nr", "Befragter", "Record ID",
        "respondentnummer", "Your participant number",
    ],
)  # fmt: skip
def test_the_person_is_known_by_what_labs_call_the_column(tmp_path: Path, name: str) -> None:
    text = table(f"{name},labor,wtp", [PEOPLE, CONDITIONS, BIDS])
    assert propose(made(tmp_path, text), NORTON).mapping["participant"] == name


@pytest.mark.parametrize("name", ["Nr", "Code"])
def test_what_numbers_rows_is_no_person_where_it_repeats(tmp_path: Path, name: str) -> None:
    text = table(f"{name},labor,wtp", [["1", "2", "3"] * 4, CONDITIONS, BIDS])
    assert "participant" not in propose(made(tmp_path, text), NORTON).mapping


@pytest.mark.parametrize("name", ["video", "idea", "tension", "case_study", "personal", "ident"])
def test_other_words_name_nobody(tmp_path: Path, name: str) -> None:
    text = table(f"{name},labor,wtp", [PEOPLE, CONDITIONS, BIDS])
    assert "participant" not in propose(made(tmp_path, text), NORTON).mapping


def _with(places: dict[int, str]) -> list[str]:
    return [places.get(place, bid) for place, bid in enumerate(BIDS)]


def test_a_dash_among_bids_is_asked_about_and_does_not_make_them_words(tmp_path: Path) -> None:
    path = made(tmp_path, table("Vpn,labor,Gebot", [PEOPLE, CONDITIONS, _with({3: "-", 5: "k.A."})]))
    found = inspect(path, "norton-2012-1a", tmp_path / "theirs.yaml")
    assert found.proposal.mapping["columns"]["wtp"] == {
        "column": "Gebot",
        "values": {"-": "?", "k.A.": "?"},
    }
    assert any("Gebot says '-', 'k.A.'" in one for one in found.proposal.questions)
    assert "10 numbers from 2 to 3.1, - (1), k.A. (1)" in printed(found)
    with pytest.raises(IkeaEffectError, match=r"'\?' is not a number"):
        read_table(path, NORTON, Reading(mapping=read_mapping(tmp_path / "theirs.yaml")))


@pytest.mark.parametrize("empty", ["NA", "", ".", "#N/A"])
def test_what_is_read_as_missing_is_no_word_when_looked_at(tmp_path: Path, empty: str) -> None:
    path = made(tmp_path, table("id,labor,wtp", [PEOPLE, CONDITIONS, _with({3: empty, 8: empty})]))
    found = inspect(path, "norton-2012-1a", tmp_path / "theirs.yaml")
    assert found.proposal.mapping["columns"]["wtp"] == "wtp"
    assert not [one for one in found.proposal.questions if "wtp" in one]


def test_amounts_with_their_currency_in_signs_and_words_are_amounts(tmp_path: Path) -> None:
    said = ['"\u20ac 3,50"', "3.50 EUR", "3.10 euro", '"2,80\u20ac"'] * 3
    look = propose(made(tmp_path, table("id,labor,answer", [PEOPLE, CONDITIONS, said]))).looks[2]
    assert (look.may_be, look.low, look.high) == ("amount", 2.8, 3.5)


def test_ranges_are_named_where_the_column_is_called_like_the_measure(tmp_path: Path) -> None:
    said = _with(dict.fromkeys(range(9), "3-4"))
    path = made(tmp_path, table("participant,labor,wtp", [PEOPLE, CONDITIONS, said]))
    assert "Which column is wtp? wtp is called so, but '3-4' in it are no numbers." in " ".join(
        propose(path, NORTON).questions
    )
    with pytest.raises(IkeaEffectError, match="'3-4' is a range or a date"):
        read_table(path, NORTON)


def test_rows_of_totals_are_not_looked_at(tmp_path: Path) -> None:
    text = table("Vpn,labor,wtp", [PEOPLE, CONDITIONS, BIDS]) + "Totaal,,30.60\nStandaarddeviatie,,0.36\n"
    found = inspect(made(tmp_path, text), "norton-2012-1a", tmp_path / "theirs.yaml")
    assert found.proposal.mapping["columns"]["wtp"] == "wtp"
    assert found.proposal.rows == 12


def test_the_second_header_that_surveymonkey_writes_is_no_person(tmp_path: Path) -> None:
    head = "Respondent ID,Collector ID,Date Created,Date Modified,Which?,What would you pay?,Do you like it?,"
    second = ",,,,Response,Open-Ended Response,1 to 7,Comments"
    rows = [
        f"118{place},420,2026-11-03 10:00,2026-11-03 10:09,{level},{bid},{1 + place % 7},"
        for place, (level, bid) in enumerate(zip(CONDITIONS, BIDS, strict=True))
    ]
    found = inspect(made(tmp_path, "\n".join([head, second, *rows])), "norton-2012-1a", tmp_path / "t.yaml")
    assert (found.proposal.program, found.people, found.refusal) == ("SurveyMonkey", 12, None)
    read = read_table(tmp_path / "made.csv", NORTON, Reading(mapping=read_mapping(tmp_path / "t.yaml")))
    assert "row 2: SurveyMonkey's second header, not read as data." in read.notes
    assert read.data["wtp"].mean() == pytest.approx(2.55)


def test_a_factor_within_people_is_known_by_its_levels(tmp_path: Path) -> None:
    protocol = load_protocol("norton-2012-2")
    rows = [
        f"{n},{n // 2},build,{whose},{1 + n / 10:.2f}" for n in range(1, 13) for whose in ("own", "partner")
    ]
    path = made(tmp_path, "\n".join(["Vpn,pair,labor,Wessen?,Gebot", *rows]))
    assert propose(path, protocol).mapping["columns"]["whose"] == "Wessen?"
    wide = "\n".join(["Vpn,labor,wtp.own,wtp.partner", *(f"{n},build,1.00,2.00" for n in range(1, 13))])
    assert not [one for one in propose(made(tmp_path, wide), protocol).questions if "whose" in one]


@pytest.mark.parametrize(
    "name",
    ["PAY", "WTP_1", "willingnessToPay", "maxBid", "Zahlungsbereitschaft", "betalingsbereidheid",
     "consentement a payer", "consentement à payer", "prix", "offer", "disposición a pagar"],
)  # fmt: skip
def test_a_column_called_like_a_bid_in_some_language_is_proposed_as_it(tmp_path: Path, name: str) -> None:
    rows = [f"P{i};{'build' if i % 2 else 'prebuilt'};{i / 8:.2f};{i % 7 + 1};{18 + i}" for i in range(24)]
    path = tmp_path / "theirs.csv"
    path.write_text("\n".join([f"id;cond;{name};like;age", *rows]), "utf-8")
    assert propose(path, NORTON).mapping["columns"] == {
        "labor": "cond", "wtp": name, "liking": "like", "age": "age",
    }  # fmt: skip


def test_answers_that_jspsych_calls_response_alone_are_known_by_what_was_shown(tmp_path: Path) -> None:
    lines = ["rt,stimulus,response,trial_type,trial_index,time_elapsed,internal_node_id,subject_id,condition"]
    for i in range(12):
        shown = [("<p>Welcome</p>", "0"), ("<p>What would you <b>pay</b>?</p>", f"{0.31 * i:.2f}"),
                 ("How much do you like it?", f"{i % 7 + 1}")]  # fmt: skip
        labor = ("build", "prebuilt")[i % 2]
        lines += [
            f"2000,{text},{said},html-button-response,{place},100,0.0-{place}.0,s{i}x,{labor}"
            for place, (text, said) in enumerate(shown)
        ]
    path = tmp_path / "theirs.csv"
    path.write_text("\n".join(lines), "utf-8")
    found = propose(path, NORTON)
    assert found.mapping["answers"] == {"said": "response", "asked": "trial_index"}
    assert found.mapping["columns"] == {"labor": "condition", "wtp": "1", "liking": "2"}
    assert next(one.says for one in found.looks if one.name == "1") == "What would you pay?"


def test_a_scale_that_no_column_is_called_like_may_be_told_by_its_items(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("id,create,select,Q1\n" + "".join(f"P{i},a,b,{i % 7}\n" for i in range(9)), "utf-8")
    found = propose(path, load_protocol("fuchs-2011-empowerment"))
    items = "orientation.listens, orientation.wishes, orientation.first, orientation.own-ideas"
    assert any(one.endswith(f"Or say which are its items: {items}.") for one in found.questions)


def test_a_question_that_asks_how_old_somebody_is_asks_for_the_age(tmp_path: Path) -> None:
    rows = "".join(
        f"P{n},{'build' if n % 2 else 'prebuilt'},{n / 10},{n % 7 + 1},{18 + n}\n" for n in range(12)
    )
    path = tmp_path / "survey.csv"
    path.write_text(f"participant,labor,bid,liking,How old are you?\n{rows}", "utf-8")
    assert propose(path, NORTON).mapping["columns"]["age"] == "How old are you?"
