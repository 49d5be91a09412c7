"""Worksheets: hidden ones, charts, covers, several reports."""

from datetime import date

from common import HEAD, MONDAY, OLD, OUT, TWO, book, chart, row, week_of


def sheets():
    made = book(("Förra året", OLD), ("Användning", TWO))
    made["Förra året"].sheet_state = "hidden"
    made.active = 1
    made.save(OUT / "hidden-first.xlsx")

    made = book(("Lista", [["x"]], None), ("Förra året", OLD), ("Användning", TWO), ("Mer", OLD))
    made["Lista"].sheet_state = "veryHidden"
    made["Förra året"].sheet_state = "hidden"
    made["Mer"].sheet_state = "veryHidden"
    made.active = 2
    made.save(OUT / "hidden-both.xlsx")

    made = book(
        ("v. 46", [row(1, 29, monday=week_of(1))]),
        ("v. 45", [row(1, 1, monday=week_of(2))]),
        ("v. 47", [row(1, 30)]),
    )
    made["v. 45"].sheet_state = "hidden"
    made.save(OUT / "hidden-between.xlsx")

    made = book(("Användning", TWO), ("Förra året", OLD))
    made["Användning"].sheet_state = "hidden"
    made["Förra året"].sheet_state = "veryHidden"
    # The library wants one that can be seen; a chart can.
    chart(made, 0)
    made.active = 0
    made.save(OUT / "hidden-all.xlsx")

    made = book(("Användning", TWO))
    chart(made, 0)
    made.active = 1
    made.save(OUT / "chart-first.xlsx")

    made = book(("v. 46", [row(1, 29, monday=week_of(1))]), ("v. 47", [row(1, 30)]))
    chart(made, 1)
    made.save(OUT / "chart-between.xlsx")

    cover = ("Om rapporten", [["Användningsrapport"], ["Skapad 2026-11-23"]], None)
    book(cover, ("Användning", TWO)).save(OUT / "cover.xlsx")
    book(cover, ("Personal", TWO), ("Elever", [row(1, 300, 412, audience="Elever")])).save(OUT / "cover-two.xlsx")
    book(("Blad1", [], None), ("Användning", TWO)).save(OUT / "blank-first.xlsx")
    book(("Användning", TWO), ("Blad2", [], None), ("Blad3", [], None)).save(OUT / "blank-last.xlsx")
    book(("Användning", TWO), ("Förklaringar", [["Aktiva: inloggade minst en gång"]], None)).save(
        OUT / "notes-last.xlsx"
    )

    weeks = [
        (f"v. {47 - ago}", [row(1, 30 - ago, monday=week_of(ago)), row(2, 12 + ago, monday=week_of(ago))])
        for ago in range(3)
    ]
    book(*weeks).save(OUT / "sheet-per-week.xlsx")
    book(*weeks, ("Sammanställning", [["Summa", 87]], None)).save(OUT / "sheet-per-week-and-sum.xlsx")

    bare = [column for column in HEAD if column not in ("Från", "Till")]

    def plain(active):
        return [[99000101, "Lärlogg", "Personal", active, 44]]

    book(("v. 46", plain(29), bare), ("v. 47", plain(30), bare), ("2026-W45", plain(28), bare)).save(
        OUT / "sheet-is-week.xlsx"
    )
    book(("Vecka 46", plain(29), bare), ("Totalt", plain(59), bare)).save(OUT / "sheet-is-week-not-all.xlsx")

    bare = [column for column in HEAD if column != "Modul"]

    def without_module(active):
        return [[99000101, "Personal", MONDAY, date(2026, 11, 22), active, 44]]

    book(("La\u0308rlogg", without_module(30), bare), ("Veckobrev\u00a0", without_module(20), bare)).save(
        OUT / "sheet-is-module.xlsx"
    )

    book(("v. 46", [row(1, 29, monday=week_of(1))]), ("v. 47", [row(1, 30), row(2, "många")])).save(
        OUT / "bad-in-second.xlsx"
    )
    book(("Norra", [row(1, 30)]), ("Södra", [row(1, 31), row(2, 12)])).save(OUT / "contradicting.xlsx")
    book(("v. 46", [row(1, 29, monday=week_of(1))]), ("v. 47", [row(1, 30)[:6]], HEAD[:6])).save(
        OUT / "other-headings.xlsx"
    )
    book(("Anva\u0308ndning", TWO), ("Annat", OLD)).save(OUT / "sheet-decomposed.xlsx")
