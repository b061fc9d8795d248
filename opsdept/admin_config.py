from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """django.contrib.admin with our site: one login for pages and admin, content security by response."""

    default_site = "opsdept.admin_site.DeskAdminSite"
