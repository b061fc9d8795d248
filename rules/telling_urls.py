"""Where people acknowledge what they read, where that is looked after, and the duties of posts."""

from django.urls import path

from rules.views import acknowledging, evidence_sheets, paper, quizzes, roles, telling

urlpatterns = [
    path("rules/read/", acknowledging.to_read, name="to-read"),
    path("rules/editions/<int:pk>/acknowledge/", acknowledging.acknowledge, name="acknowledge"),
    path("rules/readers/", telling.readers_list, name="readers-list"),
    path("rules/readers/people/<str:number>/", telling.person, name="readers-person"),
    path("rules/editions/<int:pk>/readers/", telling.readers, name="readers"),
    path("rules/editions/<int:pk>/readers.xlsx", telling.readers_xlsx, name="readers-xlsx"),
    path("rules/editions/<int:pk>/paper/", paper.paper, name="paper"),
    path("rules/editions/<int:pk>/evidence.pdf", evidence_sheets.of_edition, name="evidence-edition"),
    path("rules/editions/<int:pk>/evidence/<str:number>.pdf", evidence_sheets.of_person, name="evidence-person"),
    path("rules/editions/<int:pk>/text-<str:script>.txt", evidence_sheets.text, name="shown-text"),
    path("rules/editions/<int:pk>/questions/", quizzes.questions, name="questions"),
    path("rules/editions/<int:pk>/questions/<int:question>/remove/", quizzes.remove, name="question-remove"),
    path("rules/roles/", roles.role_list, name="role-list"),
    path("rules/roles/<int:department>/", roles.matrix, name="role-matrix"),
    path("rules/roles/<int:department>/matrix.xlsx", roles.matrix_xlsx, name="role-matrix-xlsx"),
    path("rules/roles/<int:department>/duties/new/", roles.duty_new, name="role-duty-new"),
    path("rules/roles/duties/<int:duty>/", roles.duty_change, name="role-duty"),
    path("rules/roles/posts/<int:post>/start/", roles.start, name="role-start"),
    path("rules/editions/<int:pk>/duties/", roles.links, name="role-links"),
    path("rules/editions/<int:pk>/duties/<int:clause>/", roles.link, name="role-link"),
]
