"""The judge of spam: by SpamAssassin's local rules every letter scores under 1.0.

Nothing is counted in a letter's favour, and no network is asked.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 1.0

# As the receiving server writes it; without it the rules about the way of a
# message look at nothing. The number tells which letter an answer is about.
TRACE = (
    "Return-Path: <digital@example.invalid>\r\n"
    "Received: from mail.example.invalid (mail.example.invalid [IPv6:2001:db8::25])\r\n"
    "\tby mx.example.net (Postfix) with ESMTPS id N{number:06}N\r\n"
    "\tfor <anna.ek@example.invalid>; Mon, 23 Nov 2026 05:30:02 +0000 (UTC)\r\n"
)

PREFERENCES = "use_bayes 0\nuse_auto_whitelist 0\nfold_headers 0\nadd_header all Rules _TESTSSCORES(,)_\n"

BAD = (
    b"Message-ID: <1@example.invalid>\r\nDate: Mon, 23 Nov 2026 06:30:00 +0100\r\n"
    b"From: Digitalt <digital@example.invalid>\r\nTo: anna.ek@example.invalid\r\n"
    b"Subject: FREE MONEY!!! ACT NOW, DEAR FRIEND\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
    b"<html><body><font size=7>Viagra! Click here to claim your $5,000,000 lottery prize. "
    b"Wire transfer to your bank account, 100% guaranteed, no obligation.</font></body></html>\r\n"
)


def scores(messages: list[bytes]) -> list[dict[str, float]]:
    """The rules that each message hits, with their scores."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "preferences").write_text(PREFERENCES)
        for number, message in enumerate(messages):
            (Path(home) / f"{number:06}.eml").write_bytes(TRACE.format(number=number).encode() + message)
        command = ["spamassassin", "--local", "--prefspath", f"{home}/preferences"]
        command += [f"{home}/{number:06}.eml" for number in range(len(messages))]
        environment = {**os.environ, "HOME": home, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace")
    answers = {}
    for rules, number in re.findall(r"^X-Spam-Rules: (.*?)$.*?ESMTPS id N(\d+)N", text, re.M | re.S):
        found = (rule.rpartition("=") for rule in rules.split(",") if "=" in rule)
        answers[int(number)] = {name: float(score) for name, _, score in found}
    if sorted(answers) != list(range(len(messages))):
        sys.exit(f"SpamAssassin answered about {len(answers)} of {len(messages)} letters:\n{done.stderr.decode()}")
    return [answers[number] for number in range(len(messages))]


def against(rules: dict[str, float]) -> float:
    """What speaks against a message, without what speaks for it."""
    return sum(score for score in rules.values() if score > 0)


def main(folder: Path) -> int:
    files = sorted(folder.glob("*.eml"))
    if not files:
        sys.exit(f"no letters in {folder}")
    bad, *letters = scores([BAD] + [file.read_bytes() for file in files])
    if against(bad) < LIMIT:
        sys.exit(f"the judge finds nothing in spam: {bad}")
    faulty = 0
    for file, rules in zip(files, letters):
        faulty += against(rules) >= LIMIT
        hit = ", ".join(f"{name} {score:.1f}" for name, score in sorted(rules.items()))
        print(f"{file.name:<40} {against(rules):4.1f}  {hit}")
    print(f"SpamAssassin's local rules, limit {LIMIT}; the letter that is spam scores {against(bad):.1f}")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
