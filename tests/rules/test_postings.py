"""Copies on walls: what hangs where, and what must be replaced when an edition is (POL-11, POL-12)."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import Image

from common.errors import RuleBroken
from common.models import Level, Upload
from notices.models import NoticeRecipient
from rules.models import Edition, Force, Posting, PostingPlace, ReplaceTask
from rules.selectors.postings import COMING, OUTDATED, REPLACED_SOON, RIGHT, due_editions, may_read_photo, nearness, open_tasks, walls
from rules.services.postings import (
    add_place,
    change_place,
    close_replacement,
    end_place,
    heads_of,
    open_removals,
    open_replacements,
    post_copy,
    take_down,
)
from rules.sheets.rendering import print_sheet
from tests import factories
from tests.rules import making
from tests.rules.making import Office, at_noon
from tests.rules.pages import FIRST, LATER, TODAY, on
from tests.rules.wall_samples import Seen, rulebook

MINOR = "att.late.minor_max_minutes"
SATURDAY = date(2026, 12, 5)

pytestmark = pytest.mark.django_db


def photo(name: str = "wall.jpg") -> SimpleUploadedFile:
    """A picture as a phone takes it, only smaller."""
    target = BytesIO()
    Image.new("RGB", (8, 6), "white").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


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
    return add_place(name="前台", department=office.ours, size="A2")


@pytest.fixture
def copy(office: Office, edition: Edition, place: PostingPlace) -> Posting:
    return post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))


def second(office: Office, edition: Edition, day: date = LATER) -> Edition:
    """The next edition, published today; its walls are told."""
    new = making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, at_noon(TODAY), on=day)
    open_replacements(edition=new, first_day=day, at=at_noon(TODAY))
    return new


def state_of(office: Office, day: date) -> list[str]:
    with on(day):
        return [copy.state for wall in walls(office.director.user, day) for copy in wall.copies]


# -- places and copies


def test_place_keeps_size_as_people_write_it(office):
    assert add_place(name="走廊", department=office.ours, size="60×90").size == "60x90"


def test_place_with_the_same_name_in_the_unit_is_refused(office, place):
    with pytest.raises(RuleBroken, match="运营部"):
        add_place(name=" 前台 ", department=office.ours, size="A3")
    assert add_place(name="前台", department=office.team, size="A3").pk


def test_place_of_an_unknown_size_is_refused(office):
    with pytest.raises(RuleBroken, match="A4, A3"):
        add_place(name="前台", department=office.ours, size="B5")


def test_place_is_renamed_and_what_hangs_keeps_its_size(copy, place):
    change_place(place=place, name="大堂", size="A1")
    copy.refresh_from_db()
    assert (PostingPlace.objects.get().name, copy.size) == ("大堂", "A2")


def test_place_ends_when_nothing_hangs_there(office, copy, place):
    with pytest.raises(RuleBroken):
        end_place(place=place, at=at_noon(TODAY))
    take_down(posting=copy, by=office.director, at=at_noon(TODAY))
    assert end_place(place=place, at=at_noon(TODAY)).ended_on == TODAY


def test_copy_says_who_hung_which_edition_when_in_which_size(office, copy, edition, place):
    assert (copy.place, copy.edition, copy.size) == (place, edition, "A2")
    assert (copy.posted_by, copy.posted_on, copy.taken_down_on) == (office.director, TODAY, None)


def test_copy_keeps_its_photo(office, edition, place):
    made = post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY), photo=photo())
    assert (made.photo.content_type, made.photo.uploaded_by) == ("image/jpeg", office.director.user)


@pytest.mark.parametrize("file", [SimpleUploadedFile("a.txt", "制度".encode()), SimpleUploadedFile("a.jpg", b"")], ids=["text", "empty"])
def test_photo_must_be_a_picture(office, edition, place, file):
    with pytest.raises(RuleBroken):
        post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY), photo=file)
    assert not Posting.objects.exists()


def test_second_copy_of_a_rulebook_at_a_place_is_refused(office, copy, edition, place):
    with pytest.raises(RuleBroken, match="第1版"):
        post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))


def test_database_holds_one_copy_of_a_rulebook_at_a_place(office, copy, edition, place):
    with pytest.raises(IntegrityError, match="rules_posting_one_copy"):
        Posting.objects.create(
            place=place, edition=edition, rulebook_id=edition.rulebook_id, size="A3", posted_on=TODAY, posted_by=office.director
        )


def test_draft_and_replaced_edition_are_not_posted(office, edition, place):
    draft = making.rulebook(office, {}, number="YY-2")
    second(office, edition)
    for wrong in (draft, edition):
        with pytest.raises(RuleBroken), on(LATER):
            post_copy(place=place, edition=wrong, by=office.director, at=at_noon(LATER))


def test_nothing_is_posted_at_a_place_that_has_ended(office, edition, place):
    end_place(place=place, at=at_noon(TODAY))
    with pytest.raises(RuleBroken, match="前台"):
        post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))


# -- replacement


@pytest.mark.row("POL-12")
def test_each_place_with_the_old_edition_gets_a_task_closed_only_with_proof(office, edition, place):
    others = [add_place(name=name, department=office.team, size="A3") for name in ("走廊", "会议室")]
    for one in (place, *others):
        post_copy(place=one, edition=edition, by=office.director, at=at_noon(TODAY))
    new = second(office, edition)
    tasks = list(ReplaceTask.objects.order_by("pk"))
    assert {task.old.place for task in tasks} == {place, *others}
    assert {(task.edition, task.due_on, task.done_at) for task in tasks} == {(new, LATER, None)}

    for words in ("", "  ", "好"):
        with pytest.raises(RuleBroken):
            close_replacement(task=tasks[0], by=office.director, at=at_noon(LATER), confirmation=words)
    assert ReplaceTask.objects.filter(done_at=None).count() == 3
    with on(LATER):
        close_replacement(task=tasks[0], by=office.director, at=at_noon(LATER), photo=photo())
        close_replacement(task=tasks[1], by=office.director, at=at_noon(LATER), confirmation="旧版已取下，新版已张贴。")
    assert ReplaceTask.objects.filter(done_at=None).count() == 1


def test_closing_takes_the_old_copy_down_and_registers_the_new_one(office, edition, copy, place):
    new = second(office, edition)
    with on(LATER):
        task = close_replacement(task=ReplaceTask.objects.get(), by=office.director, at=at_noon(LATER), photo=photo())
    copy.refresh_from_db()
    hanging = place.postings.get(taken_down_on=None)
    assert (copy.taken_down_on, copy.taken_down_by) == (LATER, office.director)
    assert (hanging.edition, hanging.size, hanging.posted_on, hanging.photo) == (new, "A2", LATER, task.photo)
    assert (task.done_by, task.done_at, task.posting) == (office.director, at_noon(LATER), hanging)


def test_closing_twice_is_refused_with_the_name_of_the_first(office, edition, copy):
    second(office, edition)
    task = ReplaceTask.objects.get()
    close_replacement(task=task, by=office.director, at=at_noon(LATER), photo=photo())
    with pytest.raises(RuleBroken, match="总监"):
        close_replacement(task=task, by=office.manager, at=at_noon(LATER), confirmation="已经换好了。")
    assert Posting.objects.count() == 2


def test_database_closes_nothing_without_proof(office, edition, copy):
    second(office, edition)
    with pytest.raises(IntegrityError, match="rules_replace_closed_with_proof"):
        ReplaceTask.objects.update(done_at=at_noon(LATER), done_by=office.director)


def test_task_is_there_from_publication_and_due_on_a_working_day(office, edition, copy):
    second(office, edition, SATURDAY)
    task = ReplaceTask.objects.get()
    assert task.opened_at == at_noon(TODAY)
    assert task.due_on == SATURDAY + timedelta(days=2)


def test_opening_twice_opens_once(office, edition, copy):
    new = second(office, edition)
    assert open_replacements(edition=new, first_day=LATER, at=at_noon(TODAY)) == 0
    assert ReplaceTask.objects.count() == 1


def test_copy_hung_after_publication_of_its_successor_is_awaited_too(office, edition, place):
    new = second(office, edition)
    post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))
    assert ReplaceTask.objects.get().edition == new


def test_edition_published_meanwhile_is_the_one_that_hangs_then(office, edition, copy, place):
    second(office, edition, TODAY + timedelta(days=1))
    with on(LATER):
        third = making.publish(making.next_edition(edition.rulebook, office, {MINOR: 20}), office, at_noon(LATER), on=date(2026, 12, 2))
        open_replacements(edition=third, first_day=date(2026, 12, 2), at=at_noon(LATER))
        close_replacement(task=ReplaceTask.objects.get(), by=office.director, at=at_noon(date(2026, 12, 3)), photo=photo())
    assert place.postings.get(taken_down_on=None).edition == third
    assert not ReplaceTask.objects.filter(done_at=None).exists()


def test_replaced_before_its_time_awaits_the_next_one(office, edition, copy, place):
    """The second edition hangs early; the third, published since, is awaited at once."""
    new = second(office, edition, TODAY + timedelta(days=1))
    third = making.publish(making.next_edition(edition.rulebook, office, {MINOR: 20}), office, at_noon(TODAY), on=LATER)
    open_replacements(edition=third, first_day=LATER, at=at_noon(TODAY))
    close_replacement(task=ReplaceTask.objects.get(), by=office.director, at=at_noon(TODAY), photo=photo())
    assert place.postings.get(taken_down_on=None).edition == new
    assert ReplaceTask.objects.get(done_at=None).edition == third


def test_rulebook_that_gives_way_to_another_comes_down(office, edition, copy, place):
    other = making.rulebook(office, {MINOR: 8}, title="新考勤制度")
    other.supersedes.add(edition.rulebook)
    other = making.publish(other, office, at_noon(TODAY), on=LATER)
    open_replacements(edition=other, first_day=LATER, at=at_noon(TODAY))
    with on(LATER):
        close_replacement(task=ReplaceTask.objects.get(), by=office.director, at=at_noon(LATER), photo=photo())
    assert place.postings.get(taken_down_on=None).edition == other


def test_repealed_rulebook_comes_down_and_nothing_takes_its_place(office, edition, copy, place):
    assert open_removals(rulebook=edition.rulebook, first_day=LATER, at=at_noon(TODAY)) == 1
    task = ReplaceTask.objects.get()
    assert task.edition is None
    close_replacement(task=task, by=office.director, at=at_noon(LATER), confirmation="已取下，不再张贴。")
    assert not place.postings.filter(taken_down_on=None).exists()


def test_copy_that_comes_down_for_good_needs_proof_while_a_new_one_is_awaited(office, edition, copy):
    second(office, edition)
    with pytest.raises(RuleBroken):
        take_down(posting=copy, by=office.director, at=at_noon(TODAY))
    take_down(posting=copy, by=office.director, at=at_noon(TODAY), confirmation="会议室已拆除，不再张贴。")
    task = ReplaceTask.objects.get()
    assert (task.done_by, task.posting) == (office.director, None)


def test_copy_taken_down_already_is_not_taken_down_again(office, copy):
    take_down(posting=copy, by=office.director, at=at_noon(TODAY))
    with pytest.raises(RuleBroken, match="总监"):
        take_down(posting=copy, by=office.manager, at=at_noon(TODAY))


def test_heads_of_the_units_are_told(office, edition, place):
    post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))
    NoticeRecipient.objects.all().delete()
    new = making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, at_noon(TODAY), on=LATER)
    NoticeRecipient.objects.all().delete()
    ReplaceTask.objects.all().delete()
    open_replacements(edition=new, first_day=LATER, at=at_noon(TODAY))
    assert [row.recipient for row in NoticeRecipient.objects.all()] == [office.director]


def test_unit_without_a_head_is_looked_after_by_the_one_above(office):
    assert heads_of({office.team.pk}, TODAY) == [office.director]


# -- which edition belongs where


def test_what_is_tried_goes_first_then_the_nearest_then_the_company():
    path = {7: 0, 3: 1}
    pilot, own, above = Force(department_id=3, is_pilot=True), Force(department_id=7), Force(department_id=3)
    company, elsewhere = Force(department_id=None), Force(department_id=9)
    mixed = [elsewhere, company, above, own, pilot]
    assert sorted(mixed, key=lambda force: nearness(force, path)) == [pilot, own, above, company, elsewhere]


def test_board_of_a_unit_that_is_not_bound_shows_what_holds_anywhere(office, edition):
    elsewhere = factories.department("行政部", office.company)
    assert due_editions([(edition.rulebook_id, elsewhere.pk)], TODAY) == {(edition.rulebook_id, elsewhere.pk): edition.pk}


def test_state_of_a_copy_follows_the_days(office, edition, copy, place):
    assert state_of(office, TODAY) == [RIGHT]
    second(office, edition)
    assert state_of(office, TODAY) == [REPLACED_SOON]
    assert state_of(office, LATER) == [OUTDATED]


def test_copy_hung_before_its_day_is_to_come(office, place):
    coming = making.published(office, {MINOR: 10}, number="YY-5", on=LATER)
    post_copy(place=place, edition=coming, by=office.director, at=at_noon(TODAY))
    assert state_of(office, TODAY) == [COMING]


# -- who


def test_walls_are_the_heads_and_those_with_the_right_above_them(office, edition, copy):
    second(office, edition)
    assert len(open_tasks(office.director.user)) == 1
    assert not open_tasks(office.staff.user)
    head = factories.holder(factories.post(office.team, "组长", 3, is_head=True), "组长")
    assert not open_tasks(head.user)


def test_head_without_a_role_looks_after_the_walls_of_the_unit(office, edition):
    head = factories.holder(factories.post(office.team, "组长", 3, is_head=True), "组长")
    below = add_place(name="客服区", department=office.team, size="A3")
    post_copy(place=below, edition=edition, by=head, at=at_noon(TODAY))
    second(office, edition)
    assert [task.old.place for task in open_tasks(head.user)] == [below]


def test_copies_of_rulebooks_that_are_not_for_the_reader_are_left_out(office, place):
    secret = making.published(office, {MINOR: 10}, number="YY-7", on=FIRST, level=Level.SECRET)
    post_copy(place=place, edition=secret, by=office.director, at=at_noon(TODAY))
    auditor = factories.holder(factories.post(office.company, "审计"), "审计")
    factories.grant(auditor, "administrator", office.team)
    head = factories.holder(factories.post(office.ours, "副总监", 4, is_head=False), "副总监")
    factories.grant(head, "hr", factories.department("别处", office.company))
    assert [wall.copies for wall in walls(head.user, TODAY)] == []
    assert [len(wall.copies) for wall in walls(office.director.user, TODAY)] == [1]


def test_photo_opens_to_those_who_read_the_register_of_that_unit(office, edition, place):
    kept = post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY), photo=photo()).photo
    assert isinstance(kept, Upload)
    assert may_read_photo(office.director.user, kept)
    assert may_read_photo(office.manager.user, kept)
    assert not may_read_photo(office.staff.user, kept)


@pytest.mark.row("POL-11")
def test_poster_prints_all_chosen_clauses_and_the_register_says_which_version_hangs_where(office, edition, copy):
    found = Seen(print_sheet(rulebook(), size="A3", only={"四", "五（一）"}).pdf)
    chosen = [clause for clause in rulebook().clauses if clause.label.startswith("四") or clause.label == "五（一）"]
    assert len(chosen) > 5
    for clause in chosen:
        assert "".join((clause.marker + clause.heading).split()) in found.whole
    assert "适用范围　"[:4] not in found.whole.partition("文件控制")[0]
    (wall,) = walls(office.director.user, TODAY)
    assert [(wall.place.name, one.posting.edition.number, one.posting.size) for one in wall.copies] == [("前台", 1, "A2")]
