"""The journal never changes."""

from django.db import migrations

from attune.kit.frozen import freeze


class Migration(migrations.Migration):
    dependencies = (("journal", "0001_initial"),)
    operations = (migrations.RunPython(*freeze("journal_entry")),)
