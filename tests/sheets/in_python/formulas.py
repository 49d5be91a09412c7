"""Formulas, with values and without."""

from datetime import date

import xlsxwriter
from common import HEAD, OFFICE, OUT, TWO, report, row, xlsxwriter_report
from openpyxl.worksheet.formula import ArrayFormula


def formulas():
    head = [*HEAD, "Inlägg", "Senast", "Andel aktiva", "Kommentar"]
    rows = []
    # In each row another column is a formula.
    formulas_by_column = [
        "=99000100+1",
        '="Lär"&"logg"',
        '="Personal"',
        "=DATE(2026,11,16)",
        "=D{row}+6",
        "=25+5",
        "=40+4",
        "=6*2",
        "=D{row}+4",
    ]
    last = date(2026, 11, 20)
    for column, formula in enumerate(formulas_by_column):
        cells = row(column + 1, 10, None, 12, last, 0.5, "")
        cells[column] = formula.format(row=column + 2)
        rows.append(cells)
    rows.append([*row(10, 10, None, 12, last), "=F11/G11", '="bra"'])
    made, _ = report(rows, head)
    made.save(OUT / "formulas-unvalued.xlsx")
    made.save(OFFICE / "formulas-valued.xlsx")

    made, sheet = report([row(1, 30), row(2, 12)])
    sheet["F1"] = '="Akti"&"va"'
    made.save(OUT / "formula-heading.xlsx")
    made.save(OFFICE / "formula-heading-valued.xlsx")

    made, sheet = report([row(1, 30), row(2, 12), ["Totalt", None, None, None, None, "=SUM(F2:F3)", "=SUM(G2:G3)"]])
    made.save(OUT / "formula-total.xlsx")

    made, sheet = report([[*row(1, None), 30, 0], [*row(2, None), 12, 0]], [*HEAD, "A", "B"])
    sheet["F2"] = ArrayFormula("F2:F3", "=H2:H3+I2:I3")
    made.save(OFFICE / "formula-array.xlsx")
    sheet["F2"], sheet["F3"] = "=H2+I2", "=H3+I3"
    made.save(OFFICE / "formula-alike.xlsx")

    made, sheet = report(
        [[*row(1, 30), '=IF(F2>100,1,"")'], [*row(2, 12), "=F3-12"], [*row(3, 40), "=1/0"], [*row(4, 20), "=NA()"]],
        [*HEAD, "Inlägg"],
    )
    made.save(OFFICE / "formula-blank.xlsx")

    # Filled down, merged, and chosen by.
    made, sheet = report(
        [row(1, 30), ["=99000100+2", *row(2, 12)[1:]], [None, *row(2, 9, module="Veckobrev")[1:]], row(3, 40)]
    )
    made.save(OUT / "formula-filled.xlsx")
    sheet.merge_cells("A3:A4")
    made.save(OUT / "formula-merged.xlsx")
    made, sheet = report(
        [["Enhet", *row(1, 30)], ['="Tot"&"alt"', *row(2, 12)], ["Enhet", *row(3, 40)]], ["Typ", *HEAD]
    )
    made.save(OUT / "formula-chosen.xlsx")

    # This tool stores 0 as the value, and has it calculated on load.
    made = xlsxwriter.Workbook(str(OUT / "formula-zeros.xlsx"))
    sheet, day = xlsxwriter_report(made, TWO + [row(3, 0), row(4, 20)], [*HEAD, "Inlägg"])
    sheet.write_formula("F2", "=25+5")
    sheet.write_formula("G3", "=30+1")
    sheet.write_number("H4", 0)
    sheet.write_formula("H5", "=6*2")
    made.close()

    made = xlsxwriter.Workbook(str(OUT / "formula-zeros-keys.xlsx"))
    sheet, day = xlsxwriter_report(made, [row(number, 10) for number in range(1, 7)], [*HEAD, "Not"])
    sheet.write_formula("A2", "=99000100+1")
    sheet.write_formula("B3", '="Lär"&"logg"')
    sheet.write_formula("C4", '="Personal"')
    sheet.write_formula("D5", "=DATE(2026,11,16)", day)
    sheet.write_formula("E6", "=D6+6", day)
    sheet.write_formula("H7", "=F7*2")
    made.close()

    made = xlsxwriter.Workbook(str(OUT / "formula-told.xlsx"))
    sheet, day = xlsxwriter_report(made, TWO + [row(3, 0)])
    sheet.write_formula("F2", "=25+5", None, 30)
    sheet.write_formula("B3", '="Lär"&"logg"', None, "Lärlogg")
    sheet.write_array_formula("F4:F4", "{=SUM(39,1)}", None, 40)
    made.close()
