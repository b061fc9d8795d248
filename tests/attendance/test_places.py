"""Punches by place and outside: consent, distance, note, photo, and what is forgotten of them."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from PIL import Image

from attendance.domain.geo import Fix
from attendance.models import PlaceConsent, Punch, PunchNote, PunchPhoto, PunchPlace, WorkPlace
from attendance.selectors.places import ways_of
from attendance.selectors.standing import consent_text, rules_of
from attendance.services import forget_traces, punch
from attendance.services.photos import keep_photo, read_photo
from attendance.services.places import Outside, give_consent, punch_outside, save_place, withdraw_consent
from common.digests import digest
from common.errors import RuleBroken
from people.models import Employee
from rules.services import decide_value
from tests import factories
from tests.rules import making
from tests.rules.making import Office

AT = datetime(2026, 11, 20, 1, 8, 31, tzinfo=UTC)  # 09:08:31 in Shanghai
DAY = date(2026, 11, 20)
SINCE = date(2026, 11, 3)
RULES: dict[str, Any] = {
    "att.place.radius_m": 300, "att.field.needs": "note", "att.place.retention_days": "30", "att.photo.retention_days": "60",
}  # fmt: skip
THERE = Fix.of(31.2304, 121.4737, 20)  # 121 m south of 总部
FAR = Fix.of(31.2404, 121.4737, 20)  # a kilometre north of it


@pytest.fixture
def here(office: Office) -> WorkPlace:
    """A place of the whole company."""
    return WorkPlace.objects.create(name="总部", department=office.company, latitude="31.231480", longitude="121.473700")


@pytest.fixture
def rules(office: Office) -> None:
    publish(office)


def publish(office: Office, number: str = "KQ", **changed: Any) -> None:
    making.published(office, {**RULES, **changed}, on=SINCE, owner=office.company, number=number)


def agree(person: Employee, at: datetime = AT) -> PlaceConsent:
    rules, _departments = rules_of(person.user.pk, DAY)
    return give_consent(employee=person, seen=digest(consent_text(rules)), at=at)


def press(person: Employee, where: Fix | None = THERE, at: datetime = AT, **options: Any):
    return punch(user_id=person.user.pk, key=options.pop("key", None) or uuid4(), at=at, where=where, **options)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", size, "navy").save(written, kind, **options)
    return SimpleUploadedFile(f"photo.{kind.lower()}", written.getvalue())


def kept() -> bytes:
    """The only photo, as it lies on the disk."""
    return Path(PunchPhoto.objects.get().file.path).read_bytes()


def outside(person: Employee, note: str = "客户现场", at: datetime = AT, key: object = None, **options: Any):
    return punch_outside(employee=person, outside=Outside(note, **options), key=key or uuid4(), at=at)


# -- near a place of work -----------------------------------------------------------------


@pytest.mark.usefixtures("rules")
def test_press_near_a_place_of_work_counts_as_made_there(office: Office, here: WorkPlace):
    agree(office.staff)
    made = press(office.staff)
    row = Punch.objects.get(pk=made.punch_id)
    assert (row.source, row.where.place, row.where.distance_m, row.where.accuracy_m) == ("place", here, 121, 20)
    assert made.standing.is_there


@pytest.mark.usefixtures("rules", "here")
def test_press_too_far_away_is_recorded_and_says_how_far(office: Office):
    agree(office.staff)
    with translation.override("en"):
        made = press(office.staff, FAR)
        row = Punch.objects.get(pk=made.punch_id)
        assert (row.source, row.where.place, row.where.distance_m) == ("button", None, 992)
        assert made.standing.told == "It is 992 m to 总部, and up to 300 m count: recorded, but not as made at a place."


@pytest.mark.usefixtures("rules", "here")
@pytest.mark.parametrize(("accuracy", "source"), [(300, "place"), (300.1, "button")])
def test_accuracy_worse_than_the_radius_does_not_count_as_there(office: Office, accuracy: float, source: str):
    agree(office.staff)
    with translation.override("en"):
        made = press(office.staff, Fix.of(31.2304, 121.4737, accuracy))
        assert Punch.objects.get(pk=made.punch_id).source == source
        assert ("knows its place only to 301 m" in made.standing.told) == (source == "button")


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(("latitude", "source"), [("31.233097", "place"), ("31.233101", "button")])
def test_radius_itself_still_counts(office: Office, latitude: str, source: str):
    """299.9 m are within 300, 300.3 m are not."""
    WorkPlace.objects.create(name="总部", department=office.company, latitude=latitude, longitude="121.473700")
    agree(office.staff)
    assert Punch.objects.get(pk=press(office.staff).punch_id).source == source


@pytest.mark.usefixtures("rules")
def test_place_of_a_chinese_map_is_where_it_lies(office: Office):
    WorkPlace.objects.create(name="浦东", department=office.company, latitude="31.175304", longitude="121.531542", system="gcj02")
    agree(office.staff)
    press(office.staff, Fix.of(31.1774276, 121.5272106, 5))
    assert PunchPlace.objects.get().distance_m <= 1


@pytest.mark.usefixtures("rules")
def test_place_of_another_unit_does_not_count(office: Office):
    other = factories.department("市场部", office.company)
    WorkPlace.objects.create(name="市场部", department=other, latitude="31.231480", longitude="121.473700")
    agree(office.staff)
    press(office.staff)
    assert PunchPlace.objects.get().place is None


@pytest.mark.usefixtures("rules")
def test_place_out_of_use_does_not_count(office: Office, here: WorkPlace):
    WorkPlace.objects.update(is_active=False)
    agree(office.staff)
    assert not press(office.staff).standing.is_there


@pytest.mark.usefixtures("rules", "here")
def test_place_is_not_recorded_without_consent(office: Office):
    made = press(office.staff)
    assert Punch.objects.get(pk=made.punch_id).source == "button"
    assert not PunchPlace.objects.exists()


@pytest.mark.usefixtures("here")
def test_place_is_not_recorded_while_the_radius_is_undecided(office: Office):
    PlaceConsent.objects.create(employee=office.staff, text=consent_text(rules_of(office.staff.user.pk, DAY)[0]), given_at=AT)
    press(office.staff)
    assert Punch.objects.get().source == "button"
    assert not PunchPlace.objects.exists()


@pytest.mark.usefixtures("rules", "here")
def test_press_without_coordinates_is_still_one_statement(office: Office, count_queries):
    agree(office.staff)
    assert count_queries(lambda: press(office.staff, None)) == 1


@pytest.mark.usefixtures("rules", "here")
def test_same_key_with_a_place_is_one_punch(office: Office):
    agree(office.staff)
    key = uuid4()
    first, again = press(office.staff, key=key), press(office.staff, FAR, AT + timedelta(minutes=5), key=key)
    assert (again.punch_id, again.is_new, again.standing) == (first.punch_id, False, None)
    assert PunchPlace.objects.get().distance_m == 121


@pytest.mark.usefixtures("rules", "here")
def test_button_and_place_within_a_minute_are_one_punch(office: Office):
    agree(office.staff)
    first = press(office.staff)
    assert press(office.staff, None, AT + timedelta(seconds=59)).punch_id == first.punch_id
    assert press(office.staff, FAR, AT + timedelta(seconds=60)).is_new


@pytest.mark.usefixtures("rules", "here")
def test_forged_key_of_somebody_else_records_nothing(office: Office):
    agree(office.staff)
    agree(office.director)
    key = uuid4()
    press(office.director, key=key)
    with pytest.raises(RuleBroken):
        press(office.staff, key=key)
    with pytest.raises(RuleBroken):
        outside(office.staff, key=key)
    assert PunchPlace.objects.count() == Punch.objects.count() == 1
    assert not PunchNote.objects.exists()


def test_button_and_place_pressed_at_once_make_one_punch(transactional_db, race):
    office = Office()
    publish(office)
    WorkPlace.objects.create(name="总部", department=office.company, latitude="31.231480", longitude="121.473700")
    agree(office.staff)
    found = race(*[lambda: press(office.staff, None), lambda: press(office.staff)] * 2)
    assert len({one.punch_id for one in found}) == Punch.objects.count() == 1
    assert PunchPlace.objects.count() == Punch.objects.filter(source="place").count()


def test_place_pressed_four_times_at_once_is_one_punch(transactional_db, race):
    office = Office()
    publish(office)
    WorkPlace.objects.create(name="总部", department=office.company, latitude="31.231480", longitude="121.473700")
    agree(office.staff)
    found = race(*[lambda: press(office.staff)] * 4)
    assert len({one.punch_id for one in found}) == Punch.objects.count() == PunchPlace.objects.count() == 1


def test_place_pressed_while_consent_is_taken_back_is_not_kept(transactional_db, race):
    office = Office()
    publish(office)
    agree(office.staff)

    def take_back():
        with transaction.atomic():
            withdraw_consent(employee=office.staff, at=AT)
            sleep(0.6)  # not committed yet when the other presses

    def press_meanwhile():
        sleep(0.2)
        return press(office.staff)

    found = race(take_back, press_meanwhile)
    assert not [one for one in found if isinstance(one, Exception)]
    assert (Punch.objects.count(), PunchPlace.objects.count()) == (1, 0)


# -- consent --------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules")
def test_consent_keeps_the_text_as_it_was_shown(office: Office):
    with translation.override("zh-hans"):
        agree(office.staff)
    held = PlaceConsent.objects.get()
    assert "30" in held.text
    assert (held.employee, held.given_at, held.withdrawn_at) == (office.staff, AT, None)


@pytest.mark.usefixtures("rules")
def test_consent_twice_is_once_in_any_language(office: Office):
    first = agree(office.staff)
    with translation.override("en"):
        assert agree(office.staff, AT + timedelta(days=1)) == first
    assert PlaceConsent.objects.count() == 1


@pytest.mark.usefixtures("rules")
def test_consent_to_a_text_that_has_changed_is_refused(office: Office):
    with pytest.raises(RuleBroken), translation.override("en"):
        give_consent(employee=office.staff, seen="0" * 64, at=AT)


@pytest.mark.usefixtures("rules", "here")
def test_consent_to_an_earlier_text_does_not_hold_and_is_asked_anew(office: Office):
    PlaceConsent.objects.create(employee=office.staff, text="旧", given_at=AT)
    press(office.staff)
    assert not PunchPlace.objects.exists()
    agree(office.staff, AT + timedelta(minutes=2))
    assert press(office.staff, at=AT + timedelta(minutes=3)).standing.is_there
    assert list(PlaceConsent.objects.order_by("pk").values_list("withdrawn_at", flat=True)) == [AT + timedelta(minutes=2), None]


def test_consent_is_not_asked_where_places_are_not_used(office: Office):
    with pytest.raises(RuleBroken):
        agree(office.staff)


@pytest.mark.usefixtures("rules", "here")
def test_consent_taken_back_deletes_the_places_and_keeps_the_punches(office: Office):
    agree(office.staff)
    press(office.staff)
    assert withdraw_consent(employee=office.staff, at=AT + timedelta(hours=1)) == 1
    assert withdraw_consent(employee=office.staff, at=AT + timedelta(hours=2)) == 0
    assert PlaceConsent.objects.get().withdrawn_at == AT + timedelta(hours=1)
    assert (Punch.objects.get().source, PunchPlace.objects.count()) == ("place", 0)


def test_two_windows_agree_once(transactional_db, race):
    office = Office()
    publish(office)
    found = race(*[lambda: agree(office.staff)] * 3)
    assert len({one.pk for one in found}) == PlaceConsent.objects.count() == 1


# -- outside ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules")
def test_punch_outside_keeps_note_and_source(office: Office):
    made = outside(office.staff, " 客户现场 ")
    row = Punch.objects.get(pk=made.punch_id)
    assert (row.source, row.note.by, row.note.reason) == ("field", office.staff, "客户现场")


@pytest.mark.usefixtures("rules")
def test_punch_outside_within_the_minute_of_the_button_keeps_its_note(office: Office):
    press(office.staff, None)
    assert outside(office.staff).is_new


@pytest.mark.usefixtures("rules")
def test_same_key_outside_is_one_punch_with_one_photo(office: Office):
    key = uuid4()
    first = outside(office.staff, key=key, photo=picture())
    again = outside(office.staff, key=key, photo=picture())
    assert (again.punch_id, again.is_new) == (first.punch_id, False)
    assert Punch.objects.count() == PunchNote.objects.count() == PunchPhoto.objects.count() == 1


@pytest.mark.usefixtures("rules", "here")
def test_punch_outside_records_the_place_with_consent_only(office: Office):
    outside(office.staff, where=FAR)
    assert not PunchPlace.objects.exists()
    agree(office.staff)
    outside(office.staff, where=FAR, at=AT + timedelta(minutes=2))
    assert (PunchPlace.objects.get().distance_m, PunchPlace.objects.get().punch.source) == (992, "field")


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("note", ["", "  ", "长" * 301])
def test_punch_outside_needs_a_note_of_a_bearable_length(office: Office, note: str):
    with pytest.raises(RuleBroken):
        outside(office.staff, note)
    assert not Punch.objects.exists()


def test_punch_outside_needs_a_photo_where_the_rules_ask_for_it(office: Office):
    publish(office, **{"att.field.needs": "photo"})
    with pytest.raises(RuleBroken, match="考勤管理制度 第1版"):
        outside(office.staff)
    assert outside(office.staff, photo=picture()).is_new


@pytest.mark.parametrize("raw", ["refused", None], ids=["refused", "undecided"])
def test_punch_outside_is_refused_with_the_clause(office: Office, raw: str | None):
    publish(office, **{"att.field.needs": raw})
    with pytest.raises(RuleBroken, match="考勤管理制度 第1版"):
        outside(office.staff)
    assert not Punch.objects.exists()


def test_punch_outside_without_any_rulebook_names_what_is_missing(office: Office):
    with pytest.raises(RuleBroken, match="外勤打卡要写什么"):
        outside(office.staff)


def test_punch_outside_pressed_twice_at_once_is_one(transactional_db, race):
    office, key = Office(), uuid4()
    publish(office)
    found = race(*[lambda: outside(office.staff, key=key, photo=picture())] * 3)
    assert len({one.punch_id for one in found}) == Punch.objects.count() == PunchPhoto.objects.count() == 1


# -- photos -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_is_kept_as_a_picture_under_a_name_that_says_nothing(office: Office, kind: str):
    outside(office.staff, photo=picture(kind))
    with Image.open(BytesIO(kept())) as image:
        assert (image.format, image.size) == ("JPEG", (40, 30))
    assert office.staff.number not in PunchPhoto.objects.get().file.name


@pytest.mark.usefixtures("rules")
def test_photo_keeps_neither_place_nor_device_and_stands_upright(office: Office):
    hidden = Image.Exif()
    hidden[0x0110], hidden[0x0112] = "Phone 17", 6  # model; lying on its side
    hidden.get_ifd(0x8825)[1] = "N"  # of the satellite's place
    outside(office.staff, photo=picture(exif=hidden, comment=b"secret"))
    content = kept()
    with Image.open(BytesIO(content)) as image:
        assert (dict(image.getexif()), image.size) == ({}, (30, 40))
    assert b"Phone 17" not in content
    assert b"secret" not in content


@pytest.mark.usefixtures("rules")
def test_large_photo_is_made_smaller(office: Office):
    outside(office.staff, photo=picture(size=(4000, 3000)))
    with Image.open(BytesIO(kept())) as image:
        assert image.size == (1600, 1200)


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param("只是文字".encode(), id="text"),
        pytest.param(b"<svg onload='alert(1)'/>", id="page"),
        pytest.param(b"%PDF-1.7 ...", id="pdf"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 500, id="magic bytes only"),
        pytest.param(picture("JPEG", (400, 400)).read()[:300], id="half a jpeg"),
        pytest.param(picture("PNG", (400, 400)).read()[:120], id="half a png"),
        pytest.param(picture("WEBP", (400, 400)).read()[:40], id="half a webp"),
        pytest.param(picture("GIF").read(), id="gif"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, id="heic"),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_recorded(office: Office, content: bytes):
    with pytest.raises(RuleBroken, match=r"a\.jpg"):
        outside(office.staff, photo=SimpleUploadedFile("a.jpg", content, "image/jpeg"))
    assert not Punch.objects.exists()


@pytest.mark.usefixtures("rules")
def test_huge_photo_is_refused(office: Office, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(RuleBroken, match="1MB"):
        outside(office.staff, photo=SimpleUploadedFile("a.jpg", picture().read() + b"\0" * 1024 * 1024))


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("size", [(9000, 9000), (12000, 12000), (20000, 20000)])
def test_small_file_that_unfolds_to_gigabytes_is_refused(office: Office, size: tuple[int, int]):
    written = BytesIO()
    Image.new("1", size).save(written, "PNG")
    with pytest.raises(RuleBroken, match=r"a\.png"):
        outside(office.staff, photo=SimpleUploadedFile("a.png", written.getvalue()))


@pytest.mark.usefixtures("rules")
def test_photo_that_cannot_be_kept_leaves_no_file_behind(office: Office):
    made = outside(office.staff, photo=picture())
    before = files()
    with pytest.raises(Exception, match="duplicate"):
        keep_photo(punch_id=made.punch_id, photo=read_photo(picture()), at=AT)
    assert files() == before


def files() -> set[Path]:
    return {path for path in (Path(site.MEDIA_ROOT) / "punches").rglob("*") if path.is_file()}


# -- what is forgotten ------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules", "here")
def test_places_are_deleted_after_their_days_and_the_punch_stays(office: Office):
    agree(office.staff)
    press(office.staff)
    assert forget_traces(at=AT + timedelta(days=30)) == 0
    assert forget_traces(at=AT + timedelta(days=30, seconds=1)) == 1
    assert not PunchPlace.objects.exists()
    assert (Punch.objects.get().source, len(Punch.objects.get().trace_digest)) == ("place", 64)


@pytest.mark.usefixtures("rules")
def test_photos_are_deleted_with_their_file_and_the_note_stays(office: Office):
    outside(office.staff, photo=picture())
    path = Path(PunchPhoto.objects.get().file.path)
    assert forget_traces(at=AT + timedelta(days=60)) == 0
    assert path.exists()
    assert forget_traces(at=AT + timedelta(days=60, seconds=1)) == 1
    assert not path.exists()
    assert (Punch.objects.count(), PunchNote.objects.count(), PunchPhoto.objects.count()) == (1, 1, 0)


@pytest.mark.usefixtures("rules")
def test_photo_whose_file_is_gone_already_is_forgotten_all_the_same(office: Office):
    outside(office.staff, photo=picture())
    Path(PunchPhoto.objects.get().file.path).unlink()
    assert forget_traces(at=AT + timedelta(days=61)) == 1


def test_places_and_photos_are_kept_while_their_days_are_undecided(office: Office, here: WorkPlace):
    publish(office, **{"att.place.retention_days": None, "att.photo.retention_days": None})
    agree(office.staff)
    outside(office.staff, photo=picture(), where=FAR)
    assert forget_traces(at=AT + timedelta(days=4000)) == 0
    assert PunchPlace.objects.count() == PunchPhoto.objects.count() == 1


@pytest.mark.usefixtures("here")
def test_department_decides_how_long_the_places_of_its_people_are_kept(office: Office):
    draft = making.rulebook(office, {**RULES, "att.place.retention_days": "90"}, owner=office.company, number="KQ")
    decide_value(edition=draft, key="att.place.retention_days", raw="10", by=office.director, at=making.NOW, department=office.team)
    making.publish(draft, office, on=SINCE)
    for person in (office.staff, office.director):
        agree(person)
        press(person)
    assert forget_traces(at=AT + timedelta(days=11)) == 1
    assert PunchPlace.objects.get().punch.employee == office.director


# -- places of work -----------------------------------------------------------------------------------


def test_manager_keeps_places_of_their_own_unit_only(office: Office):
    factories.grant(office.director, "manager", office.ours)
    user = type(office.director.user).objects.get(pk=office.director.user.pk)
    made = save_place(place=WorkPlace(name="运营", department=office.team, latitude="31.2", longitude="121.4"), by=user)
    with pytest.raises(RuleBroken):
        save_place(place=WorkPlace(name="公司", department=office.company, latitude="31.2", longitude="121.4"), by=user)
    made.department = office.company
    with pytest.raises(RuleBroken):
        save_place(place=made, by=user)


def test_place_of_another_unit_cannot_be_taken_over(office: Office, here: WorkPlace):
    factories.grant(office.director, "manager", office.ours)
    here.department = office.ours
    with pytest.raises(RuleBroken):
        save_place(place=here, by=type(office.director.user).objects.get(pk=office.director.user.pk))


# -- what pages ask for ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules", "here")
def test_ways_of_a_day_say_source_note_and_place(office: Office, count_queries):
    agree(office.staff)
    press(office.staff)
    outside(office.staff, where=FAR, photo=picture(), at=AT + timedelta(hours=2))
    inside, away = ways_of(office.staff.pk, DAY)
    assert (inside.near, inside.note, inside.photo) == ("总部", "", "")
    assert (away.note, away.by, away.photo) == ("客户现场", "", f"/clock/outside/{away.punch_id}/photo/")
    assert away.near.startswith("992")
    assert count_queries(lambda: ways_of(office.staff.pk, DAY)) == 1
