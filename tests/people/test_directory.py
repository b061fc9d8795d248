"""The staff directory and one's own profile."""

from datetime import date

import pytest

from people.models import Assignment, Employee
from people.services.employment import leave_company
from tests.factories import EmployeeFactory, department, holder, post

pytestmark = pytest.mark.django_db


def listed(client, query: str = "") -> list[str]:
    response = client.get(f"/people/{query}")
    return [person.name for person in response.context["page"].object_list]


@pytest.fixture
def names(office):
    """People whose names sort otherwise by code point."""
    Employee.objects.exclude(pk=office.li.pk).update(left_on=date(2026, 2, 1))
    at = office.staff_post
    for name in ("张伟", "曾乐", "安宁", "單良", "欧阳文"):
        holder(at, name)
    return office


def test_directory_is_sorted_as_a_chinese_reader_expects(names, as_user):
    assert listed(as_user(names.li)) == ["安宁", "李雯", "欧阳文", "單良", "曾乐", "张伟"]


def test_names_stand_under_their_letters(names, as_user):
    groups = as_user(names.li).get("/people/").context["groups"]
    assert [heading for heading, _ in groups] == ["A", "L", "O", "S", "Z"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("李雯", ["李雯"]),
        ("liwen", ["李雯"]),
        ("li wen", ["李雯"]),
        ("LW", ["李雯"]),
        ("歐陽", ["欧阳文"]),
        ("单良", ["單良"]),
        ("shanliang", ["單良"]),
        ("没有", []),
    ],
)
def test_people_are_found_by_name_in_either_script_and_by_pinyin(names, as_user, typed, found):
    assert listed(as_user(names.li), f"?q={typed}") == found


def test_people_are_found_by_number(names, as_user):
    assert listed(as_user(names.li), f"?q={names.li.number}") == ["李雯"]


def test_a_unit_is_shown_with_everything_below_it(office, as_user):
    holder(post(department("客服组", office.operations), "组员"), "何川")
    assert listed(as_user(office.li), "?department=运营") == ["何川", "李雯", "王宁"]


def test_by_unit_the_senior_come_first(office, as_user):
    people = listed(as_user(office.li), "?order=department")
    assert people.index("王宁") < people.index("李雯") < people.index("钱舟")


def test_who_has_left_is_not_listed(office, as_user):
    leave_company(employee=office.seller, last_day=date(2026, 11, 19))
    assert "钱舟" not in listed(as_user(office.li))


def test_page_asks_as_much_for_five_people_as_for_fifty(office, as_user, assert_queries_constant):
    client = as_user(office.li)

    def grow():
        for _ in range(45):
            holder(office.staff_post)

    assert_queries_constant(lambda: client.get("/people/"), grow, at_most=10)


def test_search_with_an_odd_filter_still_answers(office, as_user):
    for query in ("?q=%00", "?q=%25%27", "?page=999", "?page=x", "?order=wrong", "?department=%5C"):
        assert as_user(office.li).get(f"/people/{query}").status_code == 200


def test_my_profile_names_my_roles_and_where(office, as_user):
    page = as_user(office.manager).get("/me/").content.decode()
    for text in ("王宁", "运营经理", "运营部及以下", "赵安"):
        assert text in page


def test_my_profile_asks_ten_questions_at_most(office, as_user, count_queries):
    client = as_user(office.manager)
    client.get("/me/")
    assert count_queries(lambda: client.get("/me/")) <= 10


def test_account_without_an_employee_has_a_profile(office, as_user):
    from django.test import Client

    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory(username="root", name="临时"))
    assert client.get("/me/").status_code == 200


def test_my_contact_is_changed_by_myself(office, as_user):
    sent = {"mobile": "19900001234", "email": "li@example.com", "phone": ""}
    assert as_user(office.li).post("/me/contact/", sent).status_code == 302
    office.li.refresh_from_db()
    office.li.user.refresh_from_db()
    assert (office.li.mobile, office.li.user.mobile, office.li.user.email) == ("19900001234", "19900001234", "li@example.com")


def test_contact_of_another_account_is_refused_beside_what_was_typed(office, as_user):
    office.seller.user.mobile = "19900001234"
    office.seller.user.save()
    response = as_user(office.li).post("/me/contact/", {"mobile": "19900001234", "email": "", "phone": "8001"})
    assert response.status_code == 422
    assert response.context["form"]["phone"].value() == "8001"


def test_employee_is_hired_moved_and_let_go_on_pages(office, as_user):
    client = as_user(office.hr)
    sent = {"number": "2001", "name": "吴迪", "joined_on": "2026-11-20", "post": office.staff_post.pk, "password": "yun-fan-2026"}
    assert client.post("/people/new/", sent).status_code == 302
    who = Employee.objects.get(number="2001")
    assert who.user.must_change_password
    at = post(office.sales, "大客户专员")
    assert client.post(f"/people/{who.pk}/transfer/", {"post": at.pk, "start": "2026-12-01"}).status_code == 302
    assert client.post(f"/people/{who.pk}/leave/", {"last_day": "2026-12-31"}).status_code == 302
    who.refresh_from_db()
    assert who.left_on == date(2026, 12, 31)
    assert {row.during.upper for row in Assignment.objects.filter(employee=who)} == {date(2026, 12, 1), date(2027, 1, 1)}


def test_hiring_with_a_taken_number_says_so_beside_the_field(office, as_user):
    sent = {"number": office.li.number, "name": "吴迪", "joined_on": "2026-11-20", "post": office.staff_post.pk}
    response = as_user(office.hr).post("/people/new/", sent)
    assert response.status_code == 422
    assert "number" in response.context["form"].errors


def test_nobody_leaves_while_something_is_to_begin(office, as_user):
    client = as_user(office.hr)
    client.post(f"/people/{office.li.pk}/transfer/", {"post": post(office.sales, "大客户专员").pk, "start": "2026-12-01"})
    response = client.post(f"/people/{office.li.pk}/leave/", {"last_day": "2026-11-25"})
    assert response.status_code == 422
    planned = Assignment.objects.get(employee=office.li, during__startswith=date(2026, 12, 1))
    assert client.post(f"/assignments/{planned.pk}/end/", {"last_day": "2026-11-25"}).status_code == 302
    assert not Assignment.objects.filter(pk=planned.pk).exists()
    assert client.post(f"/people/{office.li.pk}/leave/", {"last_day": "2026-11-25"}).status_code == 302


def test_person_of_an_ambiguous_name_is_asked_for_by_number(office, as_user):
    EmployeeFactory(name="李雯")
    sent = {"employee": "李雯", "start": "2026-11-20", "last_day": ""}
    response = as_user(office.hr).post(f"/organisation/{office.operations.pk}/stand-in/", sent)
    assert response.status_code == 422
    assert office.li.number in str(response.context["form"].errors["employee"])
