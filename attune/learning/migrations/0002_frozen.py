"""Happenings never change."""

from django.db import migrations

from attune.kit.frozen import freeze


class Migration(migrations.Migration):
    dependencies = (("learning", "0001_initial"),)
    operations = (migrations.RunPython(*freeze("learning_happening")),)
