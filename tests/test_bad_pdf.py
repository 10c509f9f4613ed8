"""Bad PDF files: one clear sentence, exit status 2, within bounds of memory and time.

Each case runs the command in a process of its own, as in ``test_bad_input``.
"""

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
from printed_pdf import Sheet, pdf
from test_bad_input import refused, run

PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
LOCK = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{0}> /U <{0}> /P -4 >> /ID [<00> <00>]"


def whole() -> bytes:
    lines = [f"科目{n}\t{n}.00" for n in range(40)]
    sheet = Sheet()
    for n, line in enumerate(lines):
        sheet.text(50, 50 + 15 * n, line)
    return pdf([sheet])


def made(*bodies: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        body = body.encode() if isinstance(body, str) else body
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def deflated(head: str, piece: bytes, times: int) -> bytes:
    """A stream of ``piece`` over and over, packed."""
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(piece * 1000) for _ in range(times // 1000)) + pack.flush()
    head = f"<< {head} /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    return head.encode() + data + b"\nendstream"


def one_page(content: bytes, resources: str = "", *more: str | bytes) -> bytes:
    return made(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        f"<< {PAGE} /Contents 4 0 R /Resources << {resources} >> >>",
        content,
        *more,
    )


def bomb_of_a_picture() -> bytes:
    side = 20_000
    picture = deflated(
        f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8"
        " /ColorSpace /DeviceGray", b"\x00" * side, side,
    )  # fmt: skip
    draw = b"q 595 0 0 842 0 0 cm /I Do Q"
    return one_page(
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(draw), draw),
        "/XObject << /I 5 0 R >>",
        picture,
    )


def form_in_form(times: int = 12, deep: int = 9) -> bytes:
    """Forms that draw the next form many times: 12 to the power of 9 drawings."""
    forms = []
    for level in range(deep):
        draw = "/X Do " * times if level < deep - 1 else "0 0 m 9 9 l S"
        inner = f"/Resources << /XObject << /X {6 + level} 0 R >> >>" if level < deep - 1 else ""
        forms.append(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] {inner}"
            f" /Length {len(draw)} >>\nstream\n{draw}\nendstream"
        )
    draw = b"/X Do"
    head = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(draw), draw)
    return one_page(head, "/XObject << /X 5 0 R >>", *forms)


UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "half": (lambda: whole()[: len(whole()) // 2], "不完整"),
    "only-a-head": (lambda: b"%PDF-1.7\n", "不完整"),
    "no-inside": (lambda: whole()[:20] + b"startxref\n0\n%%EOF", "损坏"),
    "torn": (lambda: b"%PDF-1.7\n" + whole()[len(whole()) // 2 :], ""),
    "noise": (lambda: b"%PDF-1.7\n" + os.urandom(50_000) + b"startxref\n9\n%%EOF", ""),
    "locked": (
        lambda: pdf([Sheet().text(50, 50, "合计")], LOCK.format("41" * 32)),
        "密码",
    ),
    "ten-thousand-pages": (
        lambda: made(
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count 10000 /Kids [{'3 0 R ' * 10_000}] >>",
            f"<< {PAGE} >>",
        ),
        "10000 页",
    ),
    "ten-thousand-own-pages": (lambda: pdf([Sheet().text(9, 9, "一")] * 10_000), "10000 页"),
    "a-tree-that-bites-its-tail": (
        lambda: made(
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"
        ),
        "",
    ),
    "bomb-of-a-picture": (bomb_of_a_picture, "没有"),
    "bomb-of-lines": (lambda: one_page(deflated("", b"0 0 m 9 9 l S\n", 20_000_000)), "没有读取"),
    "bomb-of-blanks": (lambda: one_page(deflated("", b" " * 1000, 200_000)), ""),
    "bomb-of-brackets": (lambda: one_page(deflated("", b"[<<(", 5_000_000)), ""),
    "form-in-form": (form_in_form, ""),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path, case):
    data, why = UNREADABLE[case]
    path = tmp_path / f"{case}.pdf"
    path.write_bytes(data())
    assert path.stat().st_size < 5 << 20, "a small file"
    assert why in refused(run("audit", path, "--out", tmp_path / "out"), path.name)
    assert not (tmp_path / "out").exists(), "nothing is written about what was not read"


@pytest.mark.skipif(os.name != "posix", reason="another sentence for a crash there")
def test_a_crash_inside_the_library_is_one_sentence(tmp_path):
    """The program goes on, with exit status 2 and the name of the file."""
    path = tmp_path / "odd.pdf"
    path.write_bytes(whole())
    crash = "import ctypes, sys; from mingzhang import cli, read;"
    crash += "read.pdf.printed = lambda *given: ctypes.string_at(1);"
    crash += "sys.exit(cli.main(sys.argv[1:]))"
    answer = subprocess.run(
        [sys.executable, "-c", crash, "audit", path], capture_output=True, timeout=30, check=False
    )
    assert signal.SIGSEGV.name in refused(answer, path.name)


def test_the_good_files_beside_a_bad_one_are_audited(root, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(UNREADABLE["locked"][0]())
    answer = run("audit", bad, root / "examples" / "clean.txt", "--out", tmp_path / "out")
    assert answer.returncode == 2
    assert "bad.pdf" in answer.stderr.decode("utf-8")
    assert list((tmp_path / "out").rglob("findings.json"))
