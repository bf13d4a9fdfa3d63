"""Editions and their files never change."""

from django.db import migrations

from attune.kit.frozen import freeze


class Migration(migrations.Migration):
    dependencies = (("library", "0001_initial"),)
    operations = (migrations.RunPython(*freeze("library_edition", "library_editionfile", "library_asset")),)
