from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "finance"
    verbose_name = _("Expenses and budgets")

    def ready(self) -> None:
        from common import bindings
        from common.bindings import Binding
        from finance import api, budget_shell, claim_kind, claim_shell, kept, payment_shell, report_shell, setup
        from finance.demo import fill
        from finance.policy import Budgeting, Expenses, Major, Vouchers
        from notices.kinds import NoticeKind
        from notices.kinds import register as register_notice
        from people import demo
        from people.builtin import give

        register_notice(NoticeKind("finance", _("Expenses and budgets"), "money"))
        claim_kind.register()
        api.install()
        for part in (claim_shell, budget_shell, payment_shell, report_shell):
            part.register()
        demo.register(fill)
        post_migrate.connect(setup.ensure_categories, sender=self, dispatch_uid="finance.categories")
        post_migrate.connect(setup.ensure_routes, sender=self, dispatch_uid="finance.routes")
        for binding in (
            Binding(
                code="finance.limits", kind="limit", label=_("limits and deadline of claims"), kept=kept.of("finance.limits"),
                kept_together=kept.together, keys=tuple(p.key for p in Expenses.parameters.values()),
            ),
            Binding(
                code="finance.major", kind="gate", label=_("major spending"), keys=tuple(p.key for p in Major.parameters.values())
            ),
            Binding(
                code="finance.vouchers", kind="gate", label=_("checks of fapiao"), keys=tuple(p.key for p in Vouchers.parameters.values())
            ),
            Binding(
                code="finance.budget", kind="gate", label=_("budgets that hold"), kept=kept.of("finance.budget"),
                kept_together=kept.together, keys=tuple(p.key for p in Budgeting.parameters.values()),
            ),
            Binding(
                code="finance.claim_work_link", kind="record", label=_("each claim names the work that caused it"),
                kept=kept.of("finance.claim_work_link"), kept_together=kept.together,
            ),
            Binding(
                code="finance.claim_over_limit", kind="gate", label=_("a line above the limit gives its reason"),
                kept=kept.of("finance.claim_over_limit"), kept_together=kept.together,
            ),
            Binding(
                code="finance.fapiao_required", kind="gate", label=_("each line has its voucher, made out to the company"),
                kept=kept.of("finance.fapiao_required"), kept_together=kept.together,
            ),
            Binding(code="finance.fapiao_once", kind="gate", label=_("one fapiao is claimed once")),
            Binding(code="finance.voucher_substitute", kind="gate", label=_("a line without a fapiao gives its reason")),
            Binding(
                code="finance.claim_lines", kind="gate", label=_("a line without a voucher is not submitted"),
                kept=kept.of("finance.claim_lines"), kept_together=kept.together,
            ),
            Binding(code="finance.claim_route", kind="gate", label=_("head of department, then finance, then payment")),
            Binding(
                code="finance.payment_needs_approval", kind="gate", label=_("no payment without approval"), kept=kept.payments,
            ),
            Binding(code="finance.budget_approved", kind="gate", label=_("a budget is approved before it is spent")),
            Binding(code="finance.budget_change", kind="record", label=_("a changed budget keeps the old figure")),
            Binding(code="finance.advance", kind="gate", label=_("no advance before the last one is settled")),
            Binding(code="finance.trip_request", kind="gate", label=_("a trip is asked for before, with what it will cost")),
            Binding(code="finance.archive", kind="record", label=_("vouchers are archived with their digests")),
        ):  # fmt: skip
            bindings.register(binding)
        give("staff", "finance.add_claim", "finance.add_advance")
        give("supervisor", "finance.view_claim", "finance.view_budget")
        give("manager", "finance.add_budget", "finance.change_budget")
        for role in ("finance", "executive", "auditor"):
            give(
                role, "finance.view_claim", "finance.view_receipt", "finance.view_fapiaouse", "finance.view_budget", "finance.view_advance",
                "finance.view_payment", "finance.view_paymentbatch", "finance.view_archivevolume", "finance.view_budgetentry",
                "finance.view_advancesettlement",
            )  # fmt: skip
        give(
            "finance", "finance.change_claim", "finance.pay_claim", "finance.archive_claim", "finance.add_budget", "finance.change_budget",
            "finance.view_payeeaccount", "finance.change_payeeaccount",
            *(f"finance.{act}_{what}" for act in ("view", "add", "change") for what in ("expensecategory", "billingentity")),
        )  # fmt: skip
