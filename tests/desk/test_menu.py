"""The navigation: who sees what, and what it costs."""

from types import SimpleNamespace

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from common import menu, panels
from common.menu import MenuItem
from tests.factories import EmployeeFactory, grant


@pytest.fixture
def items(monkeypatch):
    kept: list[MenuItem] = []
    monkeypatch.setattr(menu, "_items", kept)
    return kept


def request_to(path="/", permissions=()):
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(has_perm=lambda name: name in permissions)
    return request


def item(url_name="desk:home", order=1, **options):
    return MenuItem(label="首页", url_name=url_name, icon="home", order=order, **options)


def test_entries_stand_in_their_order(items):
    items += [item("desk:more", 2), item("desk:home", 1)]
    assert [entry.url for entry in menu.for_request(request_to()).main] == ["/", "/more/"]


def test_entry_is_hidden_without_its_permission(items):
    items.append(item(permission="people.view_employee"))
    assert menu.for_request(request_to()).main == []
    assert len(menu.for_request(request_to(permissions=("people.view_employee",))).main) == 1


def test_entry_of_a_page_that_is_not_served_is_left_out(items):
    items.append(item("nowhere:page"))
    assert menu.for_request(request_to()).main == []


def test_badge_runs_only_when_shown_and_once(items):
    asked = []
    items.append(item(badge=lambda request: asked.append(1) or 3))
    entry = menu.for_request(request_to()).main[0]
    assert asked == []
    assert (entry.count, entry.count) == (3, 3)
    assert asked == [1]


def test_only_the_nearest_entry_is_current(items):
    items += [item("desk:home"), item("desk:account"), item("account_login")]
    shown = menu.for_request(request_to("/account/login/")).main
    assert [entry.is_current for entry in shown] == [False, False, True]


def test_first_page_is_current_only_on_itself(items):
    items.append(item())
    assert not menu.for_request(request_to("/more/")).main[0].is_current


def test_phone_shows_five_entries_at_most(items):
    items += [item("desk:home", n) for n in range(4)] + [item("desk:more", 9, place="more")]
    assert not menu.for_request(request_to()).has_rest
    items.append(item("desk:account", 10, place="more"))
    shown = menu.for_request(request_to())
    assert (len(shown.bottom), len(shown.rest), shown.has_rest) == (4, 2, True)


def test_panel_without_context_is_left_out(monkeypatch):
    shown = panels.Panel(name="a", template="x.html", context=lambda request: {"n": 1}, order=1)
    empty = panels.Panel(name="b", template="x.html", context=lambda request: None, order=2)
    other = panels.Panel(name="c", template="x.html", context=lambda request: {}, order=3, place="side")
    monkeypatch.setattr(panels, "_panels", [shown, empty, other])
    assert [panel.name for panel in panels.for_request(request_to(), "main")] == ["a"]


def test_panel_needs_its_permission(monkeypatch):
    panel = panels.Panel(name="a", template="x.html", context=lambda request: {}, order=1, permission="people.view_employee")
    monkeypatch.setattr(panels, "_panels", [panel])
    assert panels.for_request(request_to(), "main") == []


def test_nobody_sees_entries_that_need_a_permission(items):
    items.append(item(permission="people.view_employee"))
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert menu.for_request(request).main == []


def test_entry_of_an_area_stands_on_its_first_page_only(items):
    items += [item("desk:home"), item("desk:account"), item("desk:more", area="desk:account")]
    shown = menu.for_request(request_to("/account/"))
    assert [entry.url_name for entry in shown.main] == ["desk:home", "desk:account"]
    assert [entry.url_name for entry in shown.shelf] == ["desk:more"]
    assert menu.for_request(request_to("/")).shelf == []


@pytest.mark.django_db
def test_page_of_the_desk_asks_for_its_tables_once(client, monkeypatch):
    build, asked = AdminSite._build_app_dict, []
    monkeypatch.setattr(AdminSite, "_build_app_dict", lambda *args, **options: asked.append(1) or build(*args, **options))
    admin = EmployeeFactory()
    grant(admin, "administrator")
    client.force_login(admin.user)
    assert client.get("/admin/").status_code == 200
    assert len(asked) == 1
