"""Every fact that a form may ask for, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ikea_effect.report.registration import analysis, design, lab
from ikea_effect.report.registration.plan import Plan, Said

Fact = Callable[[Plan], Iterator[Said]]

DECLARED = (
    "background", "blinding", "more-blinding", "recruitment", "participants", "sample-rationale",
    "stopping-rule", "drop-out", "funding", "conflicts", "data-access", "code-access", "lab-practices",
    "identifier", "other",
)  # fmt: skip
"""Facts that are one key of the experiment's `registration`, and nothing else."""

FACTS: Mapping[str, Fact] = {
    **{name: lab.declared(name.replace("-", "_")) for name in DECLARED},
    "title": design.title,
    "version": design.version,
    "study-type": design.study_type,
    "conditions": design.conditions,
    "repetitions": design.repetitions,
    "assignment": design.assignment,
    "orders": design.orders,
    "sample": design.sample,
    "looks": design.looks,
    "procedure": design.procedure,
    "payment": design.payment,
    "languages": design.languages,
    "practical": design.practical,
    "goods": design.goods,
    "hashes": design.hashes,
    "outcomes": design.outcomes,
    "measures": design.measures,
    "hypotheses": analysis.hypotheses,
    "manipulation-checks": analysis.manipulation_checks,
    "claims": analysis.claims,
    "models": analysis.models,
    "robustness": analysis.robustness,
    "repeated": analysis.repeated,
    "inference": analysis.inference,
    "decision": analysis.decision,
    "exclusions": analysis.exclusions,
    "missing-data": analysis.missing_data,
    "transformations": analysis.transformations,
    "indices": analysis.indices,
    "reliability": analysis.reliability,
    "descriptives": analysis.descriptives,
    "exploratory": analysis.exploratory,
    "roles-of-variables": analysis.roles_of_variables,
    "authors": lab.authors,
    "keywords": lab.keywords,
    "ethics": lab.ethics,
    "description": lab.description,
    "closeness": lab.closeness,
    "existing-data": lab.existing_data,
    "published": lab.published,
    "date": lab.date,
    "duration": lab.duration,
    "software": lab.software,
    "notes": lab.notes,
}
