"""176 originals and their replications, through every criterion, beside how people judged them.

Run: python analysis/stanford_replications.py [FILE.csv]

The file's own effect sizes with standard errors are used where it has them, else d. Its columns of d's
"standard errors" hold variances; `stored=True` reads them as the file's authors did.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from ikea_effect.analysis.replication import replicate
from ikea_effect.analysis.replication.summary import Summary, from_d, unknown

DATA = Path(__file__).parent / "data" / "stanford_replications" / "processed_data.csv"


def summaries(row: pd.Series, stored: bool = False) -> tuple[Summary, Summary]:
    """Original and replication of one row; without effect sizes, what is not known."""
    if pd.notna(row["target_ES"]) and pd.notna(row["rep_ES"]):
        return from_d(row["target_ES"], se=row["target_SE"]), from_d(row["rep_ES"], se=row["rep_SE"])
    if pd.notna(row["target_d_calc"]) and pd.notna(row["rep_d_calc"]):
        power = 1.0 if stored else 0.5
        return (
            from_d(row["target_d_calc"], se=row["target_d_calc_se"] ** power),
            from_d(row["rep_d_calc"], se=row["rep_d_calc_se"] ** power),
        )
    return unknown("effect size is not known"), unknown("effect size is not known")


def outcomes(file: Path = DATA, stored: bool = False) -> pd.DataFrame:
    """One row per pair: the outcome of every criterion, and the human coding."""
    data = pd.read_csv(file)
    found = [
        {one.id: one.outcome for one in replicate(*summaries(row, stored)).criteria}
        for _, row in data.iterrows()
    ]
    return pd.DataFrame(found).assign(coded=data["sub_rep"], study=data["target_lastauthor_year"])


def main(arguments: list[str]) -> None:
    """Print how often each criterion is met, and how its outcomes go with the coding."""
    file = Path(arguments[0]) if arguments else DATA
    found = outcomes(file)
    criteria = [name for name in found.columns if name not in ("coded", "study")]
    print(found[criteria].apply(pd.Series.value_counts).T.fillna(0).astype(int))
    print("\nmean coding (0 did not replicate, 1 did) by outcome")
    print(pd.DataFrame({name: found.groupby(name)["coded"].mean() for name in criteria}).T.round(2))
    stored = outcomes(file, stored=True)["prediction-interval"].value_counts()
    print("\nprediction interval with the file's variances read as standard errors:", dict(stored))


if __name__ == "__main__":
    main(sys.argv[1:])
