from django.urls import path

from common import views

app_name = "common"

urlpatterns = [path("files/<uuid:pk>/", views.file, name="file")]
