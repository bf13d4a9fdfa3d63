"""/me/access/: a request made, and what the person knows when they leave."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from attune.people import actions
from attune.people.models import VettingRequest

WISH = {
    "agency": "Lakeside Police Department",
    "role": "officer",
    "work_email": "p.nair@lakeside.example",
    "note": "Our page names the unit.",
}


@pytest.fixture
def priyas(client, priya):
    cache.clear()
    client.force_login(priya)
    return client


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def link_in(message):
    return urlsplit(re.search(r"http\S+", message.body).group(0)).path


def request_of(person):
    return VettingRequest.objects.filter(person=person).latest("made_at")


class TestAsking:
    def test_the_e_mail_proposes_the_agency_and_the_page_says_who_reads_how_long_and_when(self, priyas, django_assert_num_queries):
        with django_assert_num_queries(6):
            page = priyas.get("/me/access/")
        words = text(page)
        assert "harborcounty.example belongs to Harbor County Sheriff" in words
        assert 'value="Harbor County Sheriff&#x27;s Office, Harbor County"' in page.content.decode()
        assert "The staff of this site read it" in words
        assert "within 3 working days" in words
        assert "erased 90 days after the answer" in words
        assert "No names, please" in words

    def test_with_the_address_of_the_account_it_is_one_form_and_done(self, priyas, priya):
        wish = WISH | {"agency": "harbor county sheriff's office", "work_email": priya.email}
        page = priyas.post("/me/access/", wish, follow=True)
        assert page.redirect_chain == [("/me/access/?sent", 303)]
        assert "An answer may be expected by" in text(page)
        assert request_of(priya).agency.name == "Harbor County Sheriff's Office"
        assert not mail.outbox

    def test_another_work_address_gets_a_link_that_only_the_button_confirms(self, priyas, priya):
        page = priyas.post("/me/access/", WISH, follow=True)
        assert "open the link that we sent to p.nair@lakeside.example" in text(page)
        [message] = mail.outbox
        assert (message.to, message.subject) == (["p.nair@lakeside.example"], "Confirm your work e-mail")
        link = link_in(message)
        assert "Yes, this address is mine" in text(priyas.get(link))
        assert request_of(priya).work_email_confirmed_at is None
        done = priyas.post(link, follow=True)
        assert "Your work e-mail is confirmed" in text(done)
        assert request_of(priya).work_email_confirmed_at
        again = priyas.post(link)
        assert (again.status_code, "confirmed already" in text(again)) == (409, True)

    def test_the_link_is_no_use_to_others_and_leads_strangers_to_sign_in(self, priyas, dana):
        priyas.post("/me/access/", WISH)
        link = link_in(mail.outbox[0])
        other = Client()
        assert other.get(link)["Location"].startswith("/account/login/?next=/me/access/confirm/")
        other.force_login(dana)
        assert other.post(link).status_code == 404

    @pytest.mark.parametrize("token", ["x", "%00", "%3Cscript%3E", "a" * 3000])
    def test_a_mangled_link_says_so(self, priyas, token):
        assert "<script>" not in priyas.get(f"/me/access/confirm/{token}/").content.decode().split("</head>")[1]
        page = priyas.post(f"/me/access/confirm/{token}/")
        assert (page.status_code, "not complete" in text(page)) == (404, True)

    def test_the_link_can_be_sent_again_but_not_without_end(self, priyas, priya):
        priyas.post("/me/access/", WISH)
        for _ in range(4):
            priyas.post(f"/me/access/send/{request_of(priya).pk}/")
        assert len(mail.outbox) == 5
        page = priyas.post(f"/me/access/send/{request_of(priya).pk}/", follow=True)
        assert len(mail.outbox) == 5
        assert "Several links went out already" in text(page)

    def test_when_mail_cannot_leave_the_request_is_kept(self, priyas, priya, settings):
        settings.EMAIL_BACKEND, settings.EMAIL_PORT, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", 9, "127.0.0.1"
        page = priyas.post("/me/access/", WISH, follow=True)
        assert "The mail could not leave" in text(page)
        assert request_of(priya)

    def test_a_double_click_is_one_request(self, priyas, priya):
        assert priyas.post("/me/access/", WISH).status_code == 303
        assert priyas.post("/me/access/", WISH).status_code == 303
        assert VettingRequest.objects.filter(person=priya).count() == 1

    def test_a_second_tab_with_another_wish_is_told_that_one_waits(self, priyas, priya):
        priyas.post("/me/access/", WISH)
        page = priyas.post("/me/access/", WISH | {"role": "detective"})
        assert (page.status_code, "already waiting" in text(page)) == (403, True)
        assert VettingRequest.objects.filter(person=priya).count() == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"agency": ""}, "Write the name of your agency."),
            ({"agency": "Lakeside \u202ePolice"}, "cannot be seen"),
            ({"agency": "L" * 161}, "at most 160"),
            ({"role": "king"}, "Choose a role from the list."),
            ({"role": ""}, "Choose the role in which you serve."),
            ({"work_email": "p.nair"}, "Write an address like"),
            ({"work_email": "p@b.example\r\nBcc: all@b.example"}, "Write an address like"),
            ({"work_email": "p@b\0.example"}, "Null characters"),
            ({"note": "n" * 501}, "at most 500"),
        ],
    )
    def test_what_is_not_understood_is_said_and_what_was_typed_is_still_there(self, priyas, priya, wrong, sentence):
        page = priyas.post("/me/access/", WISH | wrong)
        assert page.status_code == 422
        assert sentence in text(page)
        assert "<title>Error:" in page.content.decode()
        if "note" not in wrong:
            assert "Our page names the unit." in page.content.decode()
        assert not VettingRequest.objects.filter(person=priya).exists()
        assert not mail.outbox

    def test_markup_stays_text(self, priyas):
        page = priyas.post("/me/access/", WISH | {"agency": "<b>Police</b>", "note": "<script>x()</script>"}, follow=True)
        assert "<script>x()" not in page.content.decode()
        assert "&lt;script&gt;x()" in page.content.decode()

    def test_a_megabyte_is_too_much_and_a_form_from_elsewhere_is_refused(self, priyas, priya):
        assert priyas.post("/me/access/", WISH | {"note": "n" * 1_000_000}).status_code == 413
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(priya)
        assert strict.post("/me/access/", WISH).status_code == 403
        assert not VettingRequest.objects.filter(person=priya).exists()

    def test_strangers_sign_in_first(self, client, db):
        assert client.get("/me/access/")["Location"] == "/account/login/?next=/me/access/"


class TestStanding:
    def test_a_question_is_answered_once(self, client, sam, ruth):
        client.force_login(sam)
        question = actions.ask_question(request=request_of(sam), text="Which unit?", by=ruth, at=timezone.now())
        assert "Which unit?" in text(client.get("/me/access/"))
        address = f"/me/access/answer/{question.pk}/"
        empty = client.post(address, {"answer": " "})
        assert (empty.status_code, "Write an answer." in text(empty)) == (422, True)
        assert client.post(address, {"answer": "Crimes against persons."}).status_code == 303
        assert "Crimes against persons." in text(client.get("/me/access/"))
        late = client.post(address, {"answer": "Another."})
        assert (late.status_code, "answered already" in text(late)) == (409, True)

    def test_nobody_else_answers_withdraws_or_sends(self, client, sam, dana, ruth):
        question = actions.ask_question(request=request_of(sam), text="Which unit?", by=ruth, at=timezone.now())
        client.force_login(dana)
        mine = request_of(sam).pk
        for address in (f"/me/access/answer/{question.pk}/", f"/me/access/withdraw/{mine}/", f"/me/access/send/{mine}/"):
            assert client.post(address, {"answer": "x"}).status_code == 404
            assert client.get(address).status_code == 405

    def test_withdrawn_and_asked_anew(self, client, sam):
        client.force_login(sam)
        mine = request_of(sam).pk
        assert client.post(f"/me/access/withdraw/{mine}/").status_code == 303
        assert "Ask to be let in" in text(client.get("/me/access/"))
        assert client.post(f"/me/access/withdraw/{mine}/").status_code == 409

    def test_refused_with_the_reason_and_what_can_be_done(self, client, sam, ruth, django_assert_num_queries):
        actions.refuse_request(request=request_of(sam), reason="Please use your work e-mail.", by=ruth, at=timezone.now())
        client.force_login(sam)
        with django_assert_num_queries(6):
            words = text(client.get("/me/access/"))
        assert "Please use your work e-mail." in words
        assert "send a new request" in words
        assert "Ask to be let in" in words

    def test_let_in_until_a_day(self, client, sam, ruth):
        clearance = actions.approve_request(request=request_of(sam), by=ruth, at=timezone.now())
        client.force_login(sam)
        words = text(client.get("/me/access/"))
        assert f"You are let in until {clearance.expires_at:%-d %B %Y}" in words
        assert "You can renew it in the last 60 days" in words

    def test_ended(self, client, sam, ruth):
        clearance = actions.approve_request(request=request_of(sam), by=ruth, at=timezone.now())
        actions.end_clearance(clearance=clearance, by=ruth, at=timezone.now())
        client.force_login(sam)
        assert "Your access has ended" in text(client.get("/me/access/"))
