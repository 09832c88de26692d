"""What was done to a thing stays as it was written, whoever writes."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# As in organisations.0002: the program's login exists in a real installation, not in a bare test database.
FORWARD = """
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON assessment_dossierstep FOR EACH ROW EXECUTE FUNCTION refuse_change();
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'namro') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON assessment_dossierstep FROM namro;
    END IF;
END $$;
"""
BACKWARD = "DROP TRIGGER only_grows ON assessment_dossierstep;"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("assessment", "0002_recognition"), ("organisations", "0002_audit_chain")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
