"""A decision, once given, stands."""

from django.db import migrations

from attune.kit.frozen import freeze


class Migration(migrations.Migration):
    dependencies = (("people", "0001_initial"),)
    operations = (migrations.RunPython(*freeze("people_vettingdecision")),)
