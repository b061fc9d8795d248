"""Pages for what went wrong. Each names the request and a next step; the gravest needs neither database nor session."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from common.lost_session import form_page, typed_texts


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without a context processor: the database may be what broke."""
    return HttpResponseServerError(render_to_string("500.html", {"request_id": getattr(request, "id", "")}))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was left open too long: what was typed is shown again, to be copied."""
    context = {"typed": typed_texts(request), "form_page": form_page(request)}
    return render(request, "403_csrf.html", context, status=403)
