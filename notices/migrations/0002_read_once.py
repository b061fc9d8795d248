from django.db import migrations

CREATE = """
CREATE FUNCTION notices_recipient_read_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.read_at IS NULL AND (NEW.id, NEW.notice_id, NEW.recipient_id, NEW.delivered_at)
        = (OLD.id, OLD.notice_id, OLD.recipient_id, OLD.delivered_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'notices_recipient_read_once: a received notice changes once, when it is read'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notices_recipient_read_once';
END $$;

CREATE TRIGGER notices_recipient_read_once BEFORE UPDATE ON notices_noticerecipient
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION notices_recipient_read_once();
"""

DROP = """
DROP TRIGGER notices_recipient_read_once ON notices_noticerecipient;
DROP FUNCTION notices_recipient_read_once();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
