#!/usr/bin/env python3
"""Sends letters with nyttja, with smtp-source and with programs of your own, in turns:

    cargo build --release --locked
    benches/sending/compare.py [-n LETTERS] [-r ROUNDS] [-c 1,4,10] [-p PEERS] [-o FILE]

`nyttja` writes letters of the others' size, `nyttja-own` its own.

PEERS has a line for each program: `name | command`, where {port} {conns} {n} in the
command stand for the server's port, its connections and the letters; a command runs
in the folder of PEERS. Every program gets a fresh smtp-sink (Debian's postfix has
it). It counts the whole process, from its start to its end; each round begins with
another program. CPU is that of the process and its children, memory the largest
sum that was seen of them.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONGEST = 900


def children(of):
    """The processes below one, and itself."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found, queue = [], [of]
    while queue:
        found.append(queue[-1])
        queue.extend(parents.get(queue.pop(), []))
    return found


def resident(of):
    total = 0
    for pid in children(of):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        except (OSError, IndexError):
            pass
    return total


def wait_for(port):
    """Until somebody listens at a port, without speaking to them."""
    line = f":{port:04X} "
    for _ in range(200):
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            if any(line in row.split("rem")[0] and row.split()[3] == "0A" for row in Path(table).read_text().splitlines()[1:]):
                return
        time.sleep(0.05)
    sys.exit(f"nobody listens at port {port}")


def measure(name, command, folder, port, conns, letters):
    # Into a file: it counts on without end, and a pipe that nobody reads would stop it.
    counts = tempfile.TemporaryFile()
    sink = subprocess.Popen(
        ["smtp-sink", "-c", "-u", "nobody", f"127.0.0.1:{port}", "200"], stdout=counts, stderr=subprocess.STDOUT,
    )
    wait_for(port)
    begun, peak, looked = time.monotonic(), 0, 0
    arguments = shlex.split(command.format(port=port, conns=conns, n=letters))
    process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        now = time.monotonic()
        if now - begun > LONGEST:
            process.kill()
        if now - looked > 0.1:
            peak, looked = max(peak, resident(process.pid)), now
        time.sleep(0.002)
    took = time.monotonic() - begun
    process.returncode = status
    sink.terminate()
    sink.wait()
    counts.seek(0)
    counted = counts.read().split()
    arrived = max((int(word[5:]) for word in counted if word.startswith(b"mesg=")), default=0)
    if status != 0 or arrived != letters:
        said = process.stderr.read().decode(errors="replace")[-500:]
        print(f"{name}: {arrived} of {letters} arrived, status {status}. {said}", file=sys.stderr)
    return {
        "name": name, "conns": conns, "letters": letters, "arrived": arrived, "status": status,
        "seconds": took, "cpu": used.ru_utime + used.ru_stime,
        "peak": max(peak, used.ru_maxrss * 1024),
    }


def programs(peers):
    """nyttja, smtp-source, and those of the file. A name may end in @1000: at most so many letters."""
    found = [
        ("nyttja", f"{HERE}/send {{port}} {{conns}} {{n}}", HERE),
        ("nyttja-own", f"{HERE}/send {{port}} {{conns}} {{n}} own", HERE),
    ]
    limit = "smtp-source -d -s {conns} -m {n} -l 20000 -N -f digital@example.invalid -t rektor@skola.example 127.0.0.1:{port}"
    found.append(("smtp-source", limit, HERE))
    for line in peers.read_text().splitlines() if peers else []:
        if line.strip() and not line.startswith("#"):
            name, command = (part.strip() for part in line.split("|", 1))
            if name != "smtp-source":
                found.append((name, command, peers.parent))
    return found


def table(results, rounds):
    print(f"{'program':12} {'conns':>5} {'letters/s':>10} {'(range)':>15} {'of limit':>9} {'CPU ms':>7} {'peak MB':>8}")
    for conns in sorted({result["conns"] for result in results}):
        limit = None
        names = dict.fromkeys(result["name"] for result in results)
        for name in sorted(names, key=lambda name: name != "smtp-source"):
            of = [result for result in results if (result["name"], result["conns"]) == (name, conns)]
            rates = [result["arrived"] / result["seconds"] for result in of]
            rate, letters = statistics.median(rates), of[0]["letters"]
            limit = limit or rate
            cpu = statistics.median(result["cpu"] for result in of) * 1000 / letters
            peak = max(result["peak"] for result in of) / 1e6
            spread = f"{min(rates):.0f}-{max(rates):.0f}"
            whole = all(result["arrived"] == result["letters"] and result["status"] == 0 for result in of)
            print(f"{name:12} {conns:5} {rate:10.0f} {spread:>15} {100 * rate / limit:8.0f}% {cpu:7.2f} {peak:8.0f}"
                  + ("" if whole else "   NOT ALL ARRIVED"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=10_000, metavar="LETTERS")
    parser.add_argument("-r", type=int, default=3, metavar="ROUNDS")
    parser.add_argument("-c", default="1,4,10", metavar="CONNECTIONS")
    parser.add_argument("-p", type=Path, metavar="PEERS")
    parser.add_argument("-o", type=Path, metavar="FILE", help="append every measurement to FILE, a JSON object a line")
    parser.add_argument("--only", help="names, with commas")
    options = parser.parse_args()
    peers = programs(options.p.resolve() if options.p else None)
    if options.only:
        peers = [peer for peer in peers if peer[0].split("@")[0] in options.only.split(",")]
    results, port = [], 27_000
    for turn in range(options.r):
        for conns in (int(count) for count in options.c.split(",")):
            first = turn % len(peers)
            for name, command, folder in peers[first:] + peers[:first]:
                name, _, most = name.partition("@")
                port += 1
                letters = min(options.n, int(most)) if most else options.n
                results.append(measure(name, command, folder, port, conns, letters))
                print(json.dumps(results[-1]), file=options.o.open("a") if options.o else sys.stderr, flush=True)
    table(results, options.r)


if __name__ == "__main__":
    main()
