"""A display shows what somebody chose. Those that hang already keep showing the rules, and nothing else."""

import django.contrib.postgres.fields
from django.db import migrations, models


def rules_only():
    return ["rules.clauses"]


def field(default):
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=40), default=default, size=None, verbose_name="what it shows"
    )


class Migration(migrations.Migration):
    dependencies = [("rules", "0007_telling")]
    operations = [
        migrations.AddField(model_name="screen", name="panels", field=field(rules_only)),
        migrations.AlterField(model_name="screen", name="panels", field=field(list)),
        migrations.AddField(
            model_name="screen", name="shows_names", field=models.BooleanField(default=False, verbose_name="names of persons")
        ),
        migrations.AddConstraint(
            model_name="screen",
            constraint=models.CheckConstraint(
                condition=models.Q(("panels__len__gt", 0)), name="rules_screen_shows_something",
                violation_error_message="Choose at least one thing that the screen shows.",
            ),
        ),
    ]  # fmt: skip
