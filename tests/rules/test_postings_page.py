"""The pages of posted copies: the register, the form for a phone, the way to replace a copy."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO

import pytest
from django.db import connections
from django.test import Client
from python_calamine import CalamineWorkbook

from common.errors import RuleBroken
from rules.models import Edition, Posting, PostingPlace, ReplaceTask
from rules.services.postings import add_place, close_replacement, open_replacements, post_copy
from tests import factories
from tests.rules import making
from tests.rules.making import Office, at_noon
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said
from tests.rules.test_postings import photo

MINOR = "att.late.minor_max_minutes"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(on(TODAY))
        yield


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)


@pytest.fixture
def place(office: Office) -> PostingPlace:
    return add_place(name="一楼前台", department=office.ours, size="A2")


@pytest.fixture
def copy(office: Office, edition: Edition, place: PostingPlace) -> Posting:
    return post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))


def replaced(office: Office, edition: Edition) -> Edition:
    new = making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, at_noon(TODAY), on=LATER)
    open_replacements(edition=new, first_day=LATER, at=at_noon(TODAY))
    return new


def test_register_says_what_hangs_where_since_when_and_by_whom(office, copy):
    text = said(as_(office.director), "/rules/postings/")
    for fact in ("一楼前台", "运营部", "A2", "考勤管理制度 第1版", "总监", "11月20日"):
        assert fact in text


def test_outdated_walls_stand_on_top_from_the_day_of_the_new_edition(office, edition, copy):
    replaced(office, edition)
    assert "wall-alarm" not in as_(office.director).get("/rules/postings/").text
    with on(LATER):
        html = as_(office.director).get("/rules/postings/").text
    alarm = html.partition('class="wall-alarm"')[2].partition("</section>")[0]
    assert "一楼前台" in alarm
    assert f"/rules/postings/tasks/{ReplaceTask.objects.get().pk}/" in alarm


def test_place_offers_its_sheet_in_its_size(office, copy, edition, place):
    assert f"/rules/editions/{edition.pk}/sheet/?size=A2&amp;" in as_(office.director).get(f"/rules/postings/places/{place.pk}/").text


def test_place_is_entered_and_changed(office):
    client = as_(office.director)
    given = {"name": "三楼走廊", "department": "运营部", "size": "60x90", "note": "电梯旁"}
    assert client.post("/rules/postings/places/new/", given).status_code == 302
    place = PostingPlace.objects.get()
    client.post(f"/rules/postings/places/{place.pk}/change/", {"name": "三楼电梯旁", "size": "A1", "note": ""})
    place.refresh_from_db()
    assert (place.name, place.size, place.department) == ("三楼电梯旁", "A1", office.ours)


def test_place_of_another_unit_is_refused_with_a_sentence(office):
    factories.department("行政部", office.company)
    response = as_(office.director).post("/rules/postings/places/new/", {"name": "甲", "department": "行政部", "size": "A2"})
    assert response.status_code == 422
    assert not PostingPlace.objects.exists()


def test_copy_is_registered_with_a_photo(office, edition, place):
    path = f"/rules/postings/places/{place.pk}/post/"
    assert 'capture="environment"' in as_(office.director).get(path).text
    as_(office.director).post(path, {"edition": edition.pk, "size": "A2", "photo": photo()})
    posting = Posting.objects.get()
    assert (posting.edition, posting.photo.name) == (edition, "wall.jpg")
    assert as_(office.director).get(f"/rules/postings/places/{place.pk}/").text.count(str(posting.photo_id)) >= 2


@pytest.mark.parametrize("given", [{}, {"edition": "0", "size": "A2"}, {"edition": "x", "size": "A2"}])
def test_incomplete_form_comes_back_with_its_errors(office, edition, place, given):
    response = as_(office.director).post(f"/rules/postings/places/{place.pk}/post/", given)
    assert response.status_code == 422
    assert not Posting.objects.exists()


def test_replacement_is_closed_on_its_page_by_a_photo_only_with_proof(office, edition, copy, place):
    new = replaced(office, edition)
    path = f"/rules/postings/tasks/{ReplaceTask.objects.get().pk}/"
    client = as_(office.director)
    with on(LATER):
        client = as_(office.director)
        assert client.post(path, {}).status_code == 422
        assert client.post(path, {"photo": photo()}).status_code == 302
        assert "总监" in said(client, path)
    assert place.postings.get(taken_down_on=None).edition == new


def test_second_press_says_who_was_first(office, edition, copy):
    replaced(office, edition)
    path = f"/rules/postings/tasks/{ReplaceTask.objects.get().pk}/"
    client = as_(office.director)
    client.post(path, {"confirmation": "旧版已取下，新版已张贴。"})
    response = client.post(path, {"confirmation": "旧版已取下，新版已张贴。"})
    assert response.status_code == 422
    assert Posting.objects.count() == 2


def test_copy_is_taken_down_and_its_place_ended(office, copy, place):
    client = as_(office.director)
    assert client.post(f"/rules/postings/{copy.pk}/take-down/", {}).status_code == 302
    client.post(f"/rules/postings/places/{place.pk}/end/")
    place.refresh_from_db()
    assert place.ended_on == TODAY
    client.get("/rules/postings/")  # which says once that it was done
    assert "一楼前台" not in said(client, "/rules/postings/")


def test_first_page_of_the_head_shows_what_is_to_replace(office, edition, copy):
    replaced(office, edition)
    assert "一楼前台" in said(as_(office.director), "/")
    assert "一楼前台" not in said(as_(office.staff), "/")


def test_register_is_not_for_everybody(office, copy, place):
    client = as_(office.staff)
    assert client.get("/rules/postings/").status_code == 403
    assert client.get(f"/rules/postings/places/{place.pk}/").status_code == 404
    assert client.post(f"/rules/postings/{copy.pk}/take-down/", {}).status_code == 404
    assert Client().get("/rules/postings/").status_code == 302


def test_who_only_reads_the_register_changes_nothing(office, copy, place):
    auditor = factories.holder(factories.post(office.company, "审计"), "审计")
    factories.grant(auditor, "auditor")
    client = as_(auditor)
    assert client.get(f"/rules/postings/places/{place.pk}/").status_code == 200
    assert client.get(f"/rules/postings/places/{place.pk}/post/").status_code == 403
    assert client.post(f"/rules/postings/places/{place.pk}/end/").status_code == 403
    assert client.post(f"/rules/postings/{copy.pk}/take-down/", {}).status_code == 404


def test_export_has_a_row_for_each_copy_and_each_empty_place(office, edition, copy):
    replaced(office, edition)
    add_place(name="客服区", department=office.team, size="A3")
    response = as_(office.director).get("/rules/postings/export.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()
    assert len(rows) == 3
    assert rows[1][1:4] == ["一楼前台", "A2", "YY-1"]
    assert rows[1][7] == TODAY
    assert rows[1][11:13] == ["2", LATER]
    assert rows[2][:3] == ["客服组", "客服区", "A3"]


def test_register_costs_the_same_with_many_places(office, edition, django_assert_max_num_queries):
    for number in range(6):
        place = add_place(name=f"走廊{number}", department=office.ours, size="A2")
        post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))
    client = as_(office.director)
    with django_assert_max_num_queries(10):
        assert "走廊5" in said(client, "/rules/postings/")


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_have_one_result(office, edition, copy, place):
    replaced(office, edition)
    task, both = ReplaceTask.objects.get(), threading.Barrier(2)

    def close(who) -> str:
        try:
            both.wait(5)
            with on(LATER):
                close_replacement(
                    task=ReplaceTask.objects.get(pk=task.pk), by=who, at=at_noon(LATER), confirmation="旧版已取下，新版已张贴。"
                )
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(close, (office.director, office.manager)), key=len)
    assert answers[0] == "done"
    assert answers[1] != "done"
    assert place.postings.filter(taken_down_on=None).count() == 1
    assert Posting.objects.count() == 2
