"""Days, numbers, shares and what else stands in cells."""

from datetime import date, datetime, time, timedelta

import openpyxl
import pandas
import xlsxwriter
from common import HEAD, MONDAY, OFFICE, OUT, STAFF, TWO, book, fill, report, row, xlsxwriter_report
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def dates():
    ends = [
        datetime(2026, 11, 22, 23, 59, 59, 999999),
        datetime(2026, 11, 22, 23, 59),
        datetime(2026, 11, 22, 23, 59, 59),
        datetime(2026, 11, 22, 0, 0),
        datetime(2026, 11, 22, 12, 30),
        datetime(2026, 11, 22, 23, 59, 59, 999000),
    ]
    frame = pandas.DataFrame(
        [
            [99000101 + number, "Lärlogg", "Personal", datetime(2026, 11, 16), end, 10, STAFF[number + 1]]
            for number, end in enumerate(ends)
        ],
        columns=HEAD,
    )
    frame.to_excel(OUT / "ends-pandas.xlsx", sheet_name="Användning", index=False)
    with pandas.ExcelWriter(OUT / "ends-pandas-xlsxwriter.xlsx", engine="xlsxwriter") as writer:
        frame.to_excel(writer, sheet_name="Användning", index=False)

    made, sheet = report([[*row(number + 1, 10)[:4], end, 10, STAFF[number + 1]] for number, end in enumerate(ends)])
    made.save(OUT / "ends.xlsx")
    made.save(OFFICE / "ends-office.xlsx")

    # Serial numbers as sums and divisions leave them.
    made, sheet = report([row(number, 10) for number in range(1, 7)])
    for line, (first, last) in enumerate(
        [
            (46342, 46348.999999999996),
            (46342.00000000001, 46348),
            (46342, 46348.00000000001),
            (46342, 46348.99998),
            (46341.99999999999, 46348),
            (46342, 46347.99999999999),
        ],
        2,
    ):
        for column, value in (("D", first), ("E", last)):
            sheet[f"{column}{line}"].value = value
            sheet[f"{column}{line}"].number_format = "yyyy-mm-dd"
    made.save(OUT / "serials.xlsx")

    made, sheet = report(
        [
            [99000101, "Lärlogg", "Personal", MONDAY, date(2026, 11, 23), 30, 44],
            [99000102, "Lärlogg", "Personal", MONDAY, datetime(2026, 11, 22, 23, 59, 59), 12, 31],
        ]
    )
    made.save(OUT / "exclusive.xlsx")

    made, sheet = report(
        [
            [99000101, "Lärlogg", "Personal", "2026-11-16", "2026-11-22", 30, 44],
            [99000102, "Lärlogg", "Personal", "2026-11-16 00:00:00", "2026-11-22 00:00:00", 12, 31],
            [99000103, "Lärlogg", "Personal", "2026-11-15T23:00:00Z", "2026-11-22T22:59:59Z", 40, 52],
            [99000104, "Lärlogg", "Personal", MONDAY, "2026-11-22", 20, 23],
            [99000105, "Lärlogg", "Personal", "16/11/2026", "22/11/2026", 10, 14],
        ]
    )
    made.save(OUT / "dates-as-text.xlsx")

    made, sheet = report([row(1, 30), row(2, 12)])
    for cell in (sheet["D2"], sheet["E2"]):
        cell.number_format = "General"
    made.save(OUT / "dates-as-numbers.xlsx")

    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    fill(made.active, TWO)
    made.save(OUT / "dates-1904.xlsx")
    made = xlsxwriter.Workbook(str(OUT / "dates-1904-xlsxwriter.xlsx"), {"date_1904": True})
    xlsxwriter_report(made, TWO)
    made.close()

    formats = [
        "d mmm yyyy",
        "[$-41D]d mmmm yyyy",
        'yyyy"-"mm"-"dd',
        "dd/mm/yy;@",
        "mm-dd-yy",
        '"v."d',
        "yyyy\\-mm\\-dd\\ hh:mm",
        "m/d/yy h:mm",
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        "ÅÅÅÅ-MM-DD",
    ]
    made, sheet = report([row(number, 10) for number in range(1, 11)])
    for line, code in enumerate(formats, 2):
        sheet[f"D{line}"].number_format = code
        sheet[f"E{line}"].number_format = code
    made.save(OUT / "date-formats.xlsx")

    codes = [
        '0 "dagar"',
        '0 "medlemmar"',
        "[Red]0",
        '#,##0 "st"',
        "0_ ;[Red]\\-0\\ ",
        "#,##0 [$kr-41D]",
        '0 "y"',
        "General",
        "@",
        '"d"0',
    ]
    made, sheet = report([row(number, 10) for number in range(1, 11)])
    for line, code in enumerate(codes, 2):
        sheet[f"F{line}"].number_format = code
        sheet[f"G{line}"].number_format = code
    made.save(OUT / "count-formats.xlsx")
    made.save(OFFICE / "count-formats-office.xlsx")

    made, sheet = report([row(1, 30), row(2, 12), row(3, 40)])
    sheet["F2"].value, sheet["F2"].number_format = datetime(1900, 1, 29), "yyyy-mm-dd"
    sheet["F3"].value, sheet["F3"].number_format = timedelta(hours=12), "[h]:mm"
    sheet["G4"].value = time(12, 0)
    made.save(OUT / "dates-in-counts.xlsx")

    bare = ["Enhet", "Modul", "Målgrupp", "Vecka", "Aktiva", "Antal"]
    weeks = [
        [99000101, "Lärlogg", "Personal", 47, 30, 44],
        [99000102, "Lärlogg", "Personal", 202647, 12, 31],
        [99000103, "Lärlogg", "Personal", "v. 47", 40, 52],
        [99000104, "Lärlogg", "Personal", "47", 20, 23],
        [99000105, "Lärlogg", "Personal", 47.0, 10, 14],
    ]
    made, sheet = report(weeks, bare)
    sheet["D2"].number_format = '"v. "0'
    made.save(OUT / "weeks.xlsx")
    made.save(OFFICE / "weeks-office.xlsx")
    made, sheet = report(
        [
            [99000101, "Lärlogg", "Personal", 47.5, 30, 44],
            [99000102, "Lärlogg", "Personal", MONDAY, 12, 31],
            [99000103, "Lärlogg", "Personal", True, 40, 52],
        ],
        bare,
    )
    made.save(OUT / "weeks-odd.xlsx")

    made, sheet = report(
        [
            [99000101, "Lärlogg", "Personal", date(2026, 10, 1), 30, 44],
            [99000102, "Lärlogg", "Personal", "oktober 2026", 12, 31],
        ],
        ["Enhet", "Modul", "Målgrupp", "Månad", "Aktiva", "Antal"],
    )
    sheet["D2"].number_format = "mmm yyyy"
    made.save(OUT / "months.xlsx")

    made, sheet = report(
        [["99000101", "Lärlogg", "Personal", 29, 30], ["99000102", "Lärlogg", "Personal", 14, 12]],
        ["Enhet", "Modul", "Målgrupp", 202646, 202647],
    )
    made.save(OUT / "wide-numbers.xlsx")
    made, sheet = report(
        [["99000101", "Lärlogg", "Personal", 29, 30]], ["Enhet", "Modul", "Målgrupp", date(2026, 11, 9), MONDAY]
    )
    made.save(OUT / "wide-dates.xlsx")
    made, sheet = report(
        [["99000101", "Lärlogg", "Personal", 28, 29]],
        ["Enhet", "Modul", "Målgrupp", date(2026, 9, 1), date(2026, 10, 1)],
    )
    for cell in (sheet["D1"], sheet["E1"]):
        cell.number_format = "mmm yyyy"
    made.save(OUT / "wide-month-dates.xlsx")
    made, sheet = report(
        [["99000101", "Lärlogg", "Personal", "=20+9", 30], ["99000102", "Lärlogg", "Personal", None, 12]],
        ["Enhet", "Modul", "Målgrupp", "v. 46", "v. 47"],
    )
    made.save(OUT / "wide-formula.xlsx")


def shares():
    head = [*HEAD[:5], "Andel"]

    def with_formats(name, pairs, office=False):
        made, sheet = report([[*row(number, 0)[:5], share] for number, (share, _) in enumerate(pairs, 1)], head)
        for line, (_, code) in enumerate(pairs, 2):
            sheet[f"F{line}"].number_format = code
        made.save(OUT / name)
        if office:
            made.save(OFFICE / name.replace(".xlsx", "-office.xlsx"))

    with_formats(
        "percent-quoted.xlsx", [(75, '0.0" %"'), (62.5, '0.0" %"'), (0.8, '0.0" %"'), (0, '0.0" %"')], office=True
    )
    with_formats("percent-escaped.xlsx", [(75, "0\\%"), (0.8, "0.0\\%"), (1, "0\\ \\%"), (0.5, '0"%"')], office=True)
    real = [
        "0%",
        "0.00%",
        "0 %",
        "0.00%;-0.00%",
        "[Red]0%",
        "0.0%_)",
        "[>=0.5]0%;0.0%",
        "# ##0.0 %",
        '0%" av alla"',
        "[$-41D]0.0%",
    ]
    with_formats("percent-real.xlsx", [(0.75, code) for code in real], office=True)
    with_formats("percent-real-small.xlsx", [(0.008, code) for code in real])
    with_formats(
        "percent-mixed.xlsx",
        [(0.75, "0%"), (0.62, "0%"), (0.5, "General"), (0.44, "0.00"), (75, "General"), ("0,8 %", "@"), (1, "0%")],
    )
    with_formats(
        "percent-section.xlsx",
        [(0.8, '0.0" %";-0.0" %"'), (0.75, '0%;"-"'), (0.75, '[<1]0.0%;0" %"'), (62.5, '[<1]0.0%;0" %"')],
    )
    with_formats(
        "percent-sections-said.xlsx",
        [(0.75, '[=0]"–";0%'), (0.75, "0%"), (75, "General"), (0.75, '0.00" %"'), (0.75, '[<0]"fel";0%')],
    )
    with_formats(
        "percent-sections.xlsx",
        [(0.75, '[=0]"–";0%'), (0.75, '[<0.01]0.00" %";0%'), (75, '[<1]0%;0" %"'), (0.5, '[>1]0%;0.0" %"')],
    )


def cells():
    made, sheet = report([[str(value) if isinstance(value, int) else value for value in cells] for cells in TWO])
    made.save(OUT / "numbers-as-text.xlsx")
    made, sheet = report(
        [
            [99000101.0, "Lärlogg ", " Personal", MONDAY, date(2026, 11, 22), 30.0, "44 "],
            [" 99000102", "Lärlogg", "Personal", MONDAY, date(2026, 11, 22), " 12", 31],
        ]
    )
    made.save(OUT / "spaces.xlsx")
    made, sheet = report(
        [
            row(1, 30.5),
            row(2, True),
            row(3, "#N/A"),
            row(4, 1e3, 2000.0),
            row(5, -1),
            row(6, 12.000000000000002),
            row(7, 1e12),
        ]
    )
    made.save(OUT / "odd-numbers.xlsx")
    made, sheet = report(
        [[*row(1, 30), 1234], [*row(2, 12), 2000], [*row(3, 40), "1.234"], [*row(4, 20), "1 234"]], [*HEAD, "Inlägg"]
    )
    sheet["H2"].number_format = "#,##0"
    sheet["H3"].number_format = "#,##0.000"
    made.save(OUT / "thousands.xlsx")
    made, sheet = report([row(1, 30), row(2, 12)])
    sheet["B2"].value = CellRichText("Lär", TextBlock(InlineFont(b=True), "logg"))
    sheet["A3"].hyperlink = "https://example.invalid/99000102"
    sheet["F1"].value = "Antal\naktiva"
    made.save(OUT / "rich.xlsx")
    made, sheet = report([], None)
    fill(sheet, [row(1, 30), row(2, 12), row(3, "x")], at=(5, 3))
    made.save(OUT / "offset.xlsx")
    made.save(OFFICE / "offset-office.xlsx")
    made, sheet = report([], None)
    fill(sheet, [["Användning av Lärtorget"], ["Period: vecka 47 2026"]], None)
    fill(sheet, [row(1, 30), [None] * 7, row(2, "x"), ["Källa: Lärtorget"]], at=(4, 1))
    made.save(OUT / "titles.xlsx")
    made, sheet = report([row(1, 30), row(2, 12), ["Totalt", None, None, None, None, 42, 75]])
    made.save(OUT / "total.xlsx")
    made, sheet = report([row(1, 30), row(2, 12), row(3, 40)])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["G"].hidden = True
    sheet.auto_filter.ref = "A1:G4"
    sheet.freeze_panes = "A2"
    made.save(OUT / "filtered.xlsx")
    made, sheet = report([[*row(1, 30), 1], [*row(2, 12), 2]], [*HEAD, "Aktiva"])
    made.save(OUT / "heading-twice.xlsx")
    made, sheet = report([[*row(1, 30), 1, None], [*row(2, 12), 2, 7]], [*HEAD, "Not", None])
    made.save(OUT / "no-heading.xlsx")
    made, sheet = report(
        [row(1, 30), row(2, 12)],
        ["Enhet", "Modul", "Ma\u030algrupp", "Fra\u030an", " Till", "Aktiva\u00a0", "Antal  "],
    )
    made.save(OUT / "unicode.xlsx")
    made, sheet = report([row(1, "<5"), row(2, ".."), row(3, "–", 52, 0), row(4, 0, 23, "Aldrig")], [*HEAD, "Inlägg"])
    made.save(OUT / "words.xlsx")
    made, sheet = report(
        [[1, *row(1, 30)], ["2", *row(2, 12)], [1.0, *row(3, 40)], [True, *row(4, 20)]], ["Status", *HEAD]
    )
    made.save(OUT / "chosen-numbers.xlsx")
    made, _ = report([])
    made.save(OUT / "headings-only.xlsx")
    book(("Blad1", [], None)).save(OUT / "nothing.xlsx")
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Användning")
    for cells_ in [HEAD, *TWO]:
        sheet.append(cells_)
    made.save(OUT / "write-only.xlsx")

    # Errors as a program that has calculated leaves them.
    made, sheet = report([row(1, 30), row(2, 12)])
    sheet["F2"].value, sheet["F2"].data_type = "#DIV/0!", "e"
    sheet["A3"].value, sheet["A3"].data_type = "#N/A", "e"
    made.save(OUT / "errors.xlsx")
