"""A figure that does not count carries the mark, not the one that does: adding up then only leaves marked ones out."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reporting", "0009_attachments")]
    operations: ClassVar = [
        migrations.RenameField(model_name="figure", old_name="is_preferred", new_name="is_set_aside"),
    ]
