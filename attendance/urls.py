from datetime import date

from django.urls import path, register_converter

from attendance.views import clock, days, trial


class IsoDate:
    """2026-11-20 in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # a ValueError is a 404

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(IsoDate, "isodate")

from attendance import change_urls, correction_urls, duty_urls, journey_urls, month_urls, place_urls, slip_urls  # noqa: E402  they use the converter

app_name = "attendance"

urlpatterns = [
    path("clock/punch/", clock.punch, name="punch"),  # everybody at nine: addresses are tried one after the other
    path("clock/", clock.clock, name="clock"),
    *slip_urls.urlpatterns,
    *journey_urls.urlpatterns,
    *correction_urls.urlpatterns,
    *month_urls.urlpatterns,
    *duty_urls.urlpatterns,
    *place_urls.urlpatterns,
    *change_urls.urlpatterns,
    path("attendance/", days.my_month, name="month"),
    path("attendance/try/", trial.try_rules, name="try"),
    path("attendance/<str:number>/", days.month_of, name="month-of"),
    path("attendance/<str:number>/<isodate:day>/", days.day, name="day"),
]
