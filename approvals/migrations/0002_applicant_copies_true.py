"""The applicant in a decision cannot lie: one foreign key over request and applicant."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE approvals_decision ADD CONSTRAINT approvals_decision_copies_its_applicant
            FOREIGN KEY (request_id, applicant_id) REFERENCES approvals_request (id, applicant_id)
            DEFERRABLE INITIALLY DEFERRED
            """,
            "ALTER TABLE approvals_decision DROP CONSTRAINT approvals_decision_copies_its_applicant",
        )
    ]
