"""Difficulties and proposals as items; the steps of one only grow."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0002_audit_chain"),
        ("reporting", "0010_figures_set_aside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Difficulty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("DIFFICULTY", "DIFFICULTY"), ("PROPOSAL", "PROPOSAL")], max_length=20),
                ),
                ("text", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "OPEN"),
                            ("ANSWERED", "ANSWERED"),
                            ("PASSED_UP", "PASSED_UP"),
                            ("CLOSED", "CLOSED"),
                        ],
                        default="OPEN",
                        max_length=20,
                    ),
                ),
                ("passed_to", models.CharField(blank=True, max_length=200)),
                ("raised_at", models.DateTimeField()),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difficulties",
                        to="reporting.report",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difficulties",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DifficultyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("OPEN", "OPEN"),
                            ("ANSWERED", "ANSWERED"),
                            ("PASSED_UP", "PASSED_UP"),
                            ("CLOSED", "CLOSED"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="reporting.difficulty"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON reporting_difficultystep"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change();",
            "DROP TRIGGER only_grows ON reporting_difficultystep;",
        ),
        migrations.AddIndex(
            model_name="difficulty",
            index=models.Index(fields=["unit", "state"], name="reporting_d_unit_id_4c8000_idx"),
        ),
    ]
