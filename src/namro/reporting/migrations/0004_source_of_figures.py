"""Where a figure comes from stands beside it, so that totals need not look at its revision."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

COPY = (
    "UPDATE reporting_figure SET source = r.source FROM reporting_figurerevision r"
    " WHERE r.id = reporting_figure.revision_id AND reporting_figure.source <> r.source"
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reporting", "0003_reminders")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="figure",
            name="source",
            field=models.CharField(
                choices=[("OWN", "OWN"), ("FOR_UNIT", "FOR_UNIT"), ("BASELINE", "BASELINE")],
                default="OWN",
                max_length=20,
            ),
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
