"""What somebody seeks in the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Words, all of which a clause must have."""

    q = forms.CharField(label=_("Search the text of the rules"), required=False, max_length=80, widget=forms.SearchInput())
