"""allauth's forms with this site's words on their fields.

A module of its own: allauth.account.forms asks `attune.web.account` for the name form while it is being imported.
"""

from typing import Any

from allauth.account import forms as theirs
from django.forms import Form

ADDRESS = "Write an address like name@agency.example."
WORDS = {
    "name": ("Your name", "Write your name as it should stand on a certificate."),
    "login": ("E-mail", "Write your e-mail."),
    "email": ("E-mail", "Write your e-mail."),
    "password": ("Password", "Write your password."),
    "oldpassword": ("Present password", "Write your present password."),
    "password1": ("Password", "Choose a password."),
    "password2": ("Password, once more", "Write the new password once more."),
    "code": ("Code", "Write the code from the mail."),
}


def _ours(form: type[Form]) -> type[Form]:
    """The same form; its labels and its sentences for what is missing are in `WORDS`."""

    def __init__(self: Form, *args: Any, **kwargs: Any) -> None:
        form.__init__(self, *args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.error_messages["required"] = WORDS[name]
            if name in ("login", "email"):
                field.error_messages["invalid"] = ADDRESS

    return type(form.__name__, (form,), {"__init__": __init__})


SignUp = _ours(theirs.SignupForm)
SignIn = _ours(theirs.LoginForm)
ItIsYou = _ours(theirs.ReauthenticateForm)
AddEmail = _ours(theirs.AddEmailForm)
ChangeEmail = _ours(theirs.ChangeEmailForm)
EmailCode = _ours(theirs.ConfirmEmailVerificationCodeForm)
ChangePassword = _ours(theirs.ChangePasswordForm)
FirstPassword = _ours(theirs.SetPasswordForm)
ForgottenPassword = _ours(theirs.ResetPasswordForm)
PasswordCode = _ours(theirs.ConfirmPasswordResetCodeForm)
NewPassword = _ours(theirs.ResetPasswordKeyForm)
