"""Certificates and their revocations never change."""

from django.db import migrations

from attune.kit.frozen import freeze


class Migration(migrations.Migration):
    dependencies = (("credentials", "0001_initial"),)
    operations = (migrations.RunPython(*freeze("credentials_certificate", "credentials_revocation")),)
