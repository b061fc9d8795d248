from rules import authoring_urls, making_urls, reading_urls

app_name = "rules"

urlpatterns = [
    *authoring_urls.urlpatterns,
    *making_urls.urlpatterns,
    *reading_urls.urlpatterns,  # last, because it ends with what takes any number
]
