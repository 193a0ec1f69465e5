"""Writes the synthetic tables that the R scripts and the tests both read: `python tests/oracle/make_data.py`.

Every value is drawn here, from one seed; none comes from a study. The files are committed, so that the tests
need neither this script nor R.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent / "data"


def participants(rng: np.random.Generator) -> pd.DataFrame:
    """150 participants in 3 x 2 cells of unequal size: bids with ties, zeros and a cap at 6."""
    n = 150
    labor = rng.choice(["build", "prebuilt", "unbuild"], n, p=[0.4, 0.35, 0.25])
    fate = rng.choice(["kept", "destroyed"], n, p=[0.55, 0.45])
    age, trait = rng.integers(18, 60, n), rng.normal(4, 1.2, n).round(2)
    build = (labor == "build").astype(float)
    m1 = (0.6 * build + 0.1 * trait + rng.normal(0, 1, n)).round(3)
    m2 = (0.3 * build + 0.4 * m1 + rng.normal(0, 1, n)).round(3)
    latent = 1.0 + 1.1 * build + 0.5 * build * (fate == "kept") + 0.3 * m2 + 0.35 * (trait - 4) * build
    wtp = np.clip(latent + 0.01 * age + rng.normal(0, 2.2, n), 0, 6)
    liking = np.clip(np.round(3.4 + 0.8 * build + 0.3 * m1 + rng.normal(0, 1.3, n)), 1, 7).astype(int)
    buy = rng.random(n) < 1 / (1 + np.exp(-(-0.8 + 0.9 * build + 0.25 * m2)))
    columns = {
        "participant": [f"P{i:04d}" for i in range(1, n + 1)], "labor": labor, "fate": fate, "age": age,
        "trait": trait, "m1": m1, "m2": m2, "wtp": (np.round(wtp * 4) / 4), "liking": liking,
        "buy": np.where(buy, "yes", "no"),
        "wtp-other": np.clip(wtp - 0.3 + rng.normal(0, 1.1, n), 0, 6).round(2),
    }  # fmt: skip
    return pd.DataFrame(columns)


def repeated(rng: np.random.Generator) -> pd.DataFrame:
    """40 participants bid on four goods; a few bids are missing."""
    who = np.repeat(np.arange(40), 4)
    good, labor = np.tile(["box", "crane", "frog", "lego"], 40), np.where(who % 2 == 0, "build", "prebuilt")
    person = rng.normal(0, 1.3, 40)[who]
    wtp = 3 + 0.9 * (labor == "build") + np.tile([0, 0.2, 0.5, -0.3], 40) + person + rng.normal(0, 1, 160)
    wtp += 0.5 * ((labor == "build") & (good == "frog"))
    ids = [f"P{i:02d}" for i in who]
    frame = pd.DataFrame({"participant": ids, "labor": labor, "good": good, "wtp": wtp.round(3)})
    return frame.drop(index=[5, 18, 77, 120, 121]).reset_index(drop=True)


def pairs(rng: np.random.Generator) -> pd.DataFrame:
    """36 pairs who build together or apart; both members bid."""
    pair = np.repeat(np.arange(36), 2)
    labor = np.where(pair < 18, "build", "prebuilt")
    wtp = 3 + 0.8 * (labor == "build") + rng.normal(0, 0.8, 36)[pair] + rng.normal(0, 1.1, 72)
    ids, age = [f"P{i:02d}" for i in range(72)], rng.integers(18, 60, 72)
    return pd.DataFrame({"participant": ids, "pair": pair, "labor": labor, "age": age, "wtp": wtp.round(3)})


def intervals(rng: np.random.Generator) -> pd.DataFrame:
    """160 answers known up to an interval: half by price list, half by two yes-no questions."""
    n = 160
    labor = np.where(np.arange(n) % 2 == 0, "build", "prebuilt")
    latent = 2.2 + 1.2 * (labor == "build") + rng.normal(0, 2, n)
    grid = np.arange(0.5, 6.01, 0.5)
    place = np.searchsorted(grid, latent)
    low = np.where(place == 0, np.nan, grid[np.maximum(place - 1, 0)])
    high = np.where(place == len(grid), np.nan, grid[np.minimum(place, len(grid) - 1)])
    first = rng.choice([1.0, 2.0, 3.0, 4.0], n)
    second = np.where(latent >= first, 2 * first, first / 2)
    yes = latent >= first
    least, most = np.minimum(first, second), np.maximum(first, second)
    between = (latent >= least) & (latent < most)
    double_low = np.where(latent >= most, most, np.where(between, least, np.nan))
    double_high = np.where(latent < least, least, np.where(between, most, np.nan))
    ids = [f"P{i:03d}" for i in range(n)]
    columns = {
        "participant": ids, "labor": labor, "list.low": low, "list.high": high,
        "double.low": double_low, "double.high": double_high, "first": first, "yes": yes.astype(int),
    }  # fmt: skip
    return pd.DataFrame(columns)


def items(rng: np.random.Generator) -> pd.DataFrame:
    """130 answers to five items of a seven-point scale, the third turned around."""
    trait = rng.normal(0, 1, 130)
    answers = 4 + trait[:, None] * [1.0, 0.8, -1.1, 0.7, 0.9] + rng.normal(0, 1, (130, 5))
    return pd.DataFrame(np.clip(np.round(answers), 1, 7).astype(int), columns=["a", "b", "c", "d", "e"])


def people(rng: np.random.Generator) -> pd.DataFrame:
    """120 participants in 60 pairs: a choice of three, a count, and what moves bids."""
    n = 120
    pair, status = np.arange(n) // 2, rng.choice(["low", "middle", "high"], n, p=[0.3, 0.4, 0.3])
    labor = np.where(rng.permutation(n // 2) % 2 == 0, "build", "prebuilt")[pair]
    build, shared = (labor == "build").astype(float), rng.normal(0, 0.7, n // 2)[pair]
    skill, joy = rng.normal(4, 1.1, n).round(2), rng.normal(5, 1.3, n).round(2)
    effect = np.select([status == "low", status == "middle"], [0.2, 0.8], 1.5)
    wtp = 2 + effect * build + 0.3 * (skill - 4) + 0.2 * (skill - 4) * (joy - 5) + shared
    tilt = np.column_stack([0.2 + 0.7 * build, np.full(n, 0.4), 0.6 - 0.3 * build])
    pick = (rng.random(n)[:, None] > np.cumsum(tilt / tilt.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    tries = rng.negative_binomial(2.0, 2.0 / (2.0 + np.exp(0.6 + 0.5 * build + 0.1 * (skill - 4))))
    columns = {
        "participant": [f"P{i:03d}" for i in range(n)], "pair": pair, "labor": labor, "status": status,
        "skill": skill, "joy": joy, "wtp": (wtp + rng.normal(0, 0.8, n)).round(3),
        "pick": np.array(["red", "blue", "none"])[pick], "tries": tries,
    }  # fmt: skip
    return pd.DataFrame(columns)


def sides(rng: np.random.Generator) -> pd.DataFrame:
    """70 participants who judge their own set and their partner's: pride and joy carry bids."""
    n = 70
    person = rng.normal(0, 0.8, n)
    rows = []
    for whose, more in (("own", 0.9), ("partner", 0.0)):
        pride = 4 + more + person + rng.normal(0, 1, n)
        joy = 3 + 0.3 * more + 0.5 * person + rng.normal(0, 1, n)
        wtp = 1 + 0.2 * more + 0.35 * pride + 0.15 * joy + 0.5 * person + rng.normal(0, 0.6, n)
        rows.append(
            pd.DataFrame({
                "participant": [f"P{i:03d}" for i in range(n)], "labor": "build", "whose": whose,
                "pride": pride.round(3), "joy": joy.round(3), "wtp": wtp.round(3),
            })
        )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def couples(rng: np.random.Generator) -> pd.DataFrame:
    """16 pairs, one without a partner: several bids of each person on their own and the partner's set."""
    rows = []
    for pair in range(16):
        shared = rng.normal(0, 0.7)
        for member in range(1 if pair == 5 else 2):
            person = rng.normal(0, 0.5)
            for whose, more in (("own", 0.4), ("partner", 0.0)):
                for time in range(rng.integers(1, 4)):
                    labor = ("build", "prebuilt")[pair % 2]
                    wtp = 3 + 0.5 * (pair % 2) + more + shared + person + rng.normal(0, 0.6)
                    who = f"P{2 * pair + member:03d}"
                    rows.append((who, f"Q{pair:02d}", labor, whose, time + 1, round(wtp, 3)))
    return pd.DataFrame(rows, columns=["participant", "pair", "labor", "whose", "repetition", "wtp"])


def slopes(rng: np.random.Generator) -> pd.DataFrame:
    """30 participants bid on three goods, own and a partner's; what one's own adds differs among them."""
    who, own = np.repeat(np.arange(30), 6), np.tile([1, 1, 1, -1, -1, -1], 30)
    labor = np.where(who % 2 == 0, "build", "prebuilt")
    person = rng.normal(0, 0.8, 30)
    more = 0.35 + 0.4 * person + rng.normal(0, 0.6, 30)
    wtp = 2.5 + 0.3 * (labor == "build") + person[who] + more[who] * own + rng.normal(0, 0.7, 180)
    whose, good = np.where(own > 0, "own", "partner"), np.tile(["box", "crane", "frog"], 60)
    columns = {"labor": labor, "whose": whose, "good": good, "wtp": wtp.round(3)}
    frame = pd.DataFrame({"participant": [f"P{i:02d}" for i in who], **columns})
    return frame.drop(index=[3, 16, 59, 110]).reset_index(drop=True)


def main() -> None:
    """Writes every table."""
    FOLDER.mkdir(exist_ok=True)
    rng = np.random.default_rng(20110912)
    for make in (participants, repeated, pairs, intervals, items):
        make(rng).to_csv(FOLDER / f"{make.__name__}.csv", index=False)
    later = np.random.default_rng(20170401)  # a seed of their own: the tables above stay as they are
    for make in (people, sides):
        make(later).to_csv(FOLDER / f"{make.__name__}.csv", index=False)
    couples(np.random.default_rng(20261129)).to_csv(FOLDER / "couples.csv", index=False)
    slopes(np.random.default_rng(20180315)).to_csv(FOLDER / "slopes.csv", index=False)


if __name__ == "__main__":
    main()
