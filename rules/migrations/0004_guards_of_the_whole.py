"""What the database refuses about consultations, imports, pilots and the smaller parts of an edition."""

from importlib import import_module

from django.db import migrations

SQL = r"""
-- As before; and a consultation is no round of review, what leaves the draft for review says what it must fit (POL-23),
-- and nothing is published while a remark of its import is unconfirmed (SYS-05).
CREATE OR REPLACE FUNCTION rules_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF OLD.state IN ('draft', 'consultation') AND NEW.state NOT IN ('draft', 'consultation') THEN
        NEW.round := OLD.round + 1;
        IF NOT EXISTS (
            SELECT FROM rules_brief b WHERE b.edition_id = NEW.id AND btrim(b.company_size) <> '' AND btrim(b.company_nature) <> ''
                AND btrim(b.business_range) <> '' AND btrim(b.posts_and_duties) <> ''
        ) THEN
            RAISE EXCEPTION 'an edition goes to review when it says what it must fit' USING ERRCODE = 'restrict_violation';
        END IF;
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
    IF NEW.state = 'published' AND EXISTS (
        SELECT FROM rules_nodeflag f JOIN rules_importednode n ON n.id = f.node_id JOIN rules_importeddocument d ON d.id = n.document_id
        WHERE d.edition_id = NEW.id AND f.confirmed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'every remark of the import is confirmed before publication' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'published' AND NOT EXISTS (
        SELECT FROM rules_legalityreview r WHERE r.edition_id = NEW.id AND r.round = NEW.round AND r.digest = NEW.digest
    ) THEN
        RAISE EXCEPTION 'what is published must be what was reviewed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;


-- The days of force are written once; only their end may come sooner, once, and by whom it
-- was replaced is named with it.
CREATE OR REPLACE FUNCTION rules_guard_force() RETURNS trigger LANGUAGE plpgsql AS $$
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
        AND lower(NEW.during) = lower(OLD.during) AND NOT upper_inf(NEW.during)
        AND (upper_inf(OLD.during) OR upper(NEW.during) < upper(OLD.during))
        AND OLD.replaced_by_id IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the days over which an edition is in force do not change' USING ERRCODE = 'restrict_violation';
END $$;


"""

CONTENT = ("rules_principlelink", "rules_responsibilitylink", "rules_quizquestion", "rules_edition_pilot_departments", "rules_brief")

for table in CONTENT:
    SQL += f"""
CREATE TRIGGER rules_guard_content BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION rules_guard_content();
CREATE TRIGGER rules_refuse_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rules_refuse_truncate();"""

SQL += """
-- A linked principle, and a duty taken on, stand in a clause of their own edition.
ALTER TABLE rules_principlelink ADD CONSTRAINT rules_principle_clause_in_its_edition FOREIGN KEY (edition_id, clause_id)
    REFERENCES rules_clausetext (edition_id, clause_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE rules_principlelink ADD CONSTRAINT rules_principle_in_its_edition FOREIGN KEY (edition_id, principle_id)
    REFERENCES rules_clausetext (edition_id, clause_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE rules_responsibilitylink ADD CONSTRAINT rules_responsibility_in_its_edition FOREIGN KEY (edition_id, clause_id)
    REFERENCES rules_clausetext (edition_id, clause_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

before = import_module("rules.migrations.0002_guards").SQL
FORMER = (
    before[before.index("-- An edition starts") : before.index("CREATE TRIGGER rules_guard_edition")]
    + before[before.index("-- The days of force") : before.index("CREATE TRIGGER rules_guard_force")]
)
UNDO = "".join(
    f"DROP TRIGGER rules_guard_content ON {table}; DROP TRIGGER rules_refuse_truncate ON {table};" for table in CONTENT
) + FORMER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + """
ALTER TABLE rules_principlelink DROP CONSTRAINT rules_principle_clause_in_its_edition;
ALTER TABLE rules_principlelink DROP CONSTRAINT rules_principle_in_its_edition;
ALTER TABLE rules_responsibilitylink DROP CONSTRAINT rules_responsibility_in_its_edition;
"""  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("rules", "0003_whole")]
    operations = [migrations.RunSQL(SQL, UNDO)]
