"""What the database refuses about editions, and the token that tells processes to look again."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION rules_may_empty() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_setting('opsdept.may_empty', true) = 'on' AND current_database() LIKE 'test\_%'
$$;

-- An edition starts as a draft, stays as it is once published, and is published only with a passed legality review
-- of its last round (POL-04) and an approved request.
CREATE FUNCTION rules_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    verdict text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'an edition starts as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' AND NOT rules_may_empty() THEN
            RAISE EXCEPTION 'only a draft edition can be deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'published' THEN
        IF NEW IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION 'a published edition cannot change' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.rulebook_id <> OLD.rulebook_id OR NEW.number <> OLD.number OR NEW.code <> OLD.code THEN
        RAISE EXCEPTION 'an edition keeps its rulebook, number and address' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.round := OLD.round;
    IF OLD.state = 'draft' AND NEW.state <> 'draft' THEN
        NEW.round := OLD.round + 1;
    ELSIF NEW.state = 'draft' AND OLD.state <> 'draft' THEN
        NEW.approval_id := NULL;
        NEW.approved_by_id := NULL;
    END IF;
    IF NEW.state IN ('reviewed', 'approval', 'approved', 'published') THEN
        SELECT r.verdict INTO verdict FROM rules_legalityreview r WHERE r.edition_id = NEW.id AND r.round = NEW.round;
        IF verdict IS DISTINCT FROM 'pass' THEN
            RAISE EXCEPTION 'an edition without a passed legality review cannot go on' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state IN ('approved', 'published') AND NOT EXISTS (
        SELECT FROM approvals_request q WHERE q.id = NEW.approval_id AND q.state = 'approved' AND q.object_id = NEW.id
            AND q.kind LIKE 'rules.edition:%'
    ) THEN
        RAISE EXCEPTION 'an edition is published after its approval' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'published' AND NOT EXISTS (
        SELECT FROM rules_legalityreview r WHERE r.edition_id = NEW.id AND r.round = NEW.round AND r.digest = NEW.digest
    ) THEN
        RAISE EXCEPTION 'what is published must be what was reviewed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER rules_guard_edition BEFORE INSERT OR UPDATE OR DELETE ON rules_edition
    FOR EACH ROW EXECUTE FUNCTION rules_guard_edition();

-- Number and title are part of what was published: the digest of every edition holds them.
CREATE FUNCTION rules_guard_rulebook() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number <> OLD.number OR NEW.title <> OLD.title)
        AND EXISTS (SELECT FROM rules_edition e WHERE e.rulebook_id = OLD.id AND e.state = 'published') THEN
        RAISE EXCEPTION 'number and title of a published rulebook do not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER rules_guard_rulebook BEFORE UPDATE ON rules_rulebook
    FOR EACH ROW EXECUTE FUNCTION rules_guard_rulebook();

-- Wording, values and bindings change only while their edition is a draft.
CREATE FUNCTION rules_guard_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    editions bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        editions := ARRAY[OLD.edition_id];
    ELSIF TG_OP = 'INSERT' THEN
        editions := ARRAY[NEW.edition_id];
    ELSE
        editions := ARRAY[OLD.edition_id, NEW.edition_id];
    END IF;
    IF EXISTS (SELECT FROM rules_edition e WHERE e.id = ANY (editions) AND e.state <> 'draft')
        AND NOT (TG_OP = 'DELETE' AND rules_may_empty()) THEN
        RAISE EXCEPTION 'text, values and bindings change only in a draft' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

-- The days of force are written once; only an open end may be closed, and by whom it was replaced named with it.
CREATE FUNCTION rules_guard_force() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF rules_may_empty() THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the days over which an edition is in force are not deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT FROM rules_edition e WHERE e.id = NEW.edition_id AND e.state = 'published' AND e.rulebook_id = NEW.rulebook_id
                AND e.effective_on <= lower(NEW.during)
        ) THEN
            RAISE EXCEPTION 'only a published edition is in force, and not before its day' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.id = OLD.id AND NEW.edition_id = OLD.edition_id AND NEW.rulebook_id = OLD.rulebook_id AND NEW.posts = OLD.posts
        AND NEW.department_id IS NOT DISTINCT FROM OLD.department_id
        AND lower(NEW.during) = lower(OLD.during) AND upper_inf(OLD.during) AND NOT upper_inf(NEW.during)
        AND OLD.replaced_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the days over which an edition is in force do not change' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER rules_guard_force BEFORE INSERT OR UPDATE OR DELETE ON rules_force
    FOR EACH ROW EXECUTE FUNCTION rules_guard_force();

CREATE FUNCTION rules_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF rules_may_empty() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION rules_new_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rules_generation (id, token) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $$;
"""

CONTENT = ("rules_clausetext", "rules_value", "rules_clausebinding", "rules_edition_supersedes")
KEPT = ("rules_edition", "rules_force", *CONTENT)
DECIDES = ("rules_force", "rules_rulebook", "people_departmentpath", "people_department")

for table in CONTENT:
    SQL += f"""
CREATE TRIGGER rules_guard_content BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION rules_guard_content();"""
for table in KEPT:
    SQL += f"""
CREATE TRIGGER rules_refuse_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rules_refuse_truncate();"""
for table in DECIDES:
    SQL += f"""
CREATE TRIGGER rules_new_generation AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rules_new_generation();"""

SQL += """
-- A value and a binding stand in a clause of their own edition.
ALTER TABLE rules_value ADD CONSTRAINT rules_value_in_its_edition FOREIGN KEY (edition_id, clause_id)
    REFERENCES rules_clausetext (edition_id, clause_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE rules_clausebinding ADD CONSTRAINT rules_binding_in_its_edition FOREIGN KEY (edition_id, clause_id)
    REFERENCES rules_clausetext (edition_id, clause_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

UNDO = "".join(f"DROP TRIGGER rules_new_generation ON {table};" for table in DECIDES[2:]) + """
ALTER TABLE rules_value DROP CONSTRAINT rules_value_in_its_edition;
ALTER TABLE rules_clausebinding DROP CONSTRAINT rules_binding_in_its_edition;
DROP FUNCTION rules_guard_edition, rules_guard_rulebook, rules_guard_content, rules_guard_force, rules_refuse_truncate, rules_new_generation,
    rules_may_empty CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial"), ("people", "0001_initial"), ("approvals", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
