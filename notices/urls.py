from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read-all/", views.notice_read_all, name="notice-read-all"),
    path("notices/send/", views.notice_send, name="notice-send"),
    path("notices/sent/", views.sent_list, name="sent-list"),
    path("notices/<int:pk>/", views.notice_detail, name="notice-detail"),
    path("notices/<int:pk>/read/", views.notice_read, name="notice-read"),
    path("notices/<int:pk>/recipients/", views.notice_recipients, name="notice-recipients"),
    path("notices/channels/", views.channel_list, name="channel-list"),
    path("notices/channels/<int:pk>/", views.channel_edit, name="channel-edit"),
    path("notices/channels/<int:pk>/test/", views.channel_test, name="channel-test"),
    path("notices/channels/<int:pk>/remove/", views.channel_remove, name="channel-remove"),
]
