"""Browsers inside other apps: they lose what is typed, keep no page and do not print; people are told to leave them."""

from __future__ import annotations

import re

# What each of them writes into the name that a browser gives itself.
_SIGNS = (
    ("Zalo", r"\bZalo"),
    ("Facebook", r"\bFB(?:AN|AV|_IAB)\b"),
    ("Messenger", r"\bMessenger(?:ForiOS|LiteForiOS)\b|\bOrca-Android\b"),
    ("Instagram", r"\bInstagram\b"),
    ("TikTok", r"\b(?:musical_ly|BytedanceWebview|TikTok)"),
    ("LINE", r"\bLine/\d"),
    ("Viber", r"\bViber\b"),
)
_FOUND = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SIGNS]
_WEB_VIEW = re.compile(r"\bAndroid\b.*; wv\)")


def app_around(user_agent: str) -> str:
    """The app whose own browser this is; "?" for some app on Android; "" for a real browser."""
    for name, pattern in _FOUND:
        if pattern.search(user_agent):
            return name
    return "?" if _WEB_VIEW.search(user_agent) else ""
