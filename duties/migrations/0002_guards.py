"""What was done, and what was brought up, stays as it is written."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION duties_guard_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF (OLD.done_at IS NOT NULL OR OLD.escalated_at IS NOT NULL) AND NOT rules_may_empty() THEN
            RAISE EXCEPTION 'what was done or brought up is not deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.id <> OLD.id OR NEW.duty_id <> OLD.duty_id OR OLD.done_at IS NOT NULL THEN
        RAISE EXCEPTION 'an item keeps its duty, and does not change once it is done' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.escalated_at IS NOT NULL
        AND (NEW.escalated_at, NEW.due_on, NEW.period_from, NEW.period_to, NEW.demands)
            IS DISTINCT FROM (OLD.escalated_at, OLD.due_on, OLD.period_from, OLD.period_to, OLD.demands)
        OR OLD.escalated_at IS NOT NULL AND NEW.escalated_to_id IS DISTINCT FROM OLD.escalated_to_id THEN
        RAISE EXCEPTION 'an item is brought up once, and keeps its day then' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER duties_guard_item BEFORE UPDATE OR DELETE ON duties_dutyitem
    FOR EACH ROW EXECUTE FUNCTION duties_guard_item();
CREATE TRIGGER duties_refuse_truncate BEFORE TRUNCATE ON duties_dutyitem
    FOR EACH STATEMENT EXECUTE FUNCTION rules_refuse_truncate();
"""

UNDO = """
DROP TRIGGER duties_refuse_truncate ON duties_dutyitem;
DROP TRIGGER duties_guard_item ON duties_dutyitem;
DROP FUNCTION duties_guard_item;
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial"), ("rules", "0002_guards")]
    operations = [migrations.RunSQL(SQL, UNDO)]
