"""The units of the invented province and what the catalogue asks of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from namro.catalogue.actions import load_catalogue
from namro.cli.demo import land, province
from namro.organisations import actions, boundaries, official_list
from namro.organisations.models import Unit
from namro.organisations.queries import DEMONSTRATION
from namro.reading.boundaries import read_boundaries


def add(*, at: datetime) -> dict[str, Unit]:
    """Province, agencies and communes, all from the day that province.toml names; answers them by code."""
    top = province.province()
    wanted = {f"{top.code}.{code}" for code in province.agency_codes()}
    units = [
        replace(official_list.top_unit(top), tags=(DEMONSTRATION,)),
        *(agency for agency in official_list.agencies_of(top) if agency.code in wanted),
        *(official_list.commune(c.code, c.name, top.code, tags=c.tags) for c in province.communes()),
    ]
    made = actions.add_units(by=None, at=at, valid_from=province.valid_from(), units=units)
    load_catalogue(by=None, at=at)
    boundaries.import_boundaries(
        by=None,
        at=at,
        found=read_boundaries(land.geojson()),
        from_day=province.valid_from(),
        source=land.SOURCE,
        licence=land.LICENCE,
    )
    return made
