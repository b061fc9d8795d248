"""Role descriptions: begun for a post, acknowledged by its holder, and the matrix of duties and posts (ORG-09)."""

import io

import pytest
from python_calamine import CalamineWorkbook

from common.errors import RuleBroken
from people.models import Post
from rules import services
from rules.models import Edition, Responsibility
from rules.selectors.roles import matrix, seats
from rules.services.roles import add_duty, start_role_description, take_on
from tests import factories
from tests.rules import making, reading
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, TODAY, as_, on, said
from tests.rules.reading import asked


@pytest.fixture
def post(office: Office) -> Post:
    return office.staff.assignments.get().post


def duty(office: Office, name: str, **facts: object) -> Responsibility:
    return add_duty(department=office.team, name=name, **facts)


def describe(office: Office, post: Post, *duties: Responsibility) -> Edition:
    """A published description that takes on these duties, one clause each."""
    edition = start_role_description(post=post, by=office.director, at=NOW)
    making.fit(edition)
    chapter = edition.texts.order_by("order").first()
    for one in duties:
        row = services.add_clause(edition=edition, after=chapter.clause, below=True, text=f"负责{one.name}。")
        take_on(edition=edition, clause=row.clause, duties=[one])
    return making.publish(Edition.objects.get(pk=edition.pk), office, on=FIRST)


@pytest.mark.row("ORG-09")
@pytest.mark.django_db
def test_matrix_lists_orphans_and_doubles(office: Office, post: Post):
    other = factories.post(office.team, "组长", 2)
    mail, stock, shop, shared = (duty(office, name) for name in ("回复邮件", "盘点", "巡店", "值班"))
    Responsibility.objects.filter(pk=shared.pk).update(is_shared=True)
    describe(office, post, mail, shop, shared)
    describe(office, other, shop, shared)
    found = matrix(office.team, TODAY)
    assert [one.name for one in found.orphans] == ["盘点"]
    assert [one.name for one in found.doubles] == ["巡店"]
    with on(TODAY):
        text = said(as_(office.director), f"/rules/roles/{office.team.pk}/")
    assert "1项职责无人承担" in text
    assert stock.name in text
    assert "1项职责由多个岗位承担" in text


@pytest.mark.row("ORG-09")
@pytest.mark.django_db
def test_date_on_which_the_holder_acknowledged_is_visible(office: Office, post: Post):
    edition = describe(office, post, duty(office, "回复邮件"))
    assert asked(edition) == ["李雯"]
    with on(TODAY):
        assert "李雯 未确认" in said(as_(office.director), f"/rules/roles/{office.team.pk}/")
        reading.acknowledge(edition, office.staff)
        assert "李雯 11月2日 周一确认" in said(as_(office.director), f"/rules/roles/{office.team.pk}/")


@pytest.mark.django_db
def test_matrix_reads_the_editions_in_force_only(office: Office, post: Post):
    mail = duty(office, "回复邮件")
    describe(office, post, mail)
    assert [one.name for one in matrix(office.team, NOW.date()).orphans] == ["回复邮件"]  # the day before
    assert matrix(office.team, FIRST).orphans == []


@pytest.mark.django_db
def test_post_has_one_description(office: Office, post: Post):
    start_role_description(post=post, by=office.director, at=NOW)
    with pytest.raises(RuleBroken, match="已有职责书"):
        start_role_description(post=post, by=office.director, at=NOW)


@pytest.mark.django_db
def test_description_is_begun_by_clicking(office: Office, post: Post):
    with on(TODAY):
        response = as_(office.director).post(f"/rules/roles/posts/{post.pk}/start/")
    edition = Edition.objects.get()
    assert response.headers["Location"] == f"/rules/editions/{edition.pk}/write/"
    assert (edition.rulebook.kind, edition.rulebook.title) == ("role", "专员岗位职责书")
    assert list(edition.rulebook.posts.all()) == [post]


@pytest.mark.django_db
def test_clause_takes_on_duties_on_its_page(office: Office, post: Post):
    edition = start_role_description(post=post, by=office.director, at=NOW)
    mail, stock = duty(office, "回复邮件"), duty(office, "盘点")
    clause = edition.texts.order_by("order")[0].clause_id
    url = f"/rules/editions/{edition.pk}/duties/{clause}/"
    with on(TODAY):
        client = as_(office.director)
        client.post(url, {"duties": [mail.pk, stock.pk]})
        client.post(url, {"duties": [stock.pk]})
        assert [link.responsibility for link in edition.responsibilities.all()] == [stock]
        text = said(client, f"/rules/editions/{edition.pk}/duties/")
    assert "回复邮件" in text.partition("一、岗位职责")[0]  # still to be taken on


@pytest.mark.django_db
def test_duty_is_written_down_and_changed_by_whoever_may(office: Office):
    url = f"/rules/roles/{office.team.pk}/duties/new/"
    assert as_(office.staff).get(url).status_code == 403
    client = as_(office.director)
    client.post(url, {"name": "回复邮件", "source": "一（一）"})
    row = Responsibility.objects.get()
    assert (row.name, row.code, row.is_shared) == ("回复邮件", f"{office.team.code}-01", False)
    client.post(f"/rules/roles/duties/{row.pk}/", {"name": "回信", "is_shared": "on", "is_active": "on"})
    row.refresh_from_db()
    assert (row.name, row.is_shared) == ("回信", True)


@pytest.mark.django_db
def test_duties_of_other_units_are_closed(office: Office, post: Post):
    theirs = factories.department("市场部", office.company)
    client = as_(office.director)
    assert client.get(f"/rules/roles/{theirs.pk}/").status_code == 403
    assert as_(office.staff).get(f"/rules/roles/{office.team.pk}/").status_code == 403


@pytest.mark.django_db
def test_description_does_not_stand_among_the_rules(office: Office, post: Post):
    describe(office, post, duty(office, "回复邮件"))
    with on(TODAY):
        assert "专员岗位职责书" not in said(as_(office.staff), "/rules/")
        assert "专员岗位职责书" in said(as_(office.staff), "/rules/?q=岗位")
        assert "第1版" in said(as_(office.staff), "/rules/roles/")


@pytest.mark.django_db
def test_matrix_is_a_sheet_too(office: Office, post: Post):
    describe(office, post, duty(office, "回复邮件"))
    duty(office, "盘点")
    with on(TODAY):
        response = as_(office.director).get(f"/rules/roles/{office.team.pk}/matrix.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()
    assert [row[:4] for row in rows[1:3]] == [
        [f"{office.team.code}-01", "回复邮件", "", ""],
        [f"{office.team.code}-02", "盘点", "", "无人承担"],
    ]


@pytest.mark.django_db
def test_pages_ask_as_much_for_many_posts(office: Office, post: Post, assert_queries_constant):
    describe(office, post, duty(office, "回复邮件"))
    client = as_(office.director)

    def grow() -> None:
        for number in range(3):
            describe(office, factories.post(office.team, f"岗位{number}", 1), duty(office, f"职责{number}"))
            factories.holder(post)

    with on(TODAY):
        assert_queries_constant(lambda: client.get(f"/rules/roles/{office.team.pk}/"), lambda: None, at_most=20)
        assert_queries_constant(lambda: client.get("/rules/roles/"), grow, at_most=14)


@pytest.mark.django_db
def test_seats_tell_the_draft_beside_the_edition_in_force(office: Office, post: Post):
    edition = describe(office, post, duty(office, "回复邮件"))
    draft = services.draft_edition(rulebook=edition.rulebook, by=office.director, at=NOW)
    seat = seats([post], TODAY)[0]
    assert (seat.edition, seat.draft) == (edition, draft)
    assert draft.responsibilities.count() == 1
