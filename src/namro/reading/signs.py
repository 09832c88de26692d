"""Signs of symbol fonts, which lie in the private area of Unicode: the dash and the bullet matter."""

_KNOWN = {"\uf02d": "-", "\uf0be": "-", "\uf0b7": "•", "\uf02b": "+"}


def readable_sign(sign: str) -> str:
    """The sign as it is meant; "•" for a decoration."""
    if sign in _KNOWN:
        return _KNOWN[sign]
    return "•" if _is_private(sign) or not sign.isprintable() else sign


def readable_word(word: str) -> str:
    """A word whose letters may be signs: a decoration alone is a bullet, one within a word is nothing."""
    if word.isprintable() and not any(map(_is_private, word)):
        return word
    if len(word) == 1:
        return readable_sign(word)
    return "".join(_KNOWN.get(c, "") if _is_private(c) or not c.isprintable() else c for c in word)


def _is_private(sign: str) -> bool:
    return "\ue000" <= sign <= "\uf8ff"
