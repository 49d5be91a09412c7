"""The judge of messages: Python's own parser reads back what was written.

Parts, words, headers and pictures are those of the files beside the message,
nothing is out of order, and nothing is too large.
"""

import re
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

HTML_LIMIT = 60_000
WHOLE_LIMIT = 150_000

# Words first, HTML after; pictures belong to the HTML, attachments to the whole.
BOTH = r"alternative\(text/plain, text/html\)"
PICTURES = r"(, image/png)+"
LETTER = rf"{BOTH}|alternative\(text/plain, related\(text/html{PICTURES}\)\)|related\({BOTH}{PICTURES}\)"
SHAPE = re.compile(rf"({LETTER})|mixed\(({LETTER})(, application/[\w.+-]+)+\)")

ONCE = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Id", "Auto-Submitted",
        "Content-Type", "Content-Language"]


def shape(part: EmailMessage) -> str:
    """The parts of a message in one line."""
    if not part.is_multipart():
        return part.get_content_type()
    return f"{part.get_content_subtype()}({', '.join(shape(inner) for inner in part.iter_parts())})"


def lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def faults_of_bytes(data: bytes) -> list[str]:
    faults = []
    if len(data) >= WHOLE_LIMIT:
        faults.append(f"it has {len(data)} bytes")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        faults.append("a line does not end in CR LF")
    if not data.isascii():
        faults.append("it has bytes that not every server passes on")
    if max(map(len, data.split(b"\r\n"))) > 998:
        faults.append("a line is longer than a server takes")
    return faults


def faults_of_headers(message: EmailMessage) -> list[str]:
    faults = [f"{name} stands there {len(message.get_all(name, []))} times" for name in ONCE
              if len(message.get_all(name, [])) != 1]
    for part in message.walk():
        faults += [f"in {part.get_content_type()}: {defect!r}" for defect in part.defects]
        faults += [f"{name}: {defect!r}" for name, value in part.items() for defect in value.defects]
    if faults:
        return faults
    if message["Date"].datetime.utcoffset() is None:
        faults.append("the date has no zone")
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", message["Message-ID"].strip()):
        faults.append(f"the Message-ID is {message['Message-ID']}")
    for name in ["From", "To", "Reply-To"]:
        if [address.domain for address in message[name].addresses] != ["example.invalid"]:
            faults.append(f"{name} is {message[name]}")
    return faults


def faults_of_html(html: str, page: str, message: EmailMessage, folder: Path) -> list[str]:
    """The page on disk is the HTML, with files beside it in the place of the parts it refers to."""
    parts = {part["Content-ID"].strip("<>"): part for part in message.walk() if part["Content-ID"]}
    pieces = re.split(r"cid:([^\"'\s)>]+)", html)
    named = pieces[1::2]
    pattern = re.escape(pieces[0])
    for between in pieces[2::2]:
        pattern += r"([^\"'\s)>]+)" + re.escape(between)
    same = re.fullmatch(pattern, page)
    if not same:
        return ["the HTML is not the page on disk"]
    faults = [f"the picture {name} is nowhere shown" for name in parts.keys() - set(named)]
    for name, file in zip(named, same.groups()):
        if name not in parts:
            faults.append(f"there is no picture {name}")
        elif not (folder / file).is_file() or (folder / file).read_bytes() != parts[name].get_content():
            faults.append(f"{file} is not the picture {name}")
    return faults


def judge(data: bytes, text: str, page: str, folder: Path) -> list[str]:
    """The faults of one message, beside its plain text and its page on disk."""
    message = message_from_bytes(data, policy=policy.default)
    faults = faults_of_bytes(data) + faults_of_headers(message)
    if not SHAPE.fullmatch(shape(message)):
        return [*faults, f"its parts are {shape(message)}"]
    plain, html = (lines(message.get_body((kind,)).get_content()) for kind in ("plain", "html"))
    if f"{message['Subject']}\n\n{plain}" != text:
        faults.append("subject and plain text are not those on disk")
    if len(html.encode()) >= HTML_LIMIT:
        faults.append(f"its HTML has {len(html.encode())} bytes")
    return faults + faults_of_html(html, page, message, folder)


def check_itself(data: bytes, text: str, page: str) -> None:
    """A judge that finds nothing in bad messages would be no judge."""
    body = data.index(b"\r\n\r\n")
    date = re.search(rb"\r\nDate: [^\r]+", data)[0]
    for expected, bad, of_text, of_page in [
        ("CloseBoundaryNotFoundDefect", data[: len(data) * 2 // 3], text, page),
        ("Date stands there 0 times", data.replace(date, b""), text, page),
        ("Date stands there 2 times", data.replace(date, date + date), text, page),
        ("StartBoundaryNotFoundDefect", data[:body] + data[body:].replace(b"\r\n--=", b"\r\n-="), text, page),
        ("bytes that not every server", data.replace(date, date + "\r\nX-Name: Åsa".encode()), text, page),
        ("does not end in CR LF", data.replace(b"\r\n", b"\n"), text, page),
        ("To: ", re.sub(rb"\r\nTo: [^\r]+", b"\r\nTo: Anna <anna.ek@example.invalid", data), text, page),
        ("plain text are not", data, text + "Hej då\n", page),
        ("HTML is not the page", data, text, page.replace("</body>", "<p>Hej då</p></body>")),
        ("its parts are", data.replace(b"Content-Type: text/plain", b"Content-Type: text/csv"), text, page),
        (" bytes", data + b"\r\n" * WHOLE_LIMIT, text, page),
    ]:
        found = judge(bad, of_text, of_page, Path())
        if not any(expected in fault for fault in found):
            sys.exit(f"the judge does not find “{expected}”, but {found}")
    check_itself_on_pictures(data, text, page)


def check_itself_on_pictures(data: bytes, text: str, page: str) -> None:
    picture, other = b"\x89PNG a picture", b"\x89PNG another"
    shown = page.replace("</body>", '<img src="cid:trend"></body>') + "\n"
    message = message_from_bytes(data, policy=policy.SMTP)
    html = message.get_body(("html",))
    html.set_content(shown, subtype="html", cte="quoted-printable")
    html.add_related(picture, "image", "png", cid="<trend>")
    on_disk = shown.replace("cid:trend", "trend.png")
    with TemporaryDirectory() as folder:
        for expected, content, of_page in [
            (None, picture, on_disk),
            ("is not the picture trend", other, on_disk),
            ("HTML is not the page", picture, page),
        ]:
            (Path(folder) / "trend.png").write_bytes(content)
            found = judge(message.as_bytes(), text, of_page, Path(folder))
            if found if expected is None else not any(expected in fault for fault in found):
                sys.exit(f"of a letter with a picture the judge should find {expected}, and finds {found}")
        html.add_related(other, "image", "png", cid="<unseen>")
        if "the picture unseen is nowhere shown" not in judge(message.as_bytes(), text, on_disk, Path(folder)):
            sys.exit("the judge does not find a picture that is nowhere shown")


def main(folder: Path) -> int:
    files = sorted(folder.glob("*.eml"))
    if not files:
        sys.exit(f"no letters in {folder}")
    faulty = 0
    for file in files:
        letter = (file.read_bytes(), file.with_suffix(".txt").read_text(), file.with_suffix(".html").read_text(), folder)
        faults = judge(*letter)
        if file == files[0] and not faults:
            check_itself(*letter[:3])
        faulty += bool(faults)
        sizes = f"{len(letter[0]) / 1000:6.1f} kB, HTML {len(letter[2].encode()) / 1000:5.1f} kB"
        print(f"{file.name:<40} {sizes}  {f'{len(faults)} found' if faults else 'nothing found'}")
        for fault in faults:
            print(f"    {fault}")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
