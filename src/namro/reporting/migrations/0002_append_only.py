"""Revisions and steps only grow, whoever writes."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

TABLES = ("reporting_figurerevision", "reporting_reportstep")
FORWARD = "".join(
    f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();\n"
    for table in TABLES
)
# As in organisations.0002: the program's login exists in a real installation, not in a bare test database.
FORWARD += f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'namro') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON {", ".join(TABLES)} FROM namro;
    END IF;
END $$;
"""
BACKWARD = "".join(f"DROP TRIGGER only_grows ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reporting", "0001_initial"), ("organisations", "0002_audit_chain")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
