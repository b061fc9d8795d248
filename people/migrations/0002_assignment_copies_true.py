"""The copies of the post's columns in an assignment cannot lie: one foreign key over all three."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE people_assignment ADD CONSTRAINT people_assignment_copies_its_post
            FOREIGN KEY (post_id, department_id, is_head) REFERENCES people_post (id, department_id, is_head)
            DEFERRABLE INITIALLY DEFERRED
            """,
            "ALTER TABLE people_assignment DROP CONSTRAINT people_assignment_copies_its_post",
        )
    ]
