"""Make what was read in before there was a search findable."""

from django.db import migrations

COLUMNS = ("draft_id", "item_id", "kind", "start", "end", "paragraph", "words")


def index_present_drafts(apps, schema_editor):
    from namro.plans.indexing import entries_of

    entry = apps.get_model("plans", "SearchEntry")
    for draft in apps.get_model("plans", "Draft").objects.exclude(state="ABANDONED").filter(search_entries=None):
        rows = [{name: getattr(made, name) for name in COLUMNS} for made in entries_of(draft)]
        entry.objects.bulk_create([entry(**row) for row in rows], batch_size=2000)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_ended_report_rules'),
    ]

    operations = [
        migrations.RunPython(index_present_drafts, migrations.RunPython.noop),
    ]
