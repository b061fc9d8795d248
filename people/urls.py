from django.urls import path

from people.views import changes, directory, imports, me, organisation, powers

app_name = "people"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/contact/", me.my_contact, name="my-contact"),
    path("people/", directory.directory, name="directory"),
    path("people/new/", changes.hire, name="hire"),
    path("people/export/", imports.export, name="export"),
    path("people/import/", imports.upload, name="import-upload"),
    path("people/import/template/", imports.template, name="import-template"),
    path("people/import/<int:pk>/", imports.preview, name="import"),
    path("people/import/<int:pk>/apply/", imports.apply, name="import-apply"),
    path("people/import/<int:pk>/passwords/", imports.passwords, name="import-passwords"),
    path("people/<int:pk>/", directory.employee, name="employee"),
    path("people/<int:pk>/file/", directory.employee_file, name="employee-file"),
    path("people/<int:pk>/contact/", changes.contact, name="employee-contact"),
    path("people/<int:pk>/transfer/", changes.transfer, name="employee-transfer"),
    path("people/<int:pk>/assign/", changes.assign, name="employee-assign"),
    path("people/<int:pk>/leave/", changes.leave, name="employee-leave"),
    path("assignments/<int:pk>/appoint/", changes.appoint, name="assignment-appoint"),
    path("assignments/<int:pk>/end/", changes.end_assignment, name="assignment-end"),
    path("organisation/", organisation.chart, name="chart"),
    path("organisation/new/", changes.department_open, name="department-open"),
    path("organisation/headcount/", organisation.headcount, name="headcount"),
    path("organisation/integrity/", organisation.integrity, name="integrity"),
    path("organisation/structures/", organisation.structures, name="structures"),
    path("organisation/structures/<slug:name>/", organisation.structure_load, name="structure-load"),
    path("organisation/<int:pk>/", organisation.department, name="department"),
    path("organisation/<int:pk>/change/", changes.department_change, name="department-change"),
    path("organisation/<int:pk>/close/", changes.department_close, name="department-close"),
    path("organisation/<int:pk>/stand-in/", changes.stand_in, name="department-stand-in"),
    path("organisation/<int:pk>/posts/new/", changes.post_open, name="post-open"),
    path("organisation/posts/<int:pk>/close/", changes.post_close, name="post-close"),
    path("powers/", powers.powers, name="powers"),
    path("powers/<int:pk>/", powers.power, name="power"),
]
