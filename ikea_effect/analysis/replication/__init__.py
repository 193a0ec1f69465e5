"""Whether an original finding replicated: two results standardized, every criterion on them, one decides."""

from ikea_effect.analysis.replication.criterion import Criterion
from ikea_effect.analysis.replication.panel import DEFAULT_DECIDER, Panel, replicate
from ikea_effect.analysis.replication.parsing import parse_summary
from ikea_effect.analysis.replication.summary import Summary
from ikea_effect.analysis.replication.verdicts import Comparison, compare, judge

__all__ = [
    "DEFAULT_DECIDER", "Comparison", "Criterion", "Panel", "Summary", "compare", "judge", "parse_summary",
    "replicate",
]  # fmt: skip
