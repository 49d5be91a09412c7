"""Merged cells, and headings of two lines."""

from datetime import date

import pandas
from common import HEAD, MONDAY, OFFICE, OUT, TWO, fill, report, row, week_of


def merges():
    def merged(name, rows, ranges, head=HEAD, office=False):
        made, sheet = report(rows, head)
        for cells in ranges:
            sheet.merge_cells(cells)
        made.save(OUT / name)
        if office:
            made.save(OFFICE / name.replace(".xlsx", "-office.xlsx"))

    def other(number, active, **more):
        return [None, *row(number, active, **more)[1:]]

    merged(
        "merged-two.xlsx",
        [row(1, 30), other(1, 20, module="Veckobrev"), row(2, 12), other(2, 9, module="Veckobrev")],
        ["A2:A3", "A4:A5"],
        office=True,
    )
    merged(
        "merged-three.xlsx",
        [
            row(1, 30),
            other(1, 20, module="Veckobrev"),
            other(1, 11, module="Meddelanden"),
            row(2, 12),
        ],
        ["A2:A4"],
    )
    weeks = [week_of(ago) for ago in range(40)]
    merged(
        "merged-forty.xlsx",
        [row(1, 10, monday=weeks[0]), *[[None, None, None, *row(1, 10, monday=week)[3:]] for week in weeks[1:]]],
        ["A2:A41", "B2:B41", "C2:C41"],
        office=True,
    )
    merged(
        "merged-modules.xlsx",
        [
            row(1, 30),
            [99000102, None, *row(2, 12)[2:]],
            row(3, 40, module="Veckobrev"),
            [99000104, None, None, *row(4, 20)[3:]],
        ],
        ["B2:B3", "B4:B5", "C4:C5"],
    )
    merged("merged-blank.xlsx", [other(1, 30), other(1, 20, module="Veckobrev"), row(2, 12)], ["A2:A3"])
    merged("merged-then-blank.xlsx", [row(1, 30), other(1, 20, module="Veckobrev"), other(2, 12)], ["A2:A3"])
    merged(
        "merged-dates.xlsx", [row(1, 30), [99000102, "Lärlogg", "Personal", None, None, 12, 31]], ["D2:D3", "E2:E3"]
    )
    merged("merged-across.xlsx", [row(1, 30), [*row(2, 12)[:6], None], row(3, 40)], ["F3:G3"])
    merged(
        "merged-figures.xlsx",
        [row(1, 30), [99000102, "Lärlogg", "Personal", MONDAY, date(2026, 11, 22), None, 31]],
        ["F2:F3"],
    )
    merged(
        "merged-square.xlsx",
        [row(1, 30), [None, None, "Elever", MONDAY, date(2026, 11, 22), 300, 412]],
        ["A2:A3", "B2:B3"],
    )

    made, sheet = report([], None)
    sheet["A1"] = "Användning v. 47"
    sheet.merge_cells("A1:G1")
    fill(sheet, TWO, at=(3, 1))
    made.save(OUT / "merged-title.xlsx")

    sunday = date(2026, 11, 22)
    two = [
        [99000101, "Lärlogg", MONDAY, sunday, 30, 44, 300, 412],
        [99000102, "Lärlogg", MONDAY, sunday, 12, 31, 200, 268],
    ]
    lower = ["Aktiva", "Antal", "Aktiva", "Antal"]
    fixed = ["Enhet", "Modul", "Från", "Till"]
    down = ["A1:A2", "B1:B2", "C1:C2", "D1:D2"]
    merged(
        "two-rows-merged.xlsx",
        [[None] * 4 + lower, *two],
        [*down, "E1:F1", "G1:H1"],
        [*fixed, "Personal", None, "Elever", None],
        office=True,
    )
    merged(
        "two-rows-lower.xlsx",
        [fixed + lower, *two],
        ["E1:F1", "G1:H1"],
        [None] * 4 + ["Personal", None, "Elever", None],
    )
    merged("two-rows-unmerged.xlsx", [fixed + lower, *two], [], [None] * 4 + ["Personal", None, "Elever", None])
    merged(
        "two-rows-repeated.xlsx", [fixed + lower, *two], [], [None] * 4 + ["Personal", "Personal", "Elever", "Elever"]
    )
    merged(
        "two-rows-group.xlsx",
        [fixed + lower, *two],
        ["A1:D1", "E1:F1", "G1:H1"],
        ["Uppgifter", None, None, None, "Personal", None, "Elever", None],
    )
    three = ["Aktiva", "Antal", "Inlägg"] * 2
    merged(
        "two-rows-modules.xlsx",
        [
            [None] * 4 + three,
            [99000101, "Personal", MONDAY, sunday, 30, 44, 12, 20, 44, 3],
            [99000102, "Personal", MONDAY, sunday, 12, 31, None, 9, 31, 1],
        ],
        [*down, "E1:G1", "H1:J1"],
        ["Enhet", "Målgrupp", "Från", "Till", "Lärlogg", None, None, "Veckobrev", None, None],
    )
    merged(
        "two-rows-weeks.xlsx",
        [
            [None] * 3 + lower,
            [99000101, "Lärlogg", "Personal", 29, 44, 30, 44],
            [99000102, "Lärlogg", "Personal", 14, 31, "många", 31],
        ],
        ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"],
        ["Enhet", "Modul", "Målgrupp", "v. 46", None, "v. 47", None],
    )
    merged(
        "two-rows-total.xlsx",
        [
            [None] * 4 + lower + ["Aktiva", "Antal"],
            [*two[0], 330, 456],
        ],
        [*down, "E1:F1", "G1:H1", "I1:J1"],
        [*fixed, "Personal", None, "Elever", None, "Totalt", None],
    )

    beyond = ["E1:F1", "G1:H1"]
    upper = [None] * 4 + ["Personal", None, "Elever", None, None]
    merged("two-rows-beyond.xlsx", [[*fixed, *lower, "Inlägg"], [*two[0], 12]], beyond, upper)
    merged("two-rows-beyond-day.xlsx", [[*fixed, *lower, "Senast"], [*two[0], date(2026, 11, 20)]], beyond, upper)

    # As a pivot in pandas comes out: an index of several levels, merged by itself.
    frame = pandas.DataFrame([row(1, 30), row(1, 20, module="Veckobrev"), row(2, 12)], columns=HEAD)
    frame.set_index(["Enhet", "Modul"]).to_excel(OUT / "merged-pandas.xlsx", sheet_name="Användning")
    long = pandas.DataFrame(
        [
            [99000101, "Personal", 30, 44],
            [99000101, "Elever", 300, 412],
            [99000102, "Personal", 12, 31],
            [99000102, "Elever", 200, 268],
        ],
        columns=["Enhet", "Målgrupp", "Aktiva", "Antal"],
    )
    wide = (
        long.pivot(index="Enhet", columns="Målgrupp", values=["Aktiva", "Antal"]).swaplevel(axis=1).sort_index(axis=1)
    )
    wide.to_excel(OUT / "two-rows-pandas.xlsx", sheet_name="Användning")
