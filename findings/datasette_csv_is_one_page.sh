#!/usr/bin/env bash
# Datasette gives a table as CSV page by page, and nothing in the answer says so.
#
# A table of ten rows, a page size of four. As JSON the first page has the header Link with rel="next". As CSV
# it has the same four rows, the status 200, and neither that header nor a line that says that more follows:
# whoever reads it takes a part for the whole. `_stream=on` gives all ten.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'datasette==0.65.5' 'setuptools<81'
"$folder/venv/bin/datasette" --version

"$folder/venv/bin/python" - "$folder" <<'P'
import pathlib
import sqlite3
import sys

folder = pathlib.Path(sys.argv[1])
database = sqlite3.connect(folder / "weeks.db")
database.execute("CREATE TABLE report (number INTEGER PRIMARY KEY, active INTEGER)")
database.executemany("INSERT INTO report VALUES (?, ?)", [(n, 10 + n) for n in range(1, 11)])
database.commit()
P

port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/datasette" serve "$folder/weeks.db" --host 127.0.0.1 --port "$port" \
  --setting default_page_size 4 >"$folder/log" 2>&1 &
server=$!

"$folder/venv/bin/python" - "$port" <<'P'
import sys
import time
import urllib.request

address = f"http://127.0.0.1:{sys.argv[1]}/weeks/report"


def ask(path):
    for _ in range(100):
        try:
            with urllib.request.urlopen(address + path, timeout=5) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


status, headers, _ = ask(".json?_shape=array")
print("as JSON:", status, "Link:", headers["Link"])
assert status == 200 and 'rel="next"' in headers["Link"]

status, headers, text = ask(".csv")
lines = text.splitlines()
print("as CSV:", status, "Link:", headers["Link"], "lines:", len(lines))
assert status == 200 and headers["Link"] is None
assert lines == ["number,active", "1,11", "2,12", "3,13", "4,14"], lines
assert not any("next" in value for value in headers.values())

_, _, text = ask(".csv?_stream=on")
print("as CSV with _stream=on: lines:", len(text.splitlines()))
assert len(text.splitlines()) == 11
P
echo "as it was: CSV of a table is one page, and does not say so"
