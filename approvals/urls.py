from django.urls import path

from approvals.views import deputies, general, inbox, requests, routes

app_name = "approvals"

urlpatterns = [
    path("inbox/", inbox.inbox_list, name="inbox"),
    path("inbox/approve/", inbox.inbox_bulk, name="inbox-bulk"),
    path("inbox/<int:pk>/", inbox.inbox_item, name="inbox-item"),
    path("requests/", requests.request_list, name="request-list"),
    path("requests/new/", general.general_kinds, name="general-kinds"),
    path("requests/new/<slug:code>/", general.general_new, name="general-new"),
    path("requests/general/<int:pk>/", general.general_edit, name="general-edit"),
    path("requests/general/<int:pk>/discard/", general.general_discard, name="general-discard"),
    path("requests/<int:pk>/", requests.request_detail, name="request-detail"),
    path("requests/<int:pk>/approve/", inbox.request_approve, name="request-approve"),
    path("requests/<int:pk>/refuse/", inbox.request_refuse, name="request-refuse"),
    path("requests/<int:pk>/send-back/", inbox.request_send_back, name="request-send-back"),
    path("requests/<int:pk>/transfer/", inbox.request_transfer, name="request-transfer"),
    path("requests/<int:pk>/add-approver/", inbox.request_add, name="request-add"),
    path("requests/<int:pk>/comment/", requests.request_comment, name="request-comment"),
    path("requests/<int:pk>/remind/", requests.request_remind, name="request-remind"),
    path("requests/<int:pk>/withdraw/", requests.request_withdraw, name="request-withdraw"),
    path("deputies/", deputies.deputy_list, name="deputy-list"),
    path("deputies/<int:pk>/close/", deputies.deputy_close, name="deputy-close"),
    path("routes/", routes.route_list, name="route-list"),
    path("routes/kinds/new/", routes.kind_new, name="kind-new"),
    path("routes/kinds/<slug:code>/", routes.kind_edit, name="kind-edit"),
    path("routes/new/<str:kind>/", routes.route_new, name="route-new"),
    path("routes/who/<str:kind>/", routes.route_preview, name="route-preview"),
    path("routes/<int:pk>/", routes.route_edit, name="route-edit"),
    path("routes/<int:pk>/remove/", routes.route_remove, name="route-remove"),
]
