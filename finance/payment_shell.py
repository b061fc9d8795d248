"""What payments register when Django starts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import menu, uploads
from common.menu import MenuItem

AREA = "finance:overview"


def register() -> None:
    """The kind of request of an advance, the pages in the area of expenses, and who opens a volume of the archive."""
    from finance import advance_kind
    from finance.selectors.payments import PAY
    from finance.services import archive

    advance_kind.register()
    uploads.register_reader(archive.PURPOSE, archive.may_read)
    for order, (name, label, icon, permission) in enumerate(
        (
            ("advance-list", pgettext_lazy("menu", "Advances"), "send", None),
            ("payee-mine", _("My bank account"), "person", None),
            ("payment-waiting", pgettext_lazy("menu", "Payments"), "stamp", PAY),
            ("payment-batches", _("Payment batches"), "file", PAY),
            ("payee-list", _("Accounts of payees"), "people", "finance.view_payeeaccount"),
            ("archive-list", _("Voucher archive"), "shield", archive.ARCHIVES),
        ),
        start=50,
    ):
        menu.register(MenuItem(label=label, url_name=f"finance:{name}", icon=icon, order=order, permission=permission, area=AREA))
