"""Makes a municipality to measure sending with:

    python3 town.py FOLDER UNITS

FOLDER gets config/ and data/inbox/: UNITS schools with a principal each, ten
modules, a week of usage, and a mail server on this machine.
"""

import random
import sys
from pathlib import Path

WEEK = ("2026-11-16", "2026-11-20")
MODULES = ["Lärlogg", "Planering", "Bedömning", "Blogg", "Blanketter", "Familjeappen", "Portfolio", "Quiz", "Kalender", "Samtal"]


def write(folder: Path, units: int) -> None:
    config, inbox = folder / "config", folder / "data" / "inbox"
    config.mkdir(parents=True, exist_ok=True)
    inbox.mkdir(parents=True, exist_ok=True)
    (config / "nyttja.toml").write_text(f"""[municipality]
name = "Storköping"
[schedule]
letters = "30 6 * * MON"
[[source]]
name = "export"
kind = "sheet"
path = "inbox/*.csv"
columns = {{ unit = "unit", module = "module", from = "from", to = "to", active = "active", eligible = "eligible" }}
constants = {{ audience = "staff" }}
[[roster]]
kind = "sheet"
path = "units.csv"
[mail]
from = "Digitalt stöd <digital@example.invalid>"
reply_to = "it-samordnare@example.invalid"
coordinators = []
transport = {{ kind = "smtp", host = "127.0.0.1", port = 25, tls = "none" }}
per_minute = 0
""")
    rules, helps = [], []
    for number, name in enumerate(MODULES):
        rules.append(f"""[[module]]
key = "m{number}"
name = {{ sv = "{name}" }}
[[expectation]]
key = "m{number}-personal"
module = "m{number}"
audience = "staff"
measure = "active_share"
weeks = 4
target = "80 %"
near = "70 %"
why = {{ sv = "Vårdnadshavare ska kunna följa sitt barns lärande under hela terminen." }}
document = "Förväntansdokumentet 2.{number}"
""")
        for kind, minutes in (("film", 3), ("guide", 5), ("course", 60), ("hands_on", 90)):
            helps.append(f"""[[training]]
key = "m{number}-{kind}"
kind = "{kind}"
modules = ["m{number}"]
title = {{ sv = "{name}: kom igång steg för steg" }}
link = "https://stod.example.invalid/m{number}-{kind}"
minutes = {minutes}
""")
    (config / "expectations.toml").write_text("".join(rules))
    (config / "trainings.toml").write_text("".join(helps))
    (config / "calendar.toml").write_text('[[term]]\nname = "HT 2026"\nfrom = 2026-08-17\nto = 2026-12-18\n')
    (config / "agreements.toml").write_text("")
    chance = random.Random(7)
    with (config / "units.csv").open("w") as roster, (inbox / "usage.csv").open("w") as usage:
        roster.write("unit,name,forms,area,staff,students,guardians,principal_name,principal_email,language\n")
        usage.write("unit,module,from,to,active,eligible\n")
        for unit in range(units):
            staff = chance.randrange(8, 90)
            roster.write(
                f"s{unit},Skola {unit},GR,Norr,{staff},{staff * 12},{staff * 20},"
                f"Anna Ek,rektor{unit}@skola{unit}.example,sv\n"
            )
            for number in range(len(MODULES)):
                active = int(staff * chance.choice([0, 0.3, 0.6, 0.8, 0.9, 1]))
                usage.write(f"s{unit},m{number},{WEEK[0]},{WEEK[1]},{active},{staff}\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
