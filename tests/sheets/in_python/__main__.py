"""Makes workbooks as people and systems make them in Python: python tests/sheets/in_python FOLDER.

Each file has one habit; what is right of it stands in the case of its name. The folder `office` gets
those that an office program is to open and save.
"""

from common import OFFICE
from containers import containers, others, tools
from formulas import formulas
from headings import merges
from sheets import sheets
from values import cells, dates, shares

OFFICE.mkdir(parents=True, exist_ok=True)
for part in (sheets, formulas, dates, shares, merges, cells, tools, containers, others):
    part()
