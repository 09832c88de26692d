"""Text of the years before Unicode, as it looks when copied without its font."""

import unicodedata
from random import Random

TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢§£¤¥¦",
        strict=True,
    )
)
# VNI writes a vowel and behind it one sign for both its shape and its tone, in the order of TONES.
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
PLAIN, HAT, BREVE = ("", "ù", "ø", "û", "õ", "ï"), ("â", "á", "à", "å", "ã", "ä"), ("ê", "é", "è", "ú", "ü", "ë")
VOWELS = (
    *((letter, letter, PLAIN) for letter in "aeouy"),
    *(("ơ", "ô", PLAIN), ("ư", "ö", PLAIN)),
    *(("â", "a", HAT), ("ê", "e", HAT), ("ô", "o", HAT), ("ă", "a", BREVE)),
)
VNI_SMALL = {
    unicodedata.normalize("NFC", letter + tone): stem + sign
    for letter, stem, signs in VOWELS
    for tone, sign in zip(TONES, signs, strict=True)
} | {"ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
VNI = VNI_SMALL | {letter.upper(): code.upper() for letter, code in VNI_SMALL.items()}


def old_font(text: str, rng: Random) -> str:
    """TCVN3: capitals with a tone take the code of the small letter, as typists did."""
    return "".join(TCVN3.get(c) or TCVN3.get(c.lower(), c) for c in text)


def vni_font(text: str, rng: Random) -> str:
    return "".join(VNI.get(c, c) for c in text)
