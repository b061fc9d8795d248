"""The claims in the admin with 100,000 of them beside 1,000, and fifty claims handed in at once against one budget line."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection, connections

from common import clock
from tools.bench.measure import pair_of_medians, queries, say, scratch_database

SMALL, LARGE = 1_000, 100_000
AT_ONCE, EACH, ENOUGH_FOR = 50, Decimal("100.00"), 40
TIMES = 7
WAITING = 200  # claims that wait for the head, in both sizes
LISTS = {"what waits for me": {}, "all claims": {"waits": "all"}, "a state": {"state": "paid"}}
# Nine in ten are paid, the last WAITING wait for the head; each has one line and one fapiao. Triggers would judge each row alone.
FILL = """
SET session_replication_role = replica;
INSERT INTO approvals_request (number, key, kind, kind_name, title, applicant_id, department_id, content_type_id, object_id, amount,
    level, state, round, submitted_at, closed_at)
SELECT 'SP-B-' || n, gen_random_uuid(), 'finance.claim', 'Expense claim', '费用报销', %(who)s, %(unit)s, %(type)s, 1000000 + n,
    100 + n %% 900, 'department', s.state, 1, s.at, CASE WHEN s.state = 'submitted' THEN NULL ELSE s.at END
FROM generate_series(1, %(rows)s) n,
LATERAL (SELECT timestamptz '2026-11-16 10:00+08' - (%(rows)s - n) * interval '4 minutes' AS at,
    CASE WHEN n > %(rows)s - %(waiting)s THEN 'submitted' ELSE 'approved' END AS state) s;
INSERT INTO finance_claim (id, key, number, claimant_id, department_id, title, work_link, no_link_reason, late_reason, state, request_id,
    total, "offset", warnings, submitted_on, paid_at, created_at, changed_at)
OVERRIDING SYSTEM VALUE
SELECT q.object_id, gen_random_uuid(), 'BX-B-' || q.object_id, q.applicant_id, q.department_id, '拜访客户', '客户续约', '', '',
    CASE WHEN q.state = 'submitted' THEN 'submitted' WHEN q.object_id %% 10 = 0 THEN 'approved' ELSE 'paid' END, q.id, q.amount, 0,
    CASE WHEN q.object_id %% 7 = 0 THEN ARRAY['over_limit'] ELSE ARRAY[]::varchar[] END, q.submitted_at::date,
    CASE WHEN q.state = 'approved' AND q.object_id %% 10 <> 0 THEN q.submitted_at END, q.submitted_at, q.submitted_at
FROM approvals_request q WHERE q.number LIKE 'SP-B-%%';
INSERT INTO finance_claimline (claim_id, "order", category_id, cost_on, city, quantity, description, currency, rate_source, amount,
    over_reason, no_fapiao_reason)
SELECT c.id, 1, %(category)s, c.submitted_on, '', 1, '住宿一晚', 'CNY', '', c.total, '', ''
FROM finance_claim c WHERE c.number LIKE 'BX-B-%%';
INSERT INTO common_upload (id, purpose, name, content_type, size, sha256, file, level, uploaded_by_id, uploaded_at)
SELECT ('00000000-0000-4000-8000-' || lpad(l.id::text, 12, '0'))::uuid, 'finance.receipt', 'a.pdf', 'application/pdf', 1,
    lpad(l.id::text, 64, '0'), 'none', 'department', %(user)s, now()
FROM finance_claimline l JOIN finance_claim c ON c.id = l.claim_id WHERE c.number LIKE 'BX-B-%%';
INSERT INTO finance_receipt (upload_id, owner_id, line_id, is_fapiao, kind, code, number, issued_on, buyer_name, buyer_tax_id, seller_name,
    seller_tax_id, total, check_code, items, read, error, corrected, taken_at)
SELECT ('00000000-0000-4000-8000-' || lpad(l.id::text, 12, '0'))::uuid, %(who)s, l.id, true, 'digital_ordinary', '',
    '2633' || lpad(l.id::text, 16, '0'), l.cost_on, '', '', '', '', l.amount, '', '', '{}', '', ARRAY[]::varchar[], now()
FROM finance_claimline l JOIN finance_claim c ON c.id = l.claim_id WHERE c.number LIKE 'BX-B-%%';
INSERT INTO approvals_submission (request_id, round, snapshot, digest, submitted_at)
SELECT q.id, 1, '{"items": [], "files": []}', '', q.submitted_at FROM approvals_request q WHERE q.number LIKE 'SP-B-%%';
INSERT INTO approvals_requeststep (request_id, submission_id, "order", name, mode, state, activated_at, closed_at)
SELECT s.request_id, s.id, 1, 'Head of department', 'any', CASE WHEN q.state = 'submitted' THEN 'active' ELSE 'done' END,
    q.submitted_at, q.closed_at
FROM approvals_submission s JOIN approvals_request q ON q.id = s.request_id WHERE q.number LIKE 'SP-B-%%';
INSERT INTO approvals_stepapprover (step_id, place, approver_id, source, created_at, closed_at)
SELECT t.id, 1, %(head)s, 'rule', t.activated_at, t.closed_at FROM approvals_requeststep t JOIN approvals_request q ON q.id = t.request_id
WHERE q.number LIKE 'SP-B-%%';
SET session_replication_role = origin;
"""


def run() -> None:
    taken = {rows: _list(rows) for rows in (SMALL, LARGE)}
    for name in LISTS:
        for who in ("head", "finance"):
            (small, asked), (large, asked_of_many) = taken[SMALL][who, name], taken[LARGE][who, name]
            detail = f"{small * 1000:.0f} and {large * 1000:.0f} ms, {asked} and {asked_of_many} queries"
            say(f"{name} ({who}), {LARGE:,} claims / {SMALL:,}", large / small, "< 2", detail)
    _at_once()


def _office() -> tuple[object, object, object]:
    """The head of a department, somebody of it who claims, and somebody of finance."""
    from people.models import Assignment, Department, Employee, Post, Role, RoleGrant, User
    from people.services.organisation import rebuild_paths

    since = (clock.today().replace(month=1, day=1), None)
    company = Department.objects.create(code="B0", name="公司")
    made = []
    unit = Department.objects.create(code="B1", name="运营部")
    for number, name, at, role in (("B1", "经理", unit, "manager"), ("B2", "李雯", unit, None), ("B3", "会计", company, None)):
        user = User.objects.create_user(number, password=None)
        who = Employee.objects.create(number=number, name=name, user=user, joined_on=since[0])
        held = Role.objects.filter(code=role).first()
        post = Post.objects.create(department=at, title=name, rank=5 if role else 1, is_head=bool(role), role=held, during=since)
        Assignment.objects.create(employee=who, post=post, department=at, is_head=post.is_head, kind="regular", during=since)
        made.append(who)
    _versions(company, unit, made[0], since)
    rebuild_paths()
    RoleGrant.objects.create(employee=made[2], role=Role.objects.get(code="finance"), during=since)
    return tuple(made)


def _versions(company: object, unit: object, head: object, since: object) -> None:
    from people.models import DepartmentVersion

    DepartmentVersion.objects.create(department=company, name="公司", kind="company", accountable=head, during=since)
    DepartmentVersion.objects.create(department=unit, name="运营部", kind="department", parent=company, accountable=head, during=since)


def _list(rows: int) -> dict[tuple[str, str], tuple[float, int]]:
    """Seconds and queries of each list, by reader."""
    from django.contrib.contenttypes.models import ContentType
    from django.test import Client

    from finance.models import Claim, ExpenseCategory

    with scratch_database(f"bench_claims_{rows}"):
        head, who, finance = _office()
        facts = {
            "rows": rows, "waiting": WAITING, "who": who.pk, "head": head.pk, "unit": who.on(clock.today()).department_id,
            "user": who.user_id, "type": ContentType.objects.get_for_model(Claim).pk,
            "category": ExpenseCategory.objects.get(code="lodging").pk,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(FILL, facts)
            cursor.execute("ANALYZE")
        found = {}
        for name, asked in LISTS.items():
            for role, reader in (("head", head), ("finance", finance)):
                client = Client(raise_request_exception=True)
                client.force_login(reader.user)
                look = _looking(client, asked)
                seconds, _again = pair_of_medians(look, lambda: None, TIMES)
                found[role, name] = seconds, queries(look)
        return found


def _looking(client: object, asked: dict[str, str]) -> Callable[[], None]:
    def look() -> None:
        response = client.get("/admin/finance/claim/", asked)  # type: ignore[attr-defined]
        assert response.status_code == 200, response.status_code

    return look


def _at_once() -> None:
    """Fifty people press at the same moment; the budget is enough for forty."""
    from common.policy import PlainProvider, using
    from finance.models import BudgetAccount
    from finance.services.ledger import verify_accounts

    with scratch_database("bench_at_once"), using(PlainProvider({"bud.overrun_policy": "block"})):
        head, _who, _finance = _office()
        claims = _claims(head)
        start = time.perf_counter()
        results = _pressed(claims)
        seconds = time.perf_counter() - start
        done = sum(one == "" for one in results)
        account = BudgetAccount.objects.get()
        refused = sum(one == "RuleBroken" for one in results)
        other = sorted(set(results) - {"", "RuleBroken"})
        exact = "sums exact" if not verify_accounts() and account.reserved == done * EACH else "SUMS WRONG"
        alone = _alone(claims[0])
        detail = f"{seconds:.1f} s, {done} of {ENOUGH_FOR} fit, {refused} refused, {exact}{'' if not other else f', {other}'}"
        say(f"{AT_ONCE} claims at once / as many one by one", seconds / (alone * AT_ONCE), "-", detail)


def _claims(head: object) -> list:
    """A draft of each of fifty people, for which one line of one budget has to stand."""
    from finance.models import Budget, BudgetLine, BudgetVersion, ExpenseCategory
    from finance.services.ledger import set_amounts
    from people.models import Assignment, Employee, Post, User

    day, at = clock.today(), clock.now()
    unit = head.on(day).department  # type: ignore[attr-defined]
    category = ExpenseCategory.objects.get(code="courier")
    version = BudgetVersion.objects.create(
        budget=Budget.objects.create(year=day.year, department=unit), version=1, proposed_by=head, created_at=at,
    )  # fmt: skip
    BudgetLine.objects.create(version=version, category=category, amount=EACH * ENOUGH_FOR, months=[0] * 12)
    set_amounts(version=version, at=at)
    post = Post.objects.create(department=unit, title="专员", rank=1, during=(day.replace(month=1, day=1), None))
    made = []
    for n in range(AT_ONCE):
        user = User.objects.create_user(f"C{n}", password=None)
        who = Employee.objects.create(number=f"C{n}", name=f"员工{n}", user=user, joined_on=day.replace(month=1, day=1))
        Assignment.objects.create(employee=who, post=post, department=unit, is_head=False, kind="regular", during=post.during)
        made.append(_draft(who, unit, category, n))
    return made


def _draft(who: object, unit: object, category: object, n: int) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from common.uploads import store_upload
    from finance.models import Claim, ClaimLine, Receipt

    day, at = clock.today() - timedelta(days=1), clock.now()
    claim = Claim.objects.create(
        key=uuid4(), claimant=who, department=unit, title="寄合同", work_link="客户续约", total=EACH, created_at=at, changed_at=at
    )
    line = ClaimLine.objects.create(claim=claim, order=1, category=category, cost_on=day, description="快递", amount=EACH)
    file = SimpleUploadedFile("a.txt", f"第{n}张".encode(), "text/plain")
    upload = store_upload(file=file, purpose="finance.receipt", by=who.user)  # type: ignore[attr-defined]
    Receipt.objects.create(
        upload=upload, owner=who, line=line, is_fapiao=True, kind="digital_ordinary", number=f"2633{n:016d}", issued_on=day, total=EACH,
        buyer_name="我司", taken_at=at,
    )  # fmt: skip
    return claim


def _pressed(claims: list) -> list[str]:
    """The name of what each raised, "" for none; every one on a connection of its own, all at the same moment."""
    from finance.services.claims import submit_claim

    results = ["did not come back"] * len(claims)
    barrier = threading.Barrier(len(claims))

    def press(place: int, claim: object) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=60)
            submit_claim(claim=claim, by=claim.claimant, at=clock.now())  # type: ignore[attr-defined]
            results[place] = ""
        except Exception as error:  # whatever it is, is the result
            results[place] = type(error).__name__
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=press, args=one) for one in enumerate(claims)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def _alone(claim: object) -> float:
    """Seconds of one submission when nobody else is there, undone each time."""
    from finance.models import Claim
    from finance.services.claims import submit_claim
    from tools.bench.approvals import undone
    from tools.bench.measure import median_seconds

    fresh = Claim.objects.filter(state="draft").select_related("claimant").first() or claim
    return median_seconds(lambda: undone(lambda: _tried(lambda: submit_claim(claim=fresh, by=fresh.claimant, at=clock.now()))), 11)


def _tried(act: Callable[[], object]) -> None:
    from common.errors import RuleBroken

    try:
        act()
    except RuleBroken:
        return
