"""One spelling, one search form and one order for Vietnamese text.

The same word is typed in several ways: composed or decomposed letters, `hoà` or `hòa`.
Store the original; compare on one of the keys below.
"""

import re
from codecs import charmap_build, charmap_decode, charmap_encode
from unicodedata import combining, normalize

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the dictionary's order
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"


def _new_to_old_tone_places() -> dict[str, str]:
    table = {}
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            for a, b in ((first, second), (first.upper(), second), (first.upper(), second.upper())):
                table[a + normalize("NFC", b + tone)] = normalize("NFC", a + tone) + b
    return table


_TONE_PLACES = _new_to_old_tone_places()
# Only at the end of a syllable (hoàn stays), never after q (quý stays). The vowel stands first: so it is found fast.
_TONE_PLACE = re.compile(
    rf"[oOuU][{''.join(sorted({pair[1] for pair in _TONE_PLACES}))}](?<![qQ]..)(?![^\W\d_])", re.DOTALL
)
_BLANKS = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^0-9a-z]+")


def nfc(s: str) -> str:
    return normalize("NFC", s)


def canon(s: str) -> str:
    """NFC with the older tone-mark style (hòa, khỏe, thủy). The same length as `nfc(s)`."""
    return _TONE_PLACE.sub(lambda found: _TONE_PLACES.get(found[0], found[0]), normalize("NFC", s))


class _WithoutMarks(dict[int, int | None]):
    """For str.translate: what becomes of a decomposed code point, found once and kept."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if combining(chr(code)) else code
        return self[code]


_WITHOUT_MARKS = _WithoutMarks({ord("đ"): ord("d")})


def _without_marks(s: str) -> str:
    return normalize("NFD", s).translate(_WITHOUT_MARKS)


# A code page of the letters and signs of Vietnamese texts, and the same page without marks: what is all in it (nearly
# every text) is stripped of its marks by a table of bytes, four times as fast as letter by letter.
_PAGE = "".join(
    [
        *map(chr, range(128)),
        *sorted({normalize("NFC", letter + tone) for letter in "aăâeêioôơuưy" for tone in _TONES}),
        *"ăâđêôơư" + "–—“”‘’…•·−«»°²³×≥≤\u00a0",
    ]
).ljust(256, "\ufffe")  # means "no such letter" to the codec
_TO_PAGE = charmap_build(_PAGE)
_BARE_PAGE = "".join(_without_marks(letter) for letter in _PAGE)


def fold(s: str) -> str:
    """Lower case without any mark, đ as d, blanks collapsed."""
    low = s.lower()
    try:
        bare, _ = charmap_decode(charmap_encode(low, "strict", _TO_PAGE)[0], "strict", _BARE_PAGE)
    except UnicodeEncodeError:
        bare = _without_marks(low)
    return " ".join(bare.split())


def search_key(s: str) -> str:
    """`fold` reduced to letters and digits, one blank between words."""
    return _NO_WORD.sub(" ", fold(s)).strip()


def sort_key(s: str) -> str:
    """An ASCII string whose byte order is the Vietnamese alphabetical order.

    Letters of the whole string decide first (a ă â b … d đ e ê …), then tones
    (ngang, huyền, hỏi, ngã, sắc, nặng). Signs other than letters and digits sort alike, before digits.
    """
    letters, tones = [], []
    for char in _BLANKS.sub(" ", canon(s).lower()).strip():
        letter, tone = _split_tone(char)
        if letter in _LETTERS:
            letters.append(f"{_LETTERS.index(letter) + 50:02d}")
            tones.append(str(tone))
        elif letter.isdecimal():
            letters.append(f"{int(letter) + 20:02d}")
        elif letter == " ":
            letters.append("10")
        else:
            letters.append("15")
    return "".join(letters) + "!" + "".join(tones)


def _split_tone(char: str) -> tuple[str, int]:
    parts = normalize("NFD", char)
    tone = next((_TONES.index(c) + 1 for c in parts if c in _TONES), 0)
    return normalize("NFC", "".join(c for c in parts if c not in _TONES)), tone
