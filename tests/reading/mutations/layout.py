"""Lines that come apart, double, lose their marks or gain strange company."""

import re
import textwrap
from collections.abc import Callable
from itertools import zip_longest
from random import Random

MARKER = re.compile(r"^(?:[IVX]+|[A-ZĐ]|\d+(?:\.\d+)*)(?:\. |/ |- |\.)|^[a-zđ]\) |^Điều \d+\. ")
ENDING = (".", ";", ":", "!", "|")
TITLE = re.compile(r"^(?:KẾ HOẠCH|QUYẾT ĐỊNH)\n", re.M)
STATE = re.compile(r"^(?:CỘNG HÒA|ĐẢNG CỘNG SẢN)", re.M)


def page_breaks(text: str, rng: Random) -> str:
    """Long paragraphs fall in two at the foot of a page."""
    return each_line(text, lambda line: cut(line, "\n\n", rng) if len(line) > 160 and rng.random() < 0.25 else line)


def page_numbers(text: str, rng: Random) -> str:
    """The foot and the head of a page stand between two lines, or within a sentence."""
    page = iter(range(2, 200))

    def foot(line: str) -> str:
        if len(line) > 160 and rng.random() < 0.15:
            return cut(line, f"\n\n{next(page)}\n\n", rng)
        return f"{line}\n{next(page)}" if line.endswith(ENDING) and rng.random() < 0.08 else line

    return each_line(text, foot)


def running_heads(text: str, rng: Random) -> str:
    """One line that comes back at the head of every page."""
    number = re.search(r"\d+[/-]KH\S+", parts(text)[0])
    head = f"Kế hoạch số {number[0]}" if number else "Kế hoạch"
    return each_line(
        text, lambda line: f"{line}\n{head}" if line.endswith((".", ";")) and rng.random() < 0.08 else line
    )


def cut(line: str, between: str, rng: Random) -> str:
    """The line in two; a row of a table stays whole."""
    if "\t" in line:
        return line
    words = line.split(" ")
    at = rng.randint(len(words) // 3, 2 * len(words) // 3)
    return f"{' '.join(words[:at])}{between}{' '.join(words[at:])}"


def parts(text: str) -> tuple[str, str, str]:
    """What stands above the kind of document, that line itself, and the rest."""
    found = TITLE.search(text)
    assert found
    return text[: found.start()], found[0], text[found.end() :]


def each_line(text: str, change: Callable[[str], str]) -> str:
    """Changes the lines below the title; letterhead and title stay."""
    head, title, rest = parts(text)
    return head + title + "\n".join(change(line) for line in rest.split("\n"))


WEB_BEFORE = """Trang chủ
Giới thiệu
Văn bản pháp luật
Đăng nhập | Đăng ký
Cỡ chữ A- A A+
Tải về   In   Gửi mail
"""
WEB_AFTER = """
Chia sẻ: Facebook Zalo
Văn bản cùng chuyên mục
Bình luận (0)
Đăng xuất
© Cổng thông tin điện tử. Ghi rõ nguồn khi sử dụng lại thông tin.
"""


def web_page(text: str, rng: Random) -> str:
    return f"{WEB_BEFORE}{text}{WEB_AFTER}"


def table_pipes(text: str, rng: Random) -> str:
    return "\n".join(f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in text.split("\n"))


def table_cells(text: str, rng: Random) -> str:
    """Each cell on a line of its own, with the bar that some portals leave behind."""
    return "\n".join("|\n" + line.replace("\t", " |\n") + " |" if "\t" in line else line for line in text.split("\n"))


def table_lines(text: str, rng: Random) -> str:
    """Each cell on a line of its own, and nothing that shows where a row begins."""
    return "\n".join(line.replace("\t", "\n") for line in text.split("\n"))


def letterhead_line(text: str, rng: Random) -> str:
    """The letterhead collapsed into one line."""
    head, title, rest = parts(text)
    return f"{' '.join(head.split())}\n{title}{rest}"


def letterhead_columns(text: str, rng: Random) -> str:
    """The two columns of the letterhead side by side, as copied from Word or cast in blanks."""
    head, title, rest = parts(text)
    half = STATE.search(head)
    assert half
    left, right = head[: half.start()].split("\n")[:-1], [line for line in head[half.start() :].split("\n") if line]
    between = rng.choice(("\t", " " * 10))
    rows = zip_longest(left, right, fillvalue="")
    return "".join(f"{a}{between}{b}\n" for a, b in rows) + f"\n{title}{rest}"


def letterhead_bars(text: str, rng: Random) -> str:
    head, title, rest = parts(text)
    return "|\n" + "".join(f"{line} |\n" for line in head.splitlines() if line.strip()) + title + rest


def doubled(text: str, rng: Random) -> str:
    """The first half of the file comes twice."""
    lines = text.split("\n")
    at = len(lines) // 3
    return "\n".join(lines[:at] + lines)


def markdown(text: str, rng: Random) -> str:
    def mark(line: str) -> str:
        if line.isupper():
            return f"## **{line}**"
        if line.startswith("- "):
            return f"\\- {line[2:]}"
        return re.sub(r"^(\d+)\. ", r"**\1\\.** ", line)

    return each_line(text, mark)


SLIPS = {
    "ấ": "ắ",
    "ẩ": "ấ",
    "ổ": "ồ",
    "ỉ": "ì",
    "ễ": "ể",
    "ữ": "ừ",
    "ặ": "ạ",
    "ẽ": "ẻ",
    "ũ": "ủ",
    "l": "1",
    "ă": "â",
    "ế": "ề",
    "ò": "ó",
}


def no_letterhead(text: str, rng: Random) -> str:
    _, title, rest = parts(text)
    return title + rest


def no_numbering(text: str, rng: Random) -> str:
    return each_line(text, lambda line: MARKER.sub("", line))


def lost_numbers(text: str, rng: Random) -> str:
    return each_line(text, lambda line: MARKER.sub("", line) if rng.random() < 0.15 else line)


def restarted_numbers(text: str, rng: Random) -> str:
    """A list numbered by the program of another office: every number is one."""
    return each_line(text, lambda line: re.sub(r"^\d+\. ", "1. ", line))


def small_headings(text: str, rng: Random) -> str:
    return each_line(
        text,
        lambda line: (
            re.sub(r"(?<=[.)] )(.)(.*)", lambda m: m[1] + m[2].lower(), line)
            if line.isupper() and MARKER.match(line)
            else line
        ),
    )


def other_bullets(text: str, rng: Random) -> str:
    bullet = rng.choice(("– ", "+ ", "* ", "• ", "-"))
    return each_line(text, lambda line: f"{bullet}{line[2:]}" if line.startswith("- ") else line)


def wrapped(line: str, width: int) -> str:
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if line.strip() else line


def hard_wraps(text: str, rng: Random) -> str:
    """Lines of 70 to 80 letters, as mail programs break them; rows of tables stay whole."""
    width = rng.randint(70, 80)
    return "\n".join(line if "\t" in line else wrapped(line, width) for line in text.split("\n"))


def blank_lines(text: str, rng: Random) -> str:
    return text.replace("\n", "\n\n")
