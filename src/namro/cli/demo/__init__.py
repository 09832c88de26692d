"""The demonstration: an invented province, its plan of this year, and a year of invented figures told as a story.

Nothing here is real, and nothing is random: the same day gives the same figures, whatever the machine.
"""
