"""Reading notices, sending them, and the channels that carry them further."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from notices import selectors, services, tables
from notices.channels import NAMES
from notices.forms import ChannelForm, FilterForm, NewChannelForm, SendForm
from notices.models import NoticeRecipient

PER_PAGE = 30


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What I received: unread first."""
    form = FilterForm(request.GET)
    rows = selectors.received(request.user)
    unread = rows.unread()
    wanted = form.cleaned_data if form.is_valid() else {}
    if wanted.get("show"):
        rows = rows.unread()
    if wanted.get("kind"):
        rows = rows.filter(notice__kind=wanted["kind"])
    if exporting.is_asked(request):
        return exporting.answer(request, tables.received(rows), form)
    context = {
        "form": form,
        "is_filtered": any(wanted.values()),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "has_unread": unread.exists(),
    }
    return render(request, "notices/notice_list.html", context)


@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice. Opening it is reading it; a page that the browser only fetches in advance is not opened."""
    notice = get_object_or_404(selectors.visible_notices(request.user).select_related("sender"), pk=pk)
    is_opened = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    if is_opened:
        services.mark_read(notice=notice, by=request.user, at=clock.now())
    context = {
        "notice": notice,
        "own": NoticeRecipient.objects.of(request.user).filter(notice=notice).first(),
        "sent": selectors.sent(request.user).filter(pk=pk).first(),
    }
    return render(request, "notices/notice_detail.html", context)


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read without opening it."""
    row = get_object_or_404(NoticeRecipient.objects.of(request.user), notice=pk)
    services.mark_read(notice=row.notice, by=request.user, at=clock.now())
    return redirect("notices:notice-list")


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = services.mark_all_read(by=request.user, at=clock.now())
    messages.success(request, ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count) % {"count": count})
    return redirect("notices:notice-list")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("notices.send", raise_exception=True)
def notice_send(request: HttpRequest) -> HttpResponse:
    """Write a notice, see who would receive it, send it."""
    form = SendForm(request.POST or None, user=request.user, day=clock.today())
    sender = getattr(request.user, "employee", None)
    is_checked = form.is_bound and form.is_valid()
    if is_checked and sender and request.POST.get("confirmed") == form.recipients_digest:
        wanted = form.cleaned_data
        notice = services.notify(
            recipients=form.recipients, kind=wanted["kind"], level=wanted["level"], subject=wanted["subject"],
            body=wanted["body"], sender=sender, at=clock.now(),
        )  # fmt: skip
        count = len(form.recipients)
        messages.success(request, ngettext("Sent to %(count)d person.", "Sent to %(count)d people.", count) % {"count": count})
        return redirect("notices:notice-detail", notice.pk)
    if sender is None:
        messages.error(request, _("Your account belongs to no employee. Only an employee can send notices."))
    context = {"form": form, "is_checked": is_checked, "may_send": sender is not None}
    return render(request, "notices/notice_send.html", context, status=422 if form.is_bound and not is_checked else 200)


@require_safe
def sent_list(request: HttpRequest) -> HttpResponse:
    """What I sent, and how many have read it."""
    if exporting.is_asked(request):
        return exporting.answer(request, tables.sent(selectors.sent(request.user)))
    page = Paginator(selectors.sent(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/sent_list.html", {"page": page})


@require_safe
def notice_recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """Who received what I sent, who has read it and when: those who have not come first."""
    notice = get_object_or_404(selectors.sent(request.user), pk=pk)
    rows = notice.recipients.select_related("recipient").order_by("read_at", "recipient__name_key", "pk").reverse()
    if exporting.is_asked(request):
        return exporting.answer(request, tables.recipients(notice, rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/notice_recipients.html", {"notice": notice, "page": page})


# -- channels ----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def channel_list(request: HttpRequest) -> HttpResponse:
    """My channels, and a form for one more."""
    owner = getattr(request.user, "employee", None)
    form = NewChannelForm(request.POST or None)
    if form.is_bound and form.is_valid() and owner:
        try:
            channel = services.add_channel(owner=owner, **form.cleaned_data, at=clock.now())
        except RuleBroken as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("“%(label)s” is in use. Send a test to see whether it arrives.") % {"label": channel.label})
            return redirect("notices:channel-edit", channel.pk)
    channels = [(channel, NAMES.get(channel.service, channel.service)) for channel in selectors.channels_of(request.user)]
    context = {"form": form, "channels": channels, "owner": owner}
    return render(request, "notices/channel_list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def channel_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes over one of my channels, and what went."""
    channel = get_object_or_404(selectors.channels_of(request.user), pk=pk)
    form = ChannelForm(request.POST or None, instance=channel)
    if form.is_bound and form.is_valid():
        services.set_channel(channel=channel, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notices:channel-edit", pk)
    context = {
        "form": form,
        "channel": channel,
        "service": NAMES.get(channel.service, channel.service),
        "deliveries": selectors.recent_deliveries(channel),
    }
    return render(request, "notices/channel_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def channel_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send me a test."""
    channel = get_object_or_404(selectors.channels_of(request.user), pk=pk)
    try:
        services.try_channel(channel=channel, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, _("A test is on its way. Open this page again in a moment to see what became of it."))
    return redirect("notices:channel-edit", pk)


@require_POST
def channel_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of my channels."""
    channel = get_object_or_404(selectors.channels_of(request.user), pk=pk)
    services.remove_channel(channel=channel, at=clock.now())
    messages.success(request, _("“%(label)s” has been removed, its address forgotten.") % {"label": channel.label})
    return redirect("notices:channel-list")
