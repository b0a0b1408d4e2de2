"""What somebody looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PlainTextField


class SearchForm(forms.Form):
    q = PlainTextField(label=_("Zoek naar"), limit=100, one_line=True, required=False)
