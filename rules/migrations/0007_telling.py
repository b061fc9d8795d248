"""A question says in which clause its answer stands, so that whoever was wrong can read it there."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
-- The clause of a question is one of its own edition; taken out of the draft, the question stays without it.
ALTER TABLE rules_quizquestion ADD CONSTRAINT rules_question_in_its_edition FOREIGN KEY (edition_id, clause_id)
    REFERENCES rules_clausetext (edition_id, clause_id) ON DELETE SET NULL (clause_id) DEFERRABLE INITIALLY DEFERRED;
"""
UNDO = "ALTER TABLE rules_quizquestion DROP CONSTRAINT rules_question_in_its_edition;"


class Migration(migrations.Migration):
    dependencies = [("rules", "0006_making")]
    operations = [
        migrations.AddField(
            model_name="quizquestion",
            name="clause",
            field=models.ForeignKey(
                blank=True, help_text="Where the answer stands.", null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="rules.clause", verbose_name="clause",
            ),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]  # fmt: skip
