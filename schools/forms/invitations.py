"""Forms of invitations: choosing a password, typing a code, asking for a new password."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.signin.guards import MAX_LENGTH


class ChoosePasswordForm(forms.Form):
    """The same password twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=MAX_LENGTH,
        strip=False,
        help_text=_("At least 10 characters. Three words you remember are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self):
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("Type the same password both times."))
        return again


class CodeForm(forms.Form):
    """The code from the sheet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve letters and digits, as they stand on your sheet."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )


class NewPasswordForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
