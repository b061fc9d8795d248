"""What the database refuses about money: payments without their approval, claims that change after they were handed in."""

from django.db import migrations

SQL = r"""
CREATE FUNCTION finance_may_empty() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_setting('opsdept.may_empty', true) = 'on' AND current_database() LIKE 'test\_%'
$$;

-- A claim starts as a draft, and what was paid stays as it is but for its place in the archive.
CREATE FUNCTION finance_guard_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' AND NOT finance_may_empty() THEN
            RAISE EXCEPTION 'only a draft claim can be deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a claim starts as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.claimant_id <> OLD.claimant_id THEN
        RAISE EXCEPTION 'a claim keeps its claimant' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'paid' AND (NEW.state <> 'paid' OR NEW.total <> OLD.total OR NEW.request_id <> OLD.request_id) THEN
        RAISE EXCEPTION 'a paid claim does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('approved', 'paid') AND NEW.state <> OLD.state AND NOT EXISTS (
        SELECT FROM approvals_request q WHERE q.id = NEW.request_id AND q.state = 'approved' AND q.kind = 'finance.claim'
            AND q.object_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a claim is approved by its request' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_guard_claim BEFORE INSERT OR UPDATE OR DELETE ON finance_claim
FOR EACH ROW EXECUTE FUNCTION finance_guard_claim();

-- Lines change while their claim is a draft or was sent back; what finance grants, while it is with its approvers.
CREATE FUNCTION finance_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line finance_claimline;
    at text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT state INTO at FROM finance_claim WHERE id = line.claim_id;
    IF at IN ('draft', 'sent_back') OR (TG_OP = 'DELETE' AND finance_may_empty()) THEN
        RETURN line;
    END IF;
    IF TG_OP = 'UPDATE' AND at = 'submitted' THEN
        line := OLD;
        line.sanctioned := NEW.sanctioned;
        IF NEW IS NOT DISTINCT FROM line THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the lines of a claim do not change once it is handed in' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER finance_guard_line BEFORE INSERT OR UPDATE OR DELETE ON finance_claimline
FOR EACH ROW EXECUTE FUNCTION finance_guard_line();

-- No payment without its chain of approvals (APV-01), and none of another amount than was approved at most.
CREATE FUNCTION finance_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'paid' AND NOT finance_may_empty() THEN
            RAISE EXCEPTION 'a payment that was made stays' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state <> 'planned' OR (NEW.claim_id, NEW.advance_id, NEW.request_id, NEW.payee_id, NEW.amount, NEW.account_number)
            IS DISTINCT FROM (OLD.claim_id, OLD.advance_id, OLD.request_id, OLD.payee_id, OLD.amount, OLD.account_number) THEN
            RAISE EXCEPTION 'a payment keeps its payee, account and amount' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM approvals_request q
        WHERE q.id = NEW.request_id AND q.state = 'approved' AND q.applicant_id = NEW.payee_id
            AND ((q.kind = 'finance.claim' AND q.object_id = NEW.claim_id) OR (q.kind = 'finance.advance' AND q.object_id = NEW.advance_id))
    ) THEN
        RAISE EXCEPTION 'no payment without an approved request' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.claim_id IS NOT NULL AND NEW.amount > (SELECT total - "offset" FROM finance_claim WHERE id = NEW.claim_id) THEN
        RAISE EXCEPTION 'no more is paid than was approved' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.advance_id IS NOT NULL AND NEW.amount > (SELECT amount FROM finance_advance WHERE id = NEW.advance_id) THEN
        RAISE EXCEPTION 'no more is paid than was approved' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_guard_payment BEFORE INSERT OR UPDATE OR DELETE ON finance_payment
FOR EACH ROW EXECUTE FUNCTION finance_guard_payment();
"""
BACK = """
DROP TRIGGER finance_guard_payment ON finance_payment;
DROP TRIGGER finance_guard_line ON finance_claimline;
DROP TRIGGER finance_guard_claim ON finance_claim;
DROP FUNCTION finance_guard_payment();
DROP FUNCTION finance_guard_line();
DROP FUNCTION finance_guard_claim();
DROP FUNCTION finance_may_empty();
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_claims_and_budgets"), ("approvals", "0002_applicant_copies_true")]

    operations = [migrations.RunSQL(SQL, BACK)]
