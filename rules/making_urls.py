"""How an edition comes about besides its writing: staff are asked, plans are made, pilots run, rulebooks end."""

from django.urls import path

from rules.views import consulting, making, piloting, repealing

EDITION = "rules/editions/<int:pk>"
CONSULTATION = "rules/consultations/<int:pk>"
BOOK = "rules/<str:number>"

urlpatterns = [
    path("rules/principles/", making.principles, name="principles"),
    path(f"{EDITION}/brief/", making.brief, name="brief"),
    path(f"{EDITION}/plan/", making.plan, name="plan"),
    path(f"{EDITION}/plan/edit/", making.plan_edit, name="plan-edit"),
    path(f"{EDITION}/plan/confirm/", making.plan_confirm, name="plan-confirm"),
    path(f"{EDITION}/pilot/", piloting.pilot, name="pilot"),
    path(f"{EDITION}/pilot/result/", piloting.pilot_result, name="pilot-result"),
    path(f"{BOOK}/studies/", making.studies, name="studies"),
    path(f"{BOOK}/studies/new/", making.study_new, name="study-new"),
    path(f"{BOOK}/repeal/", repealing.repeal, name="repeal"),
    path(f"{EDITION}/consult/", consulting.consult, name="consult"),
    path(f"{EDITION}/meeting/", consulting.meeting, name="meeting"),
    path(f"{CONSULTATION}/", consulting.consultation, name="consultation"),
    path(f"{CONSULTATION}/opinion/", consulting.opinion, name="opinion"),
    path(f"{CONSULTATION}/answers/", consulting.answers, name="answers"),
    path(f"{CONSULTATION}/answers/<int:remark>/", consulting.answer, name="answer"),
    path(f"{CONSULTATION}/close/", consulting.close, name="consultation-close"),
]
