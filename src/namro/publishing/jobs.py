"""What takes longer than a page may wait."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from namro.publishing import office_pdf
from namro.publishing.models import PublicationFile


@app.task
def make_pdf(file: int) -> None:
    for found in PublicationFile.objects.filter(pk=file).select_related("publication"):
        office_pdf.make_pdf(at=timezone.now(), file=found)
