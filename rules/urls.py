from rules import authoring_urls, reading_urls

app_name = "rules"

urlpatterns = [*authoring_urls.urlpatterns, *reading_urls.urlpatterns]  # the second ends with what takes any number
