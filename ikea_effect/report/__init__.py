"""What is told: one frozen material -> cards -> one page that nobody has edited.

material.py   what a report is made from
sections/     small functions, one file per group: material -> Card
figures/      pictures with an alt sentence from the same numbers
cards.py      the frozen values in between; any renderer reads them
html.py       cards -> one self-contained HTML file
pdf.py        the same cards -> one tagged PDF
word.py       the same cards -> one Word document
"""

from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.writing import write_report

__all__ = ["ReportMaterial", "write_report"]
