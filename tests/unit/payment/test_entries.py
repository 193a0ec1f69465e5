"""What entries become in the ledger: which postings, of which accounts, and what is taken back."""

from ikea_effect.payment.entries import Entry, Line, goods_moved, groups, handed_over, post, unbalanced


def test_two_entries_with_one_reason_are_two_postings():
    lines = post([Entry("P001", "bid", -120), Entry("P001", "bid", -30), Entry("P001", "bid", -5)], "EUR")
    assert [line.posting for line in lines[::2]] == [
        "P001/bid", "P001/bid/correction-1", "P001/bid/correction-2",
    ]  # fmt: skip
    assert handed_over(lines) == {"P001": -155}


def test_a_line_moves_no_good_unless_it_says_so():
    assert Line("P001/bid", "P001", "bid", "P001", 5, "EUR")[6:] == ("", 0, "")


def test_what_was_posted_and_nobody_names_any_more_is_taken_back_with_its_good():
    before = post([Entry("P001", "bid", -120, "box", 1), Entry("P002", "bid", -80, "box", 1)], "EUR")
    after = post([Entry("P001", "show-up", 500)], "EUR", before)
    assert [(line.posting, line.account, line.amount_minor, line.good, line.quantity) for line in after] == [
        ("P001/show-up", "P001", 500, "", 0),
        ("P001/show-up", "cash box", -500, "", 0),
        ("P001/bid/correction-1", "P001", 120, "box", -1),
        ("P001/bid/correction-1", "cash box", -120, "", 0),
        ("P001/bid/correction-1", "goods shelf", 0, "box", 1),
    ]
    assert goods_moved([*before, *after]) == {("P002", "box"): 1}


def test_who_goes_without_in_a_group_has_a_line_of_zero_that_keeps_the_group_once():
    entry = Entry("P001", "auction", 0, group="auction/1")
    lines = post([entry], "EUR")
    assert [(line.account, line.amount_minor, line.group) for line in lines] == [
        ("P001", 0, "auction/1"), ("cash box", 0, "auction/1"),
    ]  # fmt: skip
    assert groups(lines, "auction") == {"P001": "auction/1"}
    assert groups(lines, "bid") == {}
    assert post([entry], "EUR", lines) == []
    assert groups(post([Entry("P001", "auction", 5)], "EUR"), "auction") == {}


def test_a_good_that_no_shelf_gives_shows():
    lines = post([Entry("P001", "gift", 0, "box", 1)], "EUR")
    assert unbalanced(lines) == []
    assert unbalanced(lines[:1]) == ["P001/gift"]
    assert unbalanced([lines[0], lines[1]._replace(good="kite")]) == ["P001/gift"]


def test_a_good_that_costs_nothing_moves_from_the_shelf_alone():
    lines = post([Entry("P001", "gift", 0, "box", 1)], "EUR")
    assert [(line.account, line.quantity) for line in lines] == [("P001", 1), ("goods shelf", -1)]
