"""How many withdrew: counted once each, kept with whoever is taken out, and told by the study's journal."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.record.claims import CLAIMED, ENDED, WITHDREW, alias, enter_withdrawal
from ikea_effect.record.store_place import FILE as URL
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import append
from ikea_effect.record.withdrawals import (
    FILE,
    at_least,
    counted,
    done,
    under_way,
    withdrawn_after,
    withdrawn_count,
)
from tests.unit.operations.settle_bench import Lab


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Lab(tmp_path).study


def kept(study: Study) -> object:
    return json.loads((study.folder / FILE).read_bytes())


def test_a_withdrawal_is_counted_once_however_often_it_is_begun(study: Study) -> None:
    assert (withdrawn_count(study), under_way(study)) == (0, "")
    assert [counted(study, "P001") for _ in range(2)] == [1, 1]
    assert (withdrawn_count(study), under_way(study)) == (1, "P001")
    with pytest.raises(RecordError, match=r"the withdrawal of P001 was cut off.*--participant P001 --yes"):
        counted(study, "P002")
    assert kept(study) == {"count": 1, "under_way": "P001"}
    done(study)
    assert (study.folder / FILE).read_bytes() == b'{"count": 1, "under_way": ""}\n'
    assert counted(study, "P002") == 2


def test_withdrawals_from_elsewhere_are_counted_and_none_is_lost(study: Study) -> None:
    counted(study, "P001")
    at_least(study, 3)
    assert kept(study) == {"count": 3, "under_way": "P001"}
    (study.folder / FILE).write_bytes(before := (study.folder / FILE).read_bytes() + b" ")
    for fewer in (3, 2):
        at_least(study, fewer)
        assert (study.folder / FILE).read_bytes() == before, "nothing is written"
    done(study)
    assert withdrawn_count(study) == 3


@pytest.mark.parametrize(
    "content",
    ["", "[", "[]", "3", '{"count": 5}', '{"under_way": ""}', '{"count": true, "under_way": ""}',
     '{"count": -1, "under_way": ""}', '{"count": 2.0, "under_way": ""}', '{"count": 2, "under_way": null}'],
)  # fmt: skip
def test_a_damaged_count_is_made_anew_from_the_studys_journal_and_said_once(
    study: Study, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    for who in ("P001", "P002"):
        enter_withdrawal(study, who)
    path = study.folder / FILE
    path.write_text(content)
    with caplog.at_level(logging.WARNING):
        assert [withdrawn_count(study) for _ in range(2)] == [2, 2]
    assert under_way(study) == ""
    assert caplog.messages == [f"{path} is damaged. Who withdrew is counted in journals/_study.jsonl."]


def test_a_count_of_none_is_whole(study: Study) -> None:
    enter_withdrawal(study, "P001")
    (study.folder / FILE).write_text('{"count": 0, "under_way": ""}')
    assert withdrawn_count(study) == 0


def test_a_damaged_count_of_the_first_format_is_not_guessed(study: Study) -> None:
    (study.folder / FILE).write_text("[")
    study.facts["format"] = 1
    with pytest.raises(RecordError, match=r"withdrawn\.json: this file is damaged\. Restore a copy\."):
        withdrawn_count(study)


def test_a_count_that_cannot_be_read_is_a_sentence(study: Study) -> None:
    (study.folder / FILE).mkdir()
    with pytest.raises(RecordError, match=r"withdrawn\.json cannot be read \("):
        under_way(study)


def test_where_desks_share_a_store_the_studys_journal_counts_people_not_lines(study: Study) -> None:
    counted(study, "P009")
    for who in ("P001", "P001", "P002"):
        append(study, WITHDREW, {"who": alias(study.secret, who)})
    assert withdrawn_count(study) == 1
    (study.folder / URL).write_text("postgresql+psycopg://lab@server/ikea")
    assert withdrawn_count(study) == 2


def test_who_withdrew_is_counted_after_how_far_they_came(study: Study) -> None:
    counted(study, "P001")
    for who, ends in (("P001", {}), ("P002", {"to_end": False}), ("P003", {"to_end": True}), ("P004", None)):
        name = {"who": alias(study.secret, who)}
        append(study, CLAIMED, name)
        if ends is not None:
            append(study, ENDED, name | ends)
    assert (withdrawn_after(study, CLAIMED), withdrawn_after(study, ENDED)) == (0, 0)
    for who in ("P001", "P002", "P004", "P005"):
        enter_withdrawal(study, who)
    assert withdrawn_after(study, CLAIMED) == 3  # P005 never took part
    assert withdrawn_after(study, ENDED) == 1  # P002 was ended by a rule
    enter_withdrawal(study, "P003")
    assert withdrawn_after(study, ENDED) == 2
    study.facts["format"] = 1
    assert withdrawn_after(study, ENDED) == withdrawn_count(study) == 1
