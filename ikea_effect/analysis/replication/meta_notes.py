"""What must be known of how studies were pooled, in sentences."""

from __future__ import annotations

from ikea_effect.analysis.replication.meta_fit import Fit


def notes_on(fit: Fit, regression: Fit | None, k: int) -> tuple[str, ...]:
    """That two studies, or three less one, are pooled by fixed effect; that an interval is bounded."""
    if k == 2:
        return ("Two studies: fixed effect, since two cannot tell heterogeneity from chance.",)
    return (*_bounded(fit, regression), *((_ONE_OF_THREE,) if k == 3 else ()))


_ONE_OF_THREE = (
    "Without one of three studies two are left, which are pooled by fixed effect: two cannot tell "
    "heterogeneity from chance."
)


def _bounded(fit: Fit, regression: Fit | None) -> tuple[str, ...]:
    if fit.bounded or (regression is not None and regression.bounded):
        given, what = ("The", "interval") if fit.bounded else ("Given the moderators, the", "intervals")
        return (
            f"{given} studies agree better than chance would have it: Knapp and Hartung's {what} would be "
            "narrower than the fixed effect's, so their factor is set to 1 (ad hoc bound, Jackson et al., "
            "2017).",
        )
    return ()
