"""The audit chain and the append-only tables, held by the database itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

CHAIN = """
CREATE TABLE audit_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    chain_no bigint NOT NULL,
    hash bytea NOT NULL
);
INSERT INTO audit_head VALUES (true, 0, sha256('namro'::bytea));

CREATE FUNCTION audit_entry_hash(previous bytea, chain bigint, entry organisations_auditentry) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        chain, entry.id, extract(epoch FROM entry.at), entry.by_id, entry.unit_id,
        entry.action, entry.subject_type, entry.subject_id, entry.detail)::text, 'UTF8'))
$$;

-- Owned by the migrating login: the program's own login may only insert entries, never change one.
CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    head audit_head;
BEGIN
    SELECT * INTO head FROM audit_head FOR UPDATE;
    UPDATE audit_head SET chain_no = head.chain_no + 1, hash = audit_entry_hash(head.hash, head.chain_no + 1, NEW)
        RETURNING * INTO head;
    UPDATE organisations_auditentry
        SET chain_no = head.chain_no, hash = head.hash,
            previous_hash = coalesce(
                (SELECT hash FROM organisations_auditentry WHERE chain_no = head.chain_no - 1), sha256('namro'::bytea))
        WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_link AFTER INSERT ON organisations_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link();

CREATE FUNCTION audit_first_broken_link() RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH links AS (
        SELECT entry, chain_no, hash, previous_hash,
               lag(hash, 1, sha256('namro'::bytea)) OVER (ORDER BY chain_no) AS expected_previous,
               lag(chain_no, 1, 0::bigint) OVER (ORDER BY chain_no) + 1 AS expected_no
        FROM organisations_auditentry AS entry WHERE chain_no IS NOT NULL
    ), broken AS (
        SELECT chain_no FROM links
        WHERE previous_hash <> expected_previous OR chain_no <> expected_no
           OR hash <> audit_entry_hash(expected_previous, chain_no, entry)
        UNION ALL
        SELECT head.chain_no FROM audit_head AS head
        WHERE head.chain_no <> coalesce((SELECT max(chain_no) FROM organisations_auditentry), 0)
    )
    SELECT min(chain_no) FROM broken
$$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows; its rows are never changed or deleted', TG_TABLE_NAME;
END $$;

-- Whoever writes: once an entry is linked, it stays.
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON organisations_auditentry
    FOR EACH ROW WHEN (OLD.chain_no IS NOT NULL) EXECUTE FUNCTION refuse_change();
"""

DROP = """
DROP TRIGGER only_grows ON organisations_auditentry;
DROP TRIGGER audit_link ON organisations_auditentry;
DROP FUNCTION audit_first_broken_link();
DROP FUNCTION audit_link();
DROP FUNCTION audit_entry_hash(bytea, bigint, organisations_auditentry);
DROP FUNCTION refuse_change();
DROP TABLE audit_head;
"""

# The program's login exists in a real installation, not in a bare test database.
REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'namro') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON organisations_auditentry FROM namro;
        REVOKE ALL ON audit_head FROM namro;
        GRANT SELECT ON audit_head TO namro;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(CHAIN, DROP),
        migrations.RunSQL(REVOKE, migrations.RunSQL.noop),
    ]
