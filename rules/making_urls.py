"""How an edition comes about besides its writing: staff are asked, plans are made, pilots run, rulebooks end."""

from django.urls import path

from rules.views import consulting

EDITION = "rules/editions/<int:pk>"
CONSULTATION = "rules/consultations/<int:pk>"

urlpatterns = [
    path(f"{EDITION}/consult/", consulting.consult, name="consult"),
    path(f"{EDITION}/meeting/", consulting.meeting, name="meeting"),
    path(f"{CONSULTATION}/", consulting.consultation, name="consultation"),
    path(f"{CONSULTATION}/opinion/", consulting.opinion, name="opinion"),
    path(f"{CONSULTATION}/answers/", consulting.answers, name="answers"),
    path(f"{CONSULTATION}/answers/<int:remark>/", consulting.answer, name="answer"),
    path(f"{CONSULTATION}/close/", consulting.close, name="consultation-close"),
]
