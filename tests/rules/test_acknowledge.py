"""Somebody acknowledges an edition: what is kept as evidence, what is refused, and that it counts once."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from common import clock
from common.digests import digest
from common.errors import RuleBroken
from people.models import Employee
from rules.domain.signing import is_drawing, same_name
from rules.models import Acknowledgement, AcknowledgementTrace, Edition, NoticeConsent, Opening
from rules.selectors.shown_text import shown_digest, text_digest
from rules.services.acknowledging import (
    Circumstances,
    Signature,
    acknowledge,
    forget_acknowledgement_traces,
    record_paper,
    sealed,
    unsealed,
)
from tests import factories
from tests.rules import making, reading
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import TODAY, as_, on, said
from tests.rules.reading import STROKES

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
SIGNED = Signature(name="李雯", agrees=True)
FROM = Circumstances(login="password+totp", address="192.0.2.7", browser="Firefox")


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {"pol.ack_days": "7", "pol.trace.retention_days": "30"})


def page(edition: Edition) -> str:
    return f"/rules/{edition.rulebook.number}/?edition={edition.number}"


def token(html: str) -> str:
    return html.partition('name="shown" value="')[2].partition('"')[0]


def given(edition: Edition, who: Employee, **typed: object) -> dict[str, object]:
    """What the form on the page sends."""
    with on(TODAY):
        shown = token(as_(who).get(page(edition)).text)
    return {"shown": shown, "name": who.name, "agrees": "on", **typed}


def press(edition: Edition, who: Employee, later: int = 90, **typed: object):
    client, form = as_(who), given(edition, who, **typed)
    with clock.stopped(at_noon(TODAY) + timedelta(seconds=later)):
        return client.post(f"/rules/editions/{edition.pk}/acknowledge/", form, HTTP_USER_AGENT="Firefox", REMOTE_ADDR="192.0.2.7")


# -- the page ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_reader_acknowledges_below_the_text(office: Office, edition: Edition):
    assert press(edition, office.staff).headers["Location"] == "/rules/read/"
    done = Acknowledgement.objects.get()
    assert (done.employee, done.kind, done.signed_on, done.signed_name) == (office.staff, "electronic", TODAY, "李雯")
    assert done.statement == "本人已阅读《考勤管理制度 第1版》，知晓其内容。"
    assert (done.digest, done.edition_digest) == (shown_digest(edition), edition.digest)
    assert (done.opened_at, done.seconds, done.at) == (at_noon(TODAY), 90, at_noon(TODAY) + timedelta(seconds=90))
    assert done.consent == NoticeConsent.objects.get(employee=office.staff)


@pytest.mark.django_db
def test_way_of_login_address_and_browser_are_kept(office: Office, edition: Edition):
    client, form = as_(office.staff), given(edition, office.staff)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}, {"method": "mfa", "type": "totp", "at": 2}]
    session.save()
    with on(TODAY):
        client.post(f"/rules/editions/{edition.pk}/acknowledge/", form, HTTP_USER_AGENT="Firefox", REMOTE_ADDR="192.0.2.7")
    done = Acknowledgement.objects.get()
    assert done.login_method == "password+totp"
    assert (done.trace.address, done.trace.browser) == ("192.0.2.7", "Firefox")


@pytest.mark.django_db
def test_page_says_that_it_is_done_and_offers_the_evidence(office: Office, edition: Edition):
    press(edition, office.staff)
    with on(TODAY):
        text = said(as_(office.staff), page(edition))
    assert "你已于" in text
    assert "我已阅读并知晓" not in text
    assert "我的证据单" in text


@pytest.mark.django_db
def test_whoever_is_not_asked_sees_no_form(office: Office):
    edition = making.published(office, {}, departments=[office.ours], level="public")
    with on(TODAY):
        assert "我已阅读并知晓" not in said(as_(office.counsel), page(edition))


@pytest.mark.django_db
def test_seconds_that_the_page_counted_are_kept_within_what_passed(office: Office, edition: Edition):
    press(edition, office.staff, later=90, seconds="40")
    press(edition, office.director, later=90, seconds="4000")
    assert list(Acknowledgement.objects.order_by("pk").values_list("seconds", flat=True)) == [40, 90]


@pytest.mark.django_db
def test_text_in_traditional_characters_has_its_own_digest(office: Office, edition: Edition):
    client = as_(office.staff)
    with on(TODAY):
        shown = token(client.get(f"{page(edition)}&script=hant").text)
        client.post(f"/rules/editions/{edition.pk}/acknowledge/", {"shown": shown, "name": "李雯", "agrees": "on"})
    done = Acknowledgement.objects.get()
    assert (done.script, done.digest) == ("hant", shown_digest(edition, "hant"))
    assert done.digest != shown_digest(edition)
    assert Opening.objects.get(employee=office.staff).script == "hant"


@pytest.mark.django_db
def test_opening_is_noted_once_and_only_of_whoever_is_asked(office: Office, edition: Edition):
    for day in (TODAY, TODAY + timedelta(days=1)):
        with on(day):
            as_(office.staff).get(page(edition))
    assert Opening.objects.get().at == at_noon(TODAY)


@pytest.mark.django_db
def test_refused_name_stays_in_the_form(office: Office, edition: Edition):
    response = press(edition, office.staff, name="王五", seconds="12")
    assert response.status_code == 422
    assert "请键入你本人的姓名：李雯" in response.text
    assert 'value="王五"' in response.text
    assert not Acknowledgement.objects.exists()


@pytest.mark.django_db
def test_consent_is_asked_before_the_first_acknowledgement_only(office: Office, edition: Edition):
    assert "请先同意电子送达" in press(edition, office.staff, agrees="").text
    assert not Acknowledgement.objects.exists()
    press(edition, office.staff)
    second = making.published(office, {}, number="B", title="报销制度")
    with on(TODAY):
        assert "同意以电子方式" not in said(as_(office.staff), page(second))
    press(second, office.staff, agrees="")
    assert NoticeConsent.objects.count() == 1
    assert Acknowledgement.objects.count() == 2


@pytest.mark.django_db
def test_page_of_somebody_else_does_not_count(office: Office, edition: Edition):
    theirs = given(edition, office.director)
    with on(TODAY):
        response = as_(office.staff).post(f"/rules/editions/{edition.pk}/acknowledge/", {**theirs, "name": "李雯"})
    assert response.status_code == 422
    assert not Acknowledgement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["", "nonsense", "a:b:c"])
def test_broken_form_gives_a_sentence(office: Office, edition: Edition, shown: str):
    with on(TODAY):
        response = as_(office.staff).post(f"/rules/editions/{edition.pk}/acknowledge/", {"shown": shown, "name": "李雯", "agrees": "on"})
    assert response.status_code == 422


@pytest.mark.django_db
def test_reading_page_stays_within_ten_queries(office: Office, edition: Edition, assert_queries_constant):
    client = as_(office.staff)

    def grow() -> None:
        for number in range(5):
            making.published(office, {}, number=f"G{number}", title=f"制度{number}")

    with on(TODAY):
        client.get(page(edition))
        assert_queries_constant(lambda: client.get(page(edition)), grow)
        assert_queries_constant(lambda: client.get("/rules/read/"), lambda: None)


# -- the act -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_acknowledgement(office: Office, edition: Edition, race):
    shown = reading.shown(edition, office.staff)
    sign = Signature(name="李雯", agrees=True)
    results = race(*[lambda: acknowledge(edition=edition, shown=shown, signature=sign, circumstances=FROM, by=office.staff, at=NOW)] * 2)
    assert {type(one) for one in results} == {Acknowledgement}, results
    assert results[0] == results[1]
    assert Acknowledgement.objects.count() == AcknowledgementTrace.objects.count() == NoticeConsent.objects.count() == 1


@pytest.mark.django_db
def test_second_acknowledgement_leaves_the_first_as_it_was(office: Office, edition: Edition):
    first = reading.acknowledge(edition, office.staff)
    again = reading.acknowledge(edition, office.staff, at=NOW + timedelta(hours=1))
    assert (again, again.at) == (first, NOW)


@pytest.mark.django_db
def test_drawn_signature_counts_without_a_name(office: Office, edition: Edition):
    done = reading.acknowledge(edition, office.staff, name="", drawing=STROKES)
    assert (done.signed_name, done.drawing) == ("", STROKES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signature", "why"),
    [
        ({"name": ""}, "请键入姓名"),
        ({"name": "李文"}, "你本人的姓名"),
        ({"name": "", "drawing": "M1 1 L2 2"}, "签名无法识别"),
        ({"name": "", "drawing": 'M1 1"/><script>'}, "签名无法识别"),
    ],
    ids=["nothing", "other-name", "dot", "markup"],
)
def test_what_is_no_signature_is_refused(office: Office, edition: Edition, signature: dict, why: str):
    with pytest.raises(RuleBroken, match=why):
        reading.acknowledge(edition, office.staff, **signature)


@pytest.mark.django_db
def test_text_other_than_the_shown_one_is_refused(office: Office, edition: Edition):
    wrong = reading.shown(edition, office.staff)
    wrong = type(wrong)(edition.pk, office.staff.pk, "hant", wrong.digest, wrong.at, wrong.language)
    with pytest.raises(RuleBroken, match="不一致"):
        acknowledge(
            edition=edition, shown=wrong, signature=Signature(name="李雯", agrees=True), circumstances=FROM, by=office.staff, at=NOW
        )


@pytest.mark.django_db
def test_nobody_outside_the_scope_acknowledges(office: Office):
    edition = making.published(office, {}, departments=[office.ours])
    with pytest.raises(RuleBroken, match="不需要你确认"):
        reading.acknowledge(edition, office.counsel)


@pytest.mark.django_db
def test_seal_survives_its_way_and_nothing_else(office: Office, edition: Edition):
    shown = reading.shown(edition, office.staff)
    assert unsealed(sealed(shown)) == shown
    with pytest.raises(RuleBroken):
        unsealed(sealed(shown)[:-1])


@pytest.mark.django_db
def test_acknowledgement_never_changes(office: Office, edition: Edition):
    done = reading.acknowledge(edition, office.staff)
    for act in (lambda: Acknowledgement.objects.filter(pk=done.pk).update(seconds=1), lambda: NoticeConsent.objects.all().update(at=NOW)):
        with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
            act()


# -- what is forgotten -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_address_is_deleted_after_its_time_and_its_digest_stays(office: Office, edition: Edition):
    shown = reading.shown(edition, office.staff)
    done = acknowledge(
        edition=edition, shown=shown, signature=Signature(name="李雯", agrees=True), circumstances=FROM, by=office.staff, at=at_noon(TODAY)
    )
    assert done.trace_digest == digest({"address": "192.0.2.7", "browser": "Firefox"})
    assert forget_acknowledgement_traces(at=at_noon(TODAY + timedelta(days=30))) == 0
    assert forget_acknowledgement_traces(at=at_noon(TODAY + timedelta(days=31))) == 1
    assert not AcknowledgementTrace.objects.exists()
    done.refresh_from_db()
    assert done.trace_digest


@pytest.mark.django_db
def test_addresses_stay_while_their_time_is_undecided(office: Office):
    edition = making.published(office, {})
    reading.acknowledge(edition, office.staff)
    assert forget_acknowledgement_traces(at=at_noon(date(2036, 1, 1))) == 0


# -- on paper --------------------------------------------------------------------------------------------------


def scan(name: str = "签字.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def hr(office: Office) -> Employee:
    who = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(who, "hr")
    return who


@pytest.mark.django_db
def test_one_scan_proves_many_signatures(office: Office, edition: Edition, hr: Employee):
    people = [office.staff, office.director]
    with on(TODAY):
        response = as_(hr).post(
            f"/rules/editions/{edition.pk}/paper/",
            {"people": [who.pk for who in people], "signed_on": "2026-11-19", "script": "hans", "file": scan()},
        )
    assert response.status_code == 302, response.text
    rows = Acknowledgement.objects.select_related("scan")
    assert {row.employee for row in rows} == set(people)
    assert {(row.kind, row.recorded_by, row.signed_on, row.consent) for row in rows} == {("paper", hr, date(2026, 11, 19), None)}
    assert len({row.scan_id for row in rows}) == 1


@pytest.mark.django_db
def test_scan_opens_to_its_signer_and_to_nobody_else(office: Office, edition: Edition, hr: Employee):
    record_paper(edition=edition, people=[office.staff], file=scan(), signed_on=TODAY, script="hans", by=hr, at=at_noon(TODAY))
    url = reverse("common:file", args=[Acknowledgement.objects.get().scan_id])
    answers = [as_(who).get(url) for who in (office.staff, hr, office.counsel)]
    for answer in answers:
        answer.close()
    assert [answer.status_code for answer in answers] == [200, 200, 404]


@pytest.mark.django_db
def test_paper_of_whoever_acknowledged_already_changes_nothing(office: Office, edition: Edition, hr: Employee):
    mine = reading.acknowledge(edition, office.staff)
    with pytest.raises(RuleBroken, match="都已确认"):
        record_paper(edition=edition, people=[office.staff], file=scan(), signed_on=TODAY, script="hans", by=hr, at=at_noon(TODAY))
    assert Acknowledgement.objects.get() == mine


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"signed_on": "2026-12-24"}, "还没有到"),
        ({"signed_on": "2026-10-01"}, "公布日与今天之间"),
        ({"file": SimpleUploadedFile("a.txt", "签字".encode())}, "PDF、JPEG或PNG"),
        ({"people": []}, ""),
    ],
    ids=["future", "before", "text", "nobody"],
)
def test_wrong_paper_is_refused_with_a_sentence(office: Office, edition: Edition, hr: Employee, typed: dict, why: str):
    with on(TODAY):
        response = as_(hr).post(
            f"/rules/editions/{edition.pk}/paper/",
            {"people": [office.staff.pk], "signed_on": "2026-11-19", "script": "hans", "file": scan(), **typed},
        )
    assert response.status_code == 422
    assert why in response.text
    assert not Acknowledgement.objects.exists()


@pytest.mark.django_db
def test_paper_wants_its_right(office: Office, edition: Edition):
    assert as_(office.staff).get(f"/rules/editions/{edition.pk}/paper/").status_code == 403


@pytest.mark.django_db
def test_database_refuses_an_electronic_one_by_somebody_else(office: Office, edition: Edition, hr: Employee):
    done = reading.acknowledge(edition, office.staff)
    done.pk, done.employee, done.recorded_by = None, office.director, hr
    with pytest.raises(IntegrityError, match="rules_acknowledgement_has_evidence"), transaction.atomic():
        done.save(force_insert=True)


# -- names and strokes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [
        ("李雯", "李雯", True),
        (" 李 雯 ", "李雯", True),
        ("張偉", "张伟", True),
        ("ＬｉＷｅｎ", "Li Wen", True),
        ("买买提·艾力", "买买提•艾力", True),
        ("李文", "李雯", False),
        ("", "李雯", False),
        ("·", "·", False),
    ],
)
def test_name_is_the_same_however_it_is_typed(typed: str, name: str, same: bool):
    assert same_name(typed, name) is same


@pytest.mark.parametrize(
    ("path", "good"),
    [
        (STROKES, True),
        ("M10 10 L12 12", False),
        ("M0 0" + " L1 1" * 20, False),
        (STROKES.replace("L240 100", "L700 100"), False),
        (STROKES + " Z", False),
        (STROKES.replace("M10", "m10"), False),
        ("", False),
    ],
    ids=["strokes", "two-points", "a-dot", "outside", "closing", "relative", "nothing"],
)
def test_drawing_is_strokes_in_the_field_and_nothing_else(path: str, good: bool):
    assert is_drawing(path) is good


@pytest.mark.django_db
def test_digest_is_that_of_the_file_that_is_handed_out(office: Office, edition: Edition):
    with on(TODAY):
        response = as_(office.staff).get(f"/rules/editions/{edition.pk}/text-written.txt")
    assert text_digest(response.content.decode()) == shown_digest(edition)
