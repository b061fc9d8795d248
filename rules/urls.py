from rules import authoring_urls, importing_urls, linting_urls, making_urls, postings_urls, reading_urls, telling_urls, upkeep_urls

app_name = "rules"

urlpatterns = [
    *authoring_urls.urlpatterns,
    *importing_urls.urlpatterns,
    *making_urls.urlpatterns,
    *linting_urls.urlpatterns,
    *telling_urls.urlpatterns,
    *postings_urls.urlpatterns,
    *upkeep_urls.urlpatterns,
    *reading_urls.urlpatterns,  # last, because it ends with what takes any number
]
