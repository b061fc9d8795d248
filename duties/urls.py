from django.urls import path

from duties.views import clauses, keeping, listing, mine

app_name = "duties"

urlpatterns = [
    path("my-duties/", mine.my_duties, name="mine"),
    path("duties/", listing.periodic, name="list"),
    path("duties/excel/", listing.export, name="export"),
    path("duties/items/<int:pk>/", mine.item, name="item"),
    path("duties/clauses/", clauses.clauses, name="clauses"),
    path("duties/clauses/<int:pk>/no-duty/", clauses.no_duty, name="no-duty"),
    path("duties/new/", keeping.new, name="new"),
    path("duties/<int:pk>/", listing.duty, name="duty"),
    path("duties/<int:pk>/change/", keeping.change, name="change"),
    path("duties/<int:pk>/end/", keeping.end, name="end"),
]
