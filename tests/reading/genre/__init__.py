"""Official plans made up from a grammar and a vocabulary of their own, with the truth about what they say.

The grammar knows nothing of the reader: it follows the conventions of the hand-made references. Events,
anomalies and classification are left out of the truth; the score does not count them.
"""

from tests.reading.genre.plan import make_plan

__all__ = ["make_plan"]
