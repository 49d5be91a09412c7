"""What the parts share: where files go, and the usual report."""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart

OUT = Path(sys.argv[1])
OFFICE = OUT / "office"
HEAD = ["Enhet", "Modul", "Målgrupp", "Från", "Till", "Aktiva", "Antal"]
MONDAY = date(2026, 11, 16)
STAFF = {1: 44, 2: 31, 3: 52, 4: 23, 5: 14, 6: 57, 7: 36, 8: 48, 9: 27, 10: 17}


def row(number, active, eligible=None, *more, module="Lärlogg", audience="Personal", monday=MONDAY):
    sunday = monday + timedelta(days=6)
    eligible = STAFF[number] if eligible is None else eligible
    return [99000100 + number, module, audience, monday, sunday, active, eligible, *more]


TWO = [row(1, 30), row(2, 12)]
OLD = [row(1, 3, monday=date(2025, 11, 17))]


def week_of(weeks_ago):
    return MONDAY - timedelta(weeks=weeks_ago)


def fill(sheet, rows, head=HEAD, at=(1, 1)):
    for below, cells in enumerate([head, *rows] if head else rows):
        for right, value in enumerate(cells):
            if value is not None:
                sheet.cell(at[0] + below, at[1] + right, value)


def book(*sheets):
    """A workbook of sheets, each (name, rows) or (name, rows, head)."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows, *head in sheets:
        fill(made.create_sheet(name), rows, *head)
    return made


def report(rows, *head):
    made = book(("Användning", rows, *head))
    return made, made.active


def chart(made, index):
    sheet = made.create_chartsheet("Diagram", index)
    sheet.add_chart(BarChart())


def xlsxwriter_report(made, rows, head=HEAD):
    sheet = made.add_worksheet("Användning")
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, head)
    for line, cells in enumerate(rows, 1):
        for column, value in enumerate(cells):
            if isinstance(value, (date, datetime)):
                sheet.write_datetime(line, column, value, day)
            else:
                sheet.write(line, column, value)
    return sheet, day
