"""What other libraries write, and how files are packed."""

import gzip
import io
import re
import zipfile
from datetime import date, datetime, time

import msoffcrypto.format.ooxml
import pandas
import pyexcelerate
import xlsxwriter
import xlwt
from common import HEAD, OFFICE, OUT, STAFF, TWO, book, report, row, xlsxwriter_report


def tools():
    made = pyexcelerate.Workbook()
    made.new_sheet(
        "Användning",
        data=[
            HEAD,
            *[
                [datetime.combine(value, time()) if isinstance(value, date) else value for value in cells]
                for cells in TWO
            ],
        ],
    )
    made.save(str(OUT / "pyexcelerate.xlsx"))
    made = xlsxwriter.Workbook(str(OUT / "xlsxwriter.xlsx"), {"constant_memory": True})
    xlsxwriter_report(made, TWO)
    made.close()
    pandas.DataFrame(TWO, columns=HEAD).to_excel(OUT / "pandas-index.xlsx", sheet_name="Användning")
    frame = pandas.DataFrame(
        [[*row(1, 30), 12], [*row(2, 12), None], [*row(3, None, 52), 7]], columns=[*HEAD, "Inlägg"]
    )
    frame.to_excel(OUT / "pandas-missing.xlsx", index=False)
    frame.to_excel(OUT / "pandas-missing-words.xlsx", index=False, na_rep="NaN")
    made = book(("Användning", TWO))
    made.save(OUT / "plain.xlsx")
    made.save(OFFICE / "plain-office.xlsx")
    made.template = True
    made.save(OUT / "template.xltx")
    whole = (OUT / "plain.xlsx").read_bytes()
    (OUT / "misnamed.csv").write_bytes(whole)
    (OUT / "misnamed.xls").write_bytes(whole)
    (OUT / "cut-off.xlsx").write_bytes(whole[: len(whole) * 2 // 3])


def containers():
    made = xlwt.Workbook()
    sheet = made.add_sheet("Användning")
    for line, values in enumerate([HEAD, *TWO]):
        for column, value in enumerate(values):
            sheet.write(line, column, value)
    made.save(str(OUT / "old.xls"))

    encrypted = io.BytesIO()
    with (OUT / "plain.xlsx").open("rb") as plain:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("hemligt", encrypted)
    (OUT / "password.xlsx").write_bytes(encrypted.getvalue())

    text = ";".join(HEAD) + "\r\n99000101;Lärlogg;Personal;2026-11-16;2026-11-22;30;44\r\n"
    (OUT / "packed.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    with zipfile.ZipFile(OUT / "packed.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("export.csv", text)
    with zipfile.ZipFile(OUT / "packed-workbook.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(OUT / "plain.xlsx", "export.xlsx")
    with zipfile.ZipFile(OUT / "letter.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        packed.writestr("word/document.xml", "<w:document/>")
    with zipfile.ZipFile(OUT / "empty.zip", "w"):
        pass


def rewritten(name, source, change):
    """A workbook whose parts are written otherwise."""
    with zipfile.ZipFile(OUT / source) as old, zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(part, text.decode()).encode() if part.endswith((".xml", ".rels")) else text)


def others():
    made, sheet = report(TWO)
    made.iso_dates = True
    made.save(OUT / "iso-dates.xlsx")
    ends = [
        datetime(2026, 11, 22, 23, 59, 59, 999999),
        datetime(2026, 11, 22, 23, 59),
        datetime(2026, 11, 22, 23, 59, 59),
        datetime(2026, 11, 22),
        datetime(2026, 11, 22, 12, 30),
        datetime(2026, 11, 22, 23, 59, 59, 999000),
    ]
    made, sheet = report([[*row(number + 1, 10)[:4], end, 10, STAFF[number + 1]] for number, end in enumerate(ends)])
    made.iso_dates = True
    made.save(OUT / "iso-ends.xlsx")

    def bare(part, text):
        if part.startswith("xl/worksheets/"):
            text = re.sub(r' r="[A-Z]*[0-9]+"', "", text)
            # Without styles a day is a text.
            days = {"46342": "2026-11-16", "46348": "2026-11-22"}
            text = re.sub(
                r'<c s="1" t="n"><v>(\d+)</v></c>',
                lambda day: f'<c t="inlineStr"><is><t>{days[day[1]]}</t></is></c>',
                text,
            )
        return text

    rewritten("bare.xlsx", "plain.xlsx", bare)

    def prefixed(part, text):
        if part == "xl/workbook.xml" or part.startswith("xl/worksheets/sheet"):
            text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text).replace("x:?xml", "?xml")
            text = text.replace(
                'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"',
                'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"',
            )
        return text

    for name, source in (
        ("prefixed.xlsx", "plain.xlsx"),
        ("prefixed-formulas.xlsx", "formulas-unvalued.xlsx"),
        ("prefixed-merged.xlsx", "merged-two.xlsx"),
        ("prefixed-zeros.xlsx", "formula-zeros.xlsx"),
    ):
        rewritten(name, source, prefixed)

    def strict(_, text):
        text = text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        return text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    rewritten("strict.xlsx", "iso-dates.xlsx", strict)

    lines = [
        ";".join([*HEAD, "Inlägg", "Andel"]),
        "99000101;Lärlogg;Personal;2026-11-16;2026-11-22;33;44;1 234;75 %",
        "99000102;Lärlogg;Personal;2026-11-16;2026-11-22;25;40;2000,0;62,5 %",
        "99000103;Lärlogg;Personal;2026-11-16;2026-11-22;<5;52;870;0,8 %",
    ]
    (OFFICE / "office-text.csv").write_text("\n".join(lines) + "\n")
