from finance import budget_urls, claim_urls, payment_urls, report_urls

app_name = "finance"

urlpatterns = [*claim_urls.urlpatterns, *budget_urls.urlpatterns, *payment_urls.urlpatterns, *report_urls.urlpatterns]
