"""What the program's login may do to the program's own tables."""

import psycopg
import pytest
from django.db import connection

from namro.config.embedded import PROGRAM, Embedded


@pytest.fixture
def program(database_server: Embedded, transactional_db: None) -> psycopg.Connection:
    name = connection.settings_dict["NAME"]
    assert isinstance(name, str)
    return database_server.connect(PROGRAM, name)


def test_rows_yes_tables_no(program: psycopg.Connection) -> None:
    with program:
        program.execute("INSERT INTO web_cache VALUES ('one', '', 'infinity')")
        program.execute("UPDATE web_cache SET value = 'x'")
        program.execute("DELETE FROM web_cache")
        for forbidden in ("DROP TABLE web_cache", "TRUNCATE web_cache", "ALTER TABLE web_cache ADD more int"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                program.execute(forbidden)


@pytest.mark.parametrize("table", ["organisations_auditentry", "reporting_figurerevision", "reporting_reportstep"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_only_grows_is_never_changed(program: psycopg.Connection, table: str, change: str) -> None:
    with program, pytest.raises(psycopg.errors.InsufficientPrivilege):
        program.execute(change.format(table))


def test_the_head_of_the_chain_moves_only_by_its_trigger(program: psycopg.Connection) -> None:
    with program:
        for change in ("UPDATE audit_head SET chain_no = 0", "DELETE FROM audit_head"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                program.execute(change)


def test_every_sequence_and_table_can_be_used(program: psycopg.Connection) -> None:
    with program:
        closed = program.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND ("
            " relkind = 'r' AND NOT has_table_privilege(oid, 'SELECT')"
            " OR relkind = 'S' AND NOT has_sequence_privilege(oid, 'USAGE'))"
        ).fetchall()
    assert not closed
