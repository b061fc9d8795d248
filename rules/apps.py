from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    name = "rules"
    verbose_name = _("Rules")

    def ready(self) -> None:
        from procrastinate.contrib.django import app as queue

        from approvals import kinds as requests
        from common import bindings, policy
        from common.bindings import Binding
        from common.uploads import register_reader
        from notices.kinds import NoticeKind
        from notices.kinds import register as register_notice
        from people import demo
        from people.builtin import give
        from rules import api, demo_telling, provider, reading_shell, screen_shell, shell
        from rules.approving import KIND_OF_REQUEST
        from rules.demo import fill
        from rules.repeal_kind import KIND_OF_REPEAL
        from rules.selectors.consulting import may_read_minutes
        from rules.selectors.postings import PHOTO, may_read_photo
        from rules.services.consulting import MINUTES

        policy.register_provider(provider.RulesProvider())
        request_started.connect(provider.forget, dispatch_uid="rules.provider")
        queue.worker_defaults["task_middleware"].append(provider.forget_before_job)
        requests.register(KIND_OF_REQUEST)
        requests.register(KIND_OF_REPEAL)
        shell.register()
        api.install()
        reading_shell.register()
        screen_shell.register()
        demo.register(fill)
        demo.register(demo_telling.fill)
        register_notice(NoticeKind("rule_step", _("step of a rulebook"), "rules"))
        register_notice(NoticeKind("rule_ruling", _("ruling on a rule"), "rules"))
        register_notice(NoticeKind("rule_consultation", _("opinions on rules"), "rules"))
        register_reader(MINUTES, may_read_minutes)  # type: ignore[arg-type]
        register_reader(PHOTO, may_read_photo)  # type: ignore[arg-type]
        give(
            "director",
            "rules.view_posting",
            "rules.change_posting",
            "rules.view_screen",
            "rules.change_screen",
            "rules.view_rulebook",
            "rules.add_rulebook",
            "rules.change_rulebook",
            "rules.change_edition",
            "rules.publish_edition",
            "rules.view_legalityreview",
            "rules.view_lintanswer",
            "rules.view_ruling",
            "rules.view_remark",
            "rules.view_periodicreview",
        )
        for role in ("hr", "executive", "auditor"):
            give(role, "rules.view_posting")
            give(role, "rules.view_ruling", "rules.view_remark", "rules.view_periodicreview")
            give(role, "rules.view_rulebook", "rules.view_edition", "rules.view_legalityreview", "rules.view_lintanswer")
        for binding in (
            Binding(code="people.headcount", kind="limit", label=_("headcount of posts"), keys=("org.headcount_quota",)),
            Binding(code="approvals.step_timeout", kind="promise", label=_("time to decide"), keys=("apv.step_timeout_hours",)),
            Binding(code="approvals.not_own", kind="gate", label=_("nobody decides their own request")),
            Binding(code="approvals.reason", kind="gate", label=_("a refusal needs its reason")),
            Binding(
                code="rules.periodic_review",
                kind="limit",
                label=_("days between reviews of a rulebook"),
                keys=("pol.review_interval_days",),
            ),
            Binding(code="rules.legality_review", kind="gate", label=_("legality review before publication")),
            Binding(code="rules.place", kind="limit", label=_("local law of the legal check"), keys=("org.region", "org.has_union")),
            Binding(code="rules.legal_check", kind="gate", label=_("legal check before publication")),
            Binding(code="rules.immutable", kind="record", label=_("published editions never change")),
        ):
            bindings.register(binding)
