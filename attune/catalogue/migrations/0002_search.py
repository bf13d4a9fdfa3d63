"""The text that is searched: FTS5 on SQLite, tsvector on PostgreSQL. `attune.catalogue.search` reads and writes it."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE catalogue_search USING fts5(
    title, summary, objectives, body, tokenize = 'porter unicode61 remove_diacritics 2'
)
"""
POSTGRESQL = """
CREATE TABLE catalogue_search (
    rowid bigint PRIMARY KEY REFERENCES catalogue_listing (id) ON DELETE CASCADE,
    document tsvector NOT NULL
);
CREATE INDEX catalogue_search_document ON catalogue_search USING gin (document)
"""


def make(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE catalogue_search")


class Migration(migrations.Migration):
    dependencies = (("catalogue", "0001_initial"),)
    operations = (migrations.RunPython(make, drop),)
