"""Writes the same ten records for each of the servers into a folder: unit 990001NN had 10 + NN active of 44.

Where an address follows, they are told to the learning record store that listens there."""
import csv
import json
import pathlib
import sqlite3
import sys
import uuid

FOLDER = pathlib.Path(sys.argv[1])
SITE = "https://angsvik.se/xapi/"

ROWS = [
    {"id": number, "unit": f"990001{number:02}", "module": "larlogg", "audience": "staff", "from": "2026-11-16",
     "to": "2026-11-22", "active": 10 + number, "eligible": 44, "items": number}
    for number in range(1, 11)
]


def statement(row):
    """The same as xAPI tells it."""
    days = {SITE + name: row[name] for name in ("from", "to")}
    figures = {SITE + name: row[name] for name in ("unit", "active", "eligible", "items")}
    return {
        "id": str(uuid.UUID(int=row["id"])),
        "actor": {"mbox": "mailto:usage@angsvik.se"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": SITE + "usage/" + row["unit"], "definition": {"extensions": figures}},
        "timestamp": f"2026-11-22T20:00:{row['id']:02}Z",
        "context": {"extensions": days},
    }


(FOLDER / "db.json").write_text(json.dumps({"usage": ROWS}))
with (FOLDER / "Rows.csv").open("w", newline="") as file:
    writer = csv.DictWriter(file, ROWS[0], delimiter=";")
    writer.writeheader()
    writer.writerows(ROWS)
with sqlite3.connect(FOLDER / "usage.db") as base:
    base.execute("DROP TABLE IF EXISTS usage")
    names = ", ".join(f'"{name}"' for name in ROWS[0])
    base.execute(f"CREATE TABLE usage ({names})")
    base.executemany(f"INSERT INTO usage VALUES ({', '.join('?' * len(ROWS[0]))})", [list(row.values()) for row in ROWS])

if len(sys.argv) > 2:
    import requests

    told = requests.post(
        sys.argv[2],
        json=[statement(row) for row in ROWS],
        auth=("nyttja", "hemligt"),
        headers={"X-Experience-API-Version": "1.0.3"},
        timeout=30,
    )
    told.raise_for_status()
