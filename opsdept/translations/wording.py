"""Sentences of installed packages that we say in our own words: named here so that they are collected."""

from django.utils.translation import gettext_noop as _

WORDING = (
    _("The username and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Please type your current password."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("This account is currently inactive."),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Email"),
    _("Authenticator code"),
    _("Code"),
    _("Use your password"),
    _("Use your authenticator app"),
    _("You have signed out."),
    _("Password successfully changed."),
    _("Signed out of all other sessions."),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("The two password fields didn’t match."),
    _("Log out"),
    _("Log in"),
    _("Dashboard"),
    _("Site administration"),
)
