"""Who has which page open, and what the clock on the wall shows."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import Locator, Page
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from common import clock
from people.models import Employee
from tests.story.office import Office, at
from tests.support.browser import DESKTOP, PHONE

PATIENCE = 20_000  # milliseconds: files are read in processes of their own


class Stage:
    """The people of the office, each with a page of their own that stays open."""

    def __init__(self, open_page: Callable[..., Page], office: Office) -> None:
        self.open_page, self.office = open_page, office
        self.pages: dict[tuple[int, int], Page] = {}

    def phone(self, who: Employee | None) -> Page:
        return self._page(who, PHONE)

    def desktop(self, who: Employee | None) -> Page:
        return self._page(who, DESKTOP)

    def _page(self, who: Employee | None, size: dict[str, int]) -> Page:
        key = (who.pk if who else 0, size["width"])
        if key not in self.pages:
            self.pages[key] = self.open_page(who.user if who else None, size)
            self.pages[key].set_default_timeout(PATIENCE)
        return self.pages[key]


@contextmanager
def station(name: str, day: date, wall: str) -> Iterator[None]:
    """A part of the story at that time. A failure says where the story stopped."""
    with clock.stopped(at(day, wall)):
        try:
            yield
        except BaseException as error:
            error.add_note(f"The story stopped at: {name} ({day} {wall})")
            raise


def main_act(page: Page) -> Locator:
    """The one main button of a page."""
    return page.locator(".primary .button-main")


def press(page: Page, button: Locator | None = None) -> None:
    """The button (the main one unless given) is pressed, and the next page has come without a refusal."""
    with page.expect_navigation():
        (button or main_act(page)).click()
    assert not (refused := page.locator(".form-errors, .toasts .toast-error").all_inner_texts()), refused


def fill(page: Page, **fields: str) -> None:
    """Fields by name; a choice is selected, a radio checked."""
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f"[name={name}][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)


def work_off() -> None:
    """What the house has put off is done, by a worker as in `make run`."""
    options = {"wait": False, "install_signal_handlers": False, "listen_notify": False, "delete_jobs": "never"}
    with app.replace_connector(app.connector.get_worker_connector()) as worker, ThreadPoolExecutor(1) as apart:
        apart.submit(worker.run_worker, **options).result(timeout=60)  # where no other event loop runs
    assert not ProcrastinateJob.objects.filter(status="failed").values_list("task_name", "args")
