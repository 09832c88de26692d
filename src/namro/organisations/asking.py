"""What one request asks of the database again and again is asked once. Nothing is kept from one request to the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Keep the answers to rights and definitions while this lasts; for work that changes neither of them.

    Within another one the answers of the outer one serve. Also a decorator.
    """
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def answer(question: Hashable, ask: Callable[[], T]) -> T:
    """ask(), or what it answered to the same question before; outside asked_once() it is asked each time."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    kept: T = answers[question]
    return kept
