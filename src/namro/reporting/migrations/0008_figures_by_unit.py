"""Figures of some units in some windows are found without reading those of all others."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reporting", "0007_versions_of_reports")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(fields=["unit", "window_start", "window_end"], name="reporting_f_unit_id_e6d3ff_idx"),
        ),
    ]
