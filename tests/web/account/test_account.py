"""Making an account, getting in, getting back in: every page that allauth can show, without JavaScript."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from attune.journal.models import Entry
from attune.people.models import Person
from tests.cast import PASSWORD, THE_DAY

NEW = {"name": "Alex Moreau", "email": "alex.moreau@lakeside.example", "password1": "seven-quiet-rivers-run"}


@pytest.fixture(autouse=True)
def _fresh_counts(db):
    cache.clear()


def code_in(message):
    return re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", message.body, re.MULTILINE).group(1)


def sign_in(client, person):
    return client.post("/account/login/", {"login": person.email, "password": PASSWORD})


def confirm_that_it_is_you(client):
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/email/"})


class TestMakingAnAccount:
    def test_name_e_mail_password_code_and_in(self, client):
        assert client.get("/account/signup/").status_code == 200
        sent = client.post("/account/signup/", NEW)
        assert sent["Location"] == "/account/confirm-email/"
        [message] = mail.outbox
        assert (message.to, message.subject) == ([NEW["email"]], "Your code")
        page = client.get("/account/confirm-email/")
        assert NEW["email"] in page.content.decode()
        wrong = client.post("/account/confirm-email/", {"code": "WRONG1"})
        assert wrong.status_code == 422
        assert "not the code" in wrong.content.decode()
        assert client.post("/account/confirm-email/", {"code": code_in(message)})["Location"] == "/me/"
        person = Person.objects.get(email=NEW["email"])
        assert person.name == "Alex Moreau"
        assert Entry.objects.get(deed="sign_up", by_id=person.pk).noun_id == str(person.pk)
        assert EmailAddress.objects.get(user=person).verified

    def test_it_goes_on_where_the_person_wanted_to_go_and_nowhere_else(self, client):
        for wanted, reached in (("/me/access/", "/me/access/"), ("https://evil.test/", "/me/"), ("//evil.test", "/me/")):
            Person.objects.filter(email=NEW["email"]).delete()
            client = Client()
            cache.clear()
            client.post("/account/signup/", NEW | {"next": wanted})
            assert client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])})["Location"] == reached

    def test_an_address_that_has_an_account_is_told_by_mail_alone(self, client, dana):
        known = client.post("/account/signup/", NEW | {"email": dana.email})
        assert known["Location"] == "/account/confirm-email/"
        assert client.get("/account/confirm-email/").status_code == 200
        [message] = mail.outbox
        assert message.subject == "Your account"
        assert "There is one already" in message.body
        assert Person.objects.filter(email=dana.email).count() == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": ""}, "as it should stand on a certificate"),
            ({"name": "Alex\u202eMoreau"}, "cannot be seen"),
            ({"name": "Alex\0Moreau"}, "Null characters"),
            ({"name": "A" * 121}, "at most 120"),
            ({"email": ""}, "Write your e-mail."),
            ({"password1": ""}, "Choose a password."),
            ({"email": "alex"}, "Write an address like"),
            ({"email": "a@b.example\r\nBcc: all@b.example"}, "Write an address like"),
            ({"password1": "short"}, "at least 12"),
            ({"password1": "password1234"}, "too common"),
            ({"password1": "alex.moreau@lakeside.example"}, "too similar"),
        ],
    )
    def test_what_is_not_understood_is_said(self, client, wrong, sentence):
        page = client.post("/account/signup/", NEW | wrong)
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert "<title>Error:" in page.content.decode()
        assert not Person.objects.exists()
        assert not mail.outbox

    def test_markup_in_a_name_stays_text(self, client):
        client.post("/account/signup/", NEW | {"name": "<script>alert(1)</script>"})
        client.post("/account/confirm-email/", {"code": code_in(mail.outbox[0])})
        page = client.get("/account/password/change/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_a_new_code_and_another_address(self, client, time_machine):
        time_machine.move_to(THE_DAY)
        client.post("/account/signup/", NEW)
        time_machine.shift(60)
        client.post("/account/confirm-email/", {"action": "resend"})
        assert len(mail.outbox) == 2
        client.post("/account/confirm-email/", {"action": "change", "email": "alex@lakeside.example"})
        assert mail.outbox[-1].to == ["alex@lakeside.example"]
        assert client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])})["Location"] == "/me/"

    def test_when_mail_cannot_leave_it_says_so_and_signing_in_sends_the_code(self, client, settings):
        settings.EMAIL_BACKEND, settings.EMAIL_PORT, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", 9, "127.0.0.1"
        page = client.post("/account/signup/", NEW)
        assert page.status_code == 503
        assert "Mail cannot leave" in page.content.decode()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        cache.clear()
        client.post("/account/login/", {"login": NEW["email"], "password": NEW["password1"]})
        assert mail.outbox[0].to == [NEW["email"]]


class TestSigningIn:
    def test_to_the_home_of_the_person_or_where_they_wanted(self, client, dana):
        assert sign_in(client, dana)["Location"] == "/me/"
        client.post("/account/logout/")
        wanted = client.post("/account/login/", {"login": dana.email, "password": PASSWORD, "next": "/me/access/"})
        assert wanted["Location"] == "/me/access/"

    @pytest.mark.parametrize("evil", ["https://evil.test/", "//evil.test/", "javascript:alert(1)", "/\\evil.test"])
    def test_never_to_another_site(self, client, dana, evil):
        answer = client.post("/account/login/", {"login": dana.email, "password": PASSWORD, "next": evil})
        assert answer["Location"] == "/me/"

    def test_wrong_password_and_unknown_address_get_the_same_words(self, client, dana):
        one = client.post("/account/login/", {"login": dana.email, "password": "wrong-wrong-wrong"})
        two = client.post("/account/login/", {"login": "nobody@lakeside.example", "password": "wrong-wrong-wrong"})
        for page in (one, two):
            assert page.status_code == 422
            assert "do not belong together" in page.content.decode()
        assert 'value="dana.reyes@harborcounty.example"' in one.content.decode()
        assert "wrong-wrong-wrong" not in one.content.decode()

    def test_guessing_is_stopped_even_with_the_right_password(self, client, dana):
        for _ in range(5):
            client.post("/account/login/", {"login": dana.email, "password": "wrong-wrong-wrong"})
        stopped = sign_in(client, dana)
        assert stopped.status_code == 429
        assert "Wait five minutes" in stopped.content.decode()

    def test_a_closed_account_says_so(self, client, dana):
        Person.objects.filter(pk=dana.pk).update(is_active=False)
        answer = client.post("/account/login/", {"login": dana.email, "password": PASSWORD}, follow=True)
        assert "This account is closed" in answer.content.decode()

    def test_many_requests_from_one_place_are_slowed_down(self, client, db):
        pages = [client.post("/account/login/", {"login": f"p{n}@x.example", "password": "x"}) for n in range(31)]
        assert pages[-1].status_code == 429
        assert "A little too fast" in pages[-1].content.decode()

    def test_a_form_from_elsewhere_is_refused(self, dana):
        strict = Client(enforce_csrf_checks=True)
        assert sign_in(strict, dana).status_code == 403

    def test_a_megabyte_and_a_thousand_fields_are_too_much(self, client, db):
        assert client.post("/account/login/", {"login": "a" * 1_000_000}).status_code == 413
        assert client.post("/account/login/", {f"f{n}": "" for n in range(301)}).status_code == 413

    def test_signed_in_people_are_sent_on_and_the_page_asks_the_database_nothing_of_strangers(
        self, client, dana, django_assert_num_queries
    ):
        with django_assert_num_queries(0):
            page = client.get("/account/login/")
        assert page.status_code == 200
        sign_in(client, dana)
        assert client.get("/account/login/")["Location"] == "/me/"


class TestSigningOut:
    def test_by_a_form_not_by_a_link(self, client, dana):
        sign_in(client, dana)
        assert "Sign out?" in client.get("/account/logout/").content.decode()
        assert client.get("/account/password/change/").status_code == 200
        assert client.post("/account/logout/")["Location"] == "/"
        assert client.get("/account/password/change/").status_code == 302


class TestPasswords:
    def test_a_forgotten_one_is_set_anew_by_code(self, client, dana):
        client.post("/account/password/reset/", {"email": dana.email})
        assert "If <strong>" in client.get("/account/password/reset/confirm/").content.decode()
        assert client.post("/account/password/reset/confirm/", {"code": "NOPE22"}).status_code == 422
        client.post("/account/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
        assert client.get("/account/password/reset/complete/").status_code == 200
        short = client.post("/account/password/reset/complete/", {"password1": "short", "password2": "short"})
        assert short.status_code == 422
        fresh = {"password1": "four-brown-owls-sleep", "password2": "four-brown-owls-sleep"}
        done = client.post("/account/password/reset/complete/", fresh, follow=True)
        assert "Your password is set" in done.content.decode()
        assert mail.outbox[-1].subject == "Your password was changed"
        assert Client().post("/account/login/", {"login": dana.email, "password": "four-brown-owls-sleep"})["Location"] == "/me/"

    def test_an_unknown_address_looks_the_same_here_and_gets_other_words_by_mail(self, client, db):
        client.post("/account/password/reset/", {"email": "nobody@lakeside.example"})
        assert "If <strong>" in client.get("/account/password/reset/confirm/").content.decode()
        assert "There is no account" in mail.outbox[0].body

    def test_three_wrong_codes_end_it(self, client, dana):
        client.post("/account/password/reset/", {"email": dana.email})
        for _ in range(3):
            last = client.post("/account/password/reset/confirm/", {"code": "NOPE22"})
        assert last["Location"] == "/account/login/"
        client.post("/account/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
        assert client.get("/account/password/reset/complete/").status_code == 302

    def test_changing_it_needs_the_present_one(self, client, dana):
        sign_in(client, dana)
        fresh = {"password1": "four-brown-owls-sleep", "password2": "four-brown-owls-sleep"}
        wrong = client.post("/account/password/change/", fresh | {"oldpassword": "nope"})
        assert wrong.status_code == 422
        assert "not your present password" in wrong.content.decode()
        unlike = client.post("/account/password/change/", fresh | {"oldpassword": PASSWORD, "password2": "other"})
        assert unlike.status_code == 422
        done = client.post("/account/password/change/", fresh | {"oldpassword": PASSWORD}, follow=True)
        assert "Your password is changed" in done.content.decode()

    def test_somebody_without_one_sets_one(self, client, dana):
        dana.set_unusable_password()
        dana.save()
        client.force_login(dana)
        assert "has none yet" in client.get("/account/password/change/", follow=True).content.decode()


class TestTheAddress:
    def test_a_new_one_counts_after_its_code_and_needs_the_password_first(self, client, dana):
        sign_in(client, dana)
        new = {"email": "dana@lakeside.example", "action_add": "1"}
        held = client.post("/account/email/", new, follow=True)
        assert "Confirm that it is you" in held.content.decode()
        assert client.post("/account/reauthenticate/", {"password": "wrong"}).status_code == 422
        confirm_that_it_is_you(client)
        client.post("/account/email/", new)
        code = code_in(next(message for message in mail.outbox if message.to == ["dana@lakeside.example"]))
        dana.refresh_from_db()
        assert dana.email == "dana.reyes@harborcounty.example"
        client.post("/account/confirm-email/", {"code": code})
        dana.refresh_from_db()
        assert dana.email == "dana@lakeside.example"
        assert any(message.subject.startswith("Your e-mail") for message in mail.outbox)

    def test_the_address_of_somebody_else_gives_nothing_away_and_cannot_be_had_even_with_its_code(self, client, dana, sam):
        sign_in(client, dana)
        confirm_that_it_is_you(client)
        page = client.post("/account/email/", {"email": sam.email, "action_add": "1"})
        assert page["Location"] == "/account/confirm-email/"
        assert client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])}).status_code == 422
        dana.refresh_from_db()
        assert dana.email == "dana.reyes@harborcounty.example"

    def test_ones_own_address_is_no_news(self, client, dana):
        sign_in(client, dana)
        confirm_that_it_is_you(client)
        assert client.post("/account/email/", {"email": dana.email, "action_add": "1"}).status_code == 422


def test_no_mail_names_the_subject_or_a_person(client, dana):
    client.post("/account/signup/", NEW)
    client.post("/account/password/reset/", {"email": dana.email})
    for message in mail.outbox:
        text = f"{message.subject} {message.body}".lower()
        assert "csam" not in text
        assert "abuse" not in text
        assert "reyes" not in text.replace(dana.email, "")
        assert "example.com" not in text
