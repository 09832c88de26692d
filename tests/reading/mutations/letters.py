"""Letters, blanks and signs that change within a line."""

import re
import unicodedata
from random import Random

from tests.reading.mutations.layout import each_line

SLIPS = dict(zip("ấẩổỉễữặẽũlăếò", "ắấồìểừạẻủ1âềó", strict=True))
OLD, NEW = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy", "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
TONES = dict(zip(OLD.split(), NEW.split(), strict=True))


def ocr_slips(text: str, rng: Random) -> str:
    """About one letter in three hundred is taken for its neighbour."""

    def slip(line: str) -> str:
        return "".join(SLIPS[c] if c in SLIPS and rng.random() < 0.02 else c for c in line)

    return each_line(text, slip)


def glued_words(text: str, rng: Random) -> str:
    return each_line(
        text, lambda line: re.sub(r"(?<=\w{2}) (?=\w{2})", lambda m: "" if rng.random() < 0.008 else " ", line)
    )


def stray_blanks(text: str, rng: Random) -> str:
    """Blanks within dates and numbers, and two where one belongs."""
    text = re.sub(r"(\d)/(\d)", lambda m: f"{m[1]}{rng.choice(('/', '/ ', ' / ', ' /'))}{m[2]}", text)
    text = re.sub(r"(\d)/(KH|QĐ)", lambda m: f"{m[1]}{rng.choice(('/', ' /'))}{m[2]}", text)
    text = re.sub(r"(\d)%", lambda m: f"{m[1]}{rng.choice(('%', ' %'))}", text)
    return re.sub(r"(?<=\w) (?=\w)", lambda m: "  " if rng.random() < 0.02 else " ", text)


def other_tones(text: str, rng: Random) -> str:
    """The tone on the last vowel, as older keyboards put it."""
    for old, new in TONES.items():
        for style in (str.lower, str.upper, str.capitalize):
            text = re.sub(rf"{style(old)}(?!\w)", style(new), text)
    return text


def decomposed(text: str, rng: Random) -> str:
    return unicodedata.normalize("NFD", text)


def carriage_returns(text: str, rng: Random) -> str:
    return text.replace("\n", "\r\n")


def hard_blanks(text: str, rng: Random) -> str:
    return re.sub(r"(?<=\d) (?=\w)|(?<=[.)]) (?=\w)", "\xa0", text)


def odd_quotes(text: str, rng: Random) -> str:
    text = text.replace(" - ", " – ")
    return text.replace("“", rng.choice(('"', "''", "«"))).replace("”", rng.choice(('"', "''", "»")))
