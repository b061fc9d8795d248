"""The shell in a real browser: console, axe, keyboard, and drafts that outlive a login."""

import pytest

from people.models import Department
from tests.factories import EmployeeFactory, UserFactory, department, grant, holder, post
from tests.support.browser import DESKTOP, PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct-horse-7"
BEFORE_LOGIN = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/"]
AFTER_LOGIN = [
    "/",
    "/more/",
    "/account/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/password/change/",
    "/account/logout/",
    "/nowhere/",
]


@pytest.fixture
def user():
    user = UserFactory(username="0007", email="liwen@example.com")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def administrator(user):
    from people.builtin import ensure_roles

    ensure_roles()
    department("杭州分公司")
    grant(EmployeeFactory(user=user, number="0007"), "administrator")
    return user


def log_in(page, path="/"):
    page.goto(path)
    page.get_by_label("工号、手机或邮箱").fill("0007")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desktop"])
def test_pages_of_the_shell_are_accessible(open_page, user, size, dark):
    nobody, somebody = open_page(None, size, dark), open_page(user, size, dark)
    for page, paths in ((nobody, BEFORE_LOGIN), (somebody, AFTER_LOGIN)):
        for path in paths:
            page.goto(path)
            check(page)


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desktop"])
def test_boards_are_accessible(open_page, administrator, size, dark):
    holder(post(Department.objects.get(), "专员", 1), "李雯")
    page = open_page(administrator, size, dark)
    for path in ("/", "/desk/team/", "/desk/team/missing/", "/desk/team/away/", "/desk/company/"):
        page.goto(path)
        check(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_admin_works_under_its_content_security(open_page, administrator, size):
    page = open_page(administrator, size)
    for path in ("/admin/", "/admin/common/auditentry/", "/admin/common/auditentry/1/change/", "/admin/common/auditentry/1/history/"):
        response = page.goto(path)
        assert "'unsafe-inline'" not in response.headers["content-security-policy"].split("script-src")[1].split(";")[0]
        check(page)


COUNTED = [("zh-hans", "已选{}项，共{}项"), ("zh-hant", "已選{}項，共{}項"), ("en", "{} of {} selected")]


@pytest.mark.parametrize(("language", "words"), COUNTED, ids=[language for language, _words in COUNTED])
def test_ticked_rows_are_counted_in_the_readers_language(desktop, administrator, language, words):
    administrator.language = language
    administrator.save(update_fields=["language"])
    page = desktop(administrator)
    page.goto("/admin/people/role/")
    boxes, counter = page.locator("#result_list .action-select"), page.locator(".action-counter")
    count = boxes.count()
    assert counter.text_content().strip() == words.format(0, count)
    boxes.first.check()
    assert counter.text_content().strip() == words.format(1, count)


def test_login_leads_back_to_where_it_began(phone, user):
    page = phone()
    log_in(page, "/more/")
    page.wait_for_url("**/more/")


def test_menu_closes_with_escape_and_gives_the_focus_back(desktop, user):
    page = desktop(user)
    page.goto("/")
    page.get_by_label("我的账号").click()
    assert page.locator("details.menu").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_skip_link_is_the_first_stop(desktop, user):
    page = desktop(user)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"


def test_colours_switch_without_scripts(open_page, user):
    page = open_page(user, java_script_enabled=False)
    page.goto("/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="深色").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


FORM = """{% extends "base.html" %}{% block title %}t{% endblock %}{% block heading %}t{% endblock %}{% block main %}
<form method="post" data-draft="request" class="form">{% csrf_token %}{% include "components/draft_note.html" only %}
<div class="field"><label for="t">标题</label><input id="t" name="title"></div>
<div class="field"><label for="p">密码</label><input id="p" name="pw" type="password"></div>
<button class="button">提交</button></form>{% endblock %}"""


@pytest.fixture
def form_at_more(monkeypatch):
    """A form with a draft stands at /more/; sent, it leads to the first page."""
    from django.http import HttpResponse
    from django.shortcuts import redirect
    from django.template import engines

    from desk import urls

    def view(request):
        if request.method == "POST":
            return redirect("desk:home")
        return HttpResponse(engines["django"].from_string(FORM).render({}, request))

    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == "more")
    monkeypatch.setattr(pattern, "callback", view)


def test_draft_comes_back_after_a_lost_login(phone, user, form_at_more):
    page = phone(user)
    page.goto("/more/")
    page.get_by_label("标题").fill("采购打印机")
    page.get_by_label("密码").fill("geheim")
    page.context.clear_cookies(name="sessionid")
    page.goto("/more/")
    log_in(page, "/more/")
    page.wait_for_url("**/more/")
    assert page.get_by_label("标题").input_value() == "采购打印机"
    assert page.get_by_label("密码").input_value() == ""
    assert page.get_by_text("之前填写的内容已恢复").is_visible()


def test_draft_is_forgotten_once_accepted(phone, user, form_at_more):
    page = phone(user)
    page.goto("/more/")
    page.get_by_label("标题").fill("采购打印机")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(lambda url: not url.endswith("/more/"))
    page.goto("/more/")
    assert page.get_by_label("标题").input_value() == ""


def test_request_id_of_an_error_page_is_the_header(phone, user):
    page = phone(user)
    response = page.goto("/nowhere/")
    assert page.locator(".notice-code code").inner_text() == response.headers["x-request-id"]
