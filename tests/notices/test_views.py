"""Reading notices, sending them, and the channels, on pages."""

from datetime import UTC, datetime, timedelta

import pytest

from common import clock, menu
from notices import kinds, services
from notices.models import Channel, Delivery, Notice, NoticeRecipient
from tests.factories import EmployeeFactory, UserFactory, department, grant, holder, post

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _later():
    with clock.stopped(LATER):
        yield


@pytest.fixture
def li():
    return EmployeeFactory(name="李雯")


def tell(*recipients, **others):
    return services.notify(**{"recipients": recipients, "kind": "reminder", "subject": "明天盘点", "at": NOON, **others})


@pytest.fixture
def open_as(client):
    def go(who, path, data=None, **headers):
        user = getattr(who, "user", who)
        user.language = "en"
        user.save()
        client.force_login(user)
        return client.get(path, headers=headers) if data is None else client.post(path, data, headers=headers)

    return go


class TestReading:
    @pytest.mark.row("SYS-03")
    @pytest.mark.parametrize("kind", list(kinds.registered()))
    def test_opening_a_notice_of_each_kind_sets_its_read_time(self, open_as, li, kind):
        notice = tell(li, EmployeeFactory(), kind=kind, sender=EmployeeFactory(name="周敏"))
        assert notice.recipients.count() == 2
        assert open_as(li, f"/notices/{notice.pk}/").status_code == 200
        assert notice.recipients.get(recipient=li).read_at == LATER
        assert notice.recipients.filter(read_at=None).count() == 1

    def test_opening_shows_who_said_what(self, open_as, li):
        notice = tell(li, sender=EmployeeFactory(name="周敏"), body="请提前到场", link="/calendar/", level="urgent")
        page = open_as(li, f"/notices/{notice.pk}/").content.decode()
        for text in ("明天盘点", "请提前到场", "周敏", "urgent", 'href="/calendar/"'):
            assert text in page

    def test_the_list_does_not_mark_as_read(self, open_as, li):
        tell(li)
        open_as(li, "/notices/")
        assert NoticeRecipient.objects.get().read_at is None

    @pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}])
    def test_a_page_fetched_in_advance_is_not_opened(self, open_as, li, headers):
        open_as(li, f"/notices/{tell(li).pk}/", **headers)
        assert NoticeRecipient.objects.get().read_at is None

    def test_what_others_received_does_not_exist(self, open_as, li):
        notice = tell(EmployeeFactory())
        assert open_as(li, f"/notices/{notice.pk}/").status_code == 404
        assert open_as(li, f"/notices/{notice.pk}/read/", {}).status_code == 404
        assert open_as(li, f"/notices/{notice.pk}/recipients/").status_code == 404

    def test_unread_stand_first(self, open_as, li):
        old, new = tell(li, subject="旧的未读"), tell(li, subject="新的已读")
        services.mark_read(notice=new, by=li.user, at=LATER)
        page = open_as(li, "/notices/").context["page"]
        assert [row.notice for row in page] == [old, new]

    @pytest.mark.parametrize(
        ("query", "subjects"),
        [("show=unread", {"提醒"}), ("kind=penalty", {"处罚"}), ("kind=penalty&show=unread", set()), ("kind=?", {"提醒", "处罚"})],
    )
    def test_the_list_is_narrowed(self, open_as, li, query, subjects):
        tell(li, subject="提醒")
        services.mark_read(notice=tell(li, kind="penalty", subject="处罚"), by=li.user, at=LATER)
        assert {row.notice.subject for row in open_as(li, f"/notices/?{query}").context["page"]} == subjects

    def test_one_is_marked_read_without_opening(self, open_as, li):
        notice = tell(li)
        open_as(li, f"/notices/{notice.pk}/read/", {})
        assert notice.recipients.get().read_at == LATER

    def test_all_are_marked_read(self, open_as, li):
        tell(li), tell(li)
        open_as(li, "/notices/read-all/", {})
        assert not NoticeRecipient.objects.unread().exists()

    @pytest.mark.parametrize("path", ["/notices/read-all/", "/notices/1/read/", "/notices/channels/1/test/", "/notices/channels/1/remove/"])
    def test_acts_are_posted(self, open_as, li, path):
        assert open_as(li, path).status_code == 405

    def test_the_bell_counts_what_is_unread(self, rf, li):
        tell(li), tell(li), tell(EmployeeFactory())
        request = rf.get("/")
        request.user = li.user
        assert menu.for_request(request).bell.count == 2

    def test_an_account_without_employee_has_an_empty_list(self, open_as):
        assert open_as(UserFactory(username="root"), "/notices/").status_code == 200

    def test_the_list_costs_the_same_for_many(self, open_as, li, assert_queries_constant):
        tell(li, sender=EmployeeFactory())
        assert_queries_constant(
            lambda: open_as(li, "/notices/"), lambda: [tell(li, sender=EmployeeFactory()) for _ in range(29)], at_most=20
        )


@pytest.fixture
def house():
    """A company with a department whose supervisor may send, and one beside it."""
    company = department("公司")
    own, other = department("运营部", parent=company), department("财务部", parent=company)
    boss = holder(post(own, "主管"), name="周敏")
    grant(boss, "supervisor", own)
    clerk = post(own, "专员")
    team = department("一组", parent=own)
    return {
        "company": company, "own": own, "other": other, "team": team, "boss": boss,
        "li": holder(clerk, name="李雯"), "wang": holder(post(team, "专员"), name="王芳"), "far": holder(post(other, "会计"), name="赵强"),
    }  # fmt: skip


def written(**others):
    return {
        "kind": "announcement",
        "level": "info",
        "subject": "周五消防演练",
        "body": "",
        "departments": [],
        "titles": "",
        "people": "",
        **others,
    }


class TestSending:
    def send(self, open_as, who, data):
        """Write, look at who receives it, confirm."""
        checked = open_as(who, "/notices/send/", data)
        assert checked.status_code == 200, checked.context["form"].errors
        return open_as(who, "/notices/send/", {**data, "confirmed": checked.context["form"].recipients_digest})

    def received_by(self):
        return set(NoticeRecipient.objects.values_list("recipient__name", flat=True))

    def test_a_department_is_told_with_everything_below(self, open_as, house):
        self.send(open_as, house["boss"], written(departments=[house["own"].pk]))
        assert self.received_by() == {"周敏", "李雯", "王芳"}
        assert Notice.objects.get().sender == house["boss"]

    def test_a_post_narrows_the_departments(self, open_as, house):
        self.send(open_as, house["boss"], written(departments=[house["own"].pk], titles="专员"))
        assert self.received_by() == {"李雯", "王芳"}

    def test_people_are_added_by_number_or_name(self, open_as, house):
        self.send(open_as, house["boss"], written(people=f"{house['li'].number}、王芳"))
        assert self.received_by() == {"李雯", "王芳"}

    def test_nothing_is_sent_before_the_recipients_were_shown(self, open_as, house):
        response = open_as(house["boss"], "/notices/send/", written(people="李雯"))
        assert "1 person will receive it: 李雯" in response.content.decode()
        assert not Notice.objects.exists()

    def test_other_recipients_than_those_shown_are_shown_first(self, open_as, house):
        seen = open_as(house["boss"], "/notices/send/", written(people="李雯")).context["form"].recipients_digest
        open_as(house["boss"], "/notices/send/", written(people="王芳") | {"confirmed": seen})
        assert not Notice.objects.exists()

    @pytest.mark.parametrize(
        ("choice", "sentence"),
        [
            pytest.param({}, "Nobody would receive this", id="nobody"),
            pytest.param({"people": "赵强"}, "Nobody in your scope: 赵强", id="outside-the-scope"),
            pytest.param({"titles": "会计"}, "Nobody would receive this", id="a-post-outside-the-scope"),
            pytest.param({"people": "不存在"}, "Nobody in your scope: 不存在", id="unknown"),
        ],
    )
    def test_what_reaches_nobody_in_scope_is_refused_in_words(self, open_as, house, choice, sentence):
        response = open_as(house["boss"], "/notices/send/", written(**choice))
        assert response.status_code == 422
        assert sentence in response.content.decode()

    def test_a_department_outside_the_scope_cannot_be_chosen(self, open_as, house):
        response = open_as(house["boss"], "/notices/send/", written(departments=[house["other"].pk]))
        assert "departments" in response.context["form"].errors

    def test_two_people_of_one_name_are_told_apart_by_number(self, open_as, house):
        twin = holder(post(house["team"], "助理"), name="李雯")
        response = open_as(house["boss"], "/notices/send/", written(people="李雯"))
        assert twin.number in str(response.context["form"].errors["people"])

    def test_who_has_left_is_not_told(self, open_as, house):
        house["wang"].left_on = NOON.date() - timedelta(1)
        house["wang"].save()
        self.send(open_as, house["boss"], written(departments=[house["own"].pk]))
        assert "王芳" not in self.received_by()

    def test_staff_cannot_send(self, open_as, house):
        assert open_as(house["li"], "/notices/send/").status_code == 403
        assert open_as(house["li"], "/notices/send/", written(people="李雯")).status_code == 403

    def test_kinds_of_the_system_cannot_be_sent_by_hand(self, open_as, house):
        response = open_as(house["boss"], "/notices/send/", written(people="李雯", kind="approval"))
        assert "kind" in response.context["form"].errors

    def test_the_sender_sees_who_has_read_it(self, open_as, house):
        self.send(open_as, house["boss"], written(people="李雯、王芳"))
        notice = Notice.objects.get()
        open_as(house["li"], f"/notices/{notice.pk}/")
        sent = open_as(house["boss"], "/notices/sent/").context["page"][0]
        assert (sent.read_count, sent.recipient_count) == (1, 2)
        rows = open_as(house["boss"], f"/notices/{notice.pk}/recipients/").context["page"]
        assert [(row.recipient.name, bool(row.read_at)) for row in rows] == [("王芳", False), ("李雯", True)]

    def test_what_the_system_told_in_my_name_is_not_what_i_sent(self, open_as, house):
        tell(house["li"], kind="approval", sender=house["boss"])
        assert not open_as(house["boss"], "/notices/sent/").context["page"].object_list

    def test_a_recipient_does_not_see_who_else_has_read_it(self, open_as, house):
        self.send(open_as, house["boss"], written(people="李雯、王芳"))
        page = open_as(house["li"], f"/notices/{Notice.objects.get().pk}/")
        assert page.context["sent"] is None
        assert open_as(house["li"], f"/notices/{Notice.objects.get().pk}/recipients/").status_code == 404

    @pytest.mark.parametrize("path", ["/notices/sent/", "/notices/{pk}/recipients/"])
    def test_what_i_sent_costs_the_same_for_many(self, open_as, house, path, assert_queries_constant):
        notice = tell(house["li"], sender=house["boss"])

        def more():
            for number in range(20):
                tell(EmployeeFactory(), sender=house["boss"], subject=str(number))
                NoticeRecipient.objects.create(notice=notice, recipient=EmployeeFactory(), delivered_at=NOON)

        assert_queries_constant(lambda: open_as(house["boss"], path.format(pk=notice.pk)), more, at_most=20)


class TestChannels:
    NEW = {"label": "我的钉钉群", "address": "https://oapi.dingtalk.com/robot/send?access_token=abc123", "secret": ""}

    @pytest.fixture
    def channel(self, li):
        return services.add_channel(owner=li, label="我的钉钉群", address=self.NEW["address"], at=NOON)

    def test_a_channel_is_added(self, open_as, li):
        assert open_as(li, "/notices/channels/", self.NEW).status_code == 302
        assert Channel.objects.get().owner == li

    def test_an_address_that_cannot_be_used_is_refused_beside_its_field(self, open_as, li):
        response = open_as(li, "/notices/channels/", {**self.NEW, "address": "http://127.0.0.1/"})
        assert response.status_code == 422
        assert "cannot be used" in str(response.context["form"].errors["address"])

    def test_the_address_is_shown_to_nobody(self, open_as, li, channel):
        for path in ("/notices/channels/", f"/notices/channels/{channel.pk}/"):
            assert "abc123" not in open_as(li, path).content.decode()

    def test_settings_are_kept(self, open_as, li, channel):
        data = {"label": "群", "kinds": ["penalty"], "levels": ["urgent"], "quiet_from": "22:00", "quiet_until": "07:00"}
        open_as(li, f"/notices/channels/{channel.pk}/", data)
        channel.refresh_from_db()
        assert (channel.label, channel.is_enabled, channel.kinds, channel.levels) == ("群", False, ["penalty"], ["urgent"])
        assert (channel.quiet_from.hour, channel.quiet_until.hour) == (22, 7)

    def test_half_of_the_quiet_hours_is_refused_beside_its_field(self, open_as, li, channel):
        response = open_as(li, f"/notices/channels/{channel.pk}/", {"label": "群", "quiet_from": "22:00"})
        assert "quiet_until" in response.context["form"].errors

    def test_a_test_is_sent_and_its_state_shown(self, open_as, li, channel):
        open_as(li, f"/notices/channels/{channel.pk}/test/", {})
        assert Delivery.objects.get().recipient.recipient == li
        assert "queued" in open_as(li, f"/notices/channels/{channel.pk}/").content.decode()

    def test_an_unsure_delivery_is_shown_as_such(self, open_as, li, channel):
        open_as(li, f"/notices/channels/{channel.pk}/test/", {})
        Delivery.objects.update(state="unsure", claimed_at=NOON, finished_at=NOON, attempts=1)
        assert "outcome unknown" in open_as(li, f"/notices/channels/{channel.pk}/").content.decode()

    def test_a_channel_is_removed(self, open_as, li, channel):
        open_as(li, f"/notices/channels/{channel.pk}/remove/", {})
        channel.refresh_from_db()
        assert channel.removed_at == LATER
        assert open_as(li, f"/notices/channels/{channel.pk}/").status_code == 404

    @pytest.mark.parametrize("act", ["", "test/", "remove/"])
    def test_the_channel_of_somebody_else_does_not_exist(self, open_as, channel, act):
        assert open_as(EmployeeFactory(), f"/notices/channels/{channel.pk}/{act}", {"label": "x"}).status_code == 404

    def test_a_channel_page_costs_the_same_for_many_deliveries(self, open_as, li, channel, assert_queries_constant):
        tell(li)
        assert_queries_constant(lambda: open_as(li, f"/notices/channels/{channel.pk}/"), lambda: [tell(li) for _ in range(18)], at_most=20)
