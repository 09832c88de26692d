"""The consolidated report of a period, from the gathered material to an official document.

`sections` says what the figures say, part by part; `assemble` puts the officer's own words beside it; every printed
figure leaves a Line behind, so that the frozen document can be traced down to its entries.
"""

from namro.publishing.builders.consolidated.assembly import assemble, open_gaps, printed_lines
from namro.publishing.builders.consolidated.material import Material, Sender
from namro.publishing.builders.consolidated.section import OwnWords, Passage, Section
from namro.publishing.builders.consolidated.sections import sections

__all__ = [
    "Material",
    "OwnWords",
    "Passage",
    "Section",
    "Sender",
    "assemble",
    "open_gaps",
    "printed_lines",
    "sections",
]
