"""Ruth comes to decide, in minutes."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from attune.commands import cast as people
from attune.commands.castlist import Member
from attune.people import actions
from attune.people.models import Agency, Clearance, VettingRequest
from tests.cast import PASSWORD


@pytest.fixture
def ruths(client, ruth):
    cache.clear()
    client.force_login(ruth)
    return client


@pytest.fixture
def sams(sam):
    return VettingRequest.objects.get(person=sam)


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def ask(person, **changes):
    wish = {"agency": None, "agency_name": "Lakeside Police", "role": "officer", "work_email": person.email, "at": timezone.now()}
    return actions.request_access(person=person, by=person, **(wish | changes))


def somebody(number, at):
    member = Member(f"Person {number}", f"person{number}@lakeside.example", "officer")
    return ask(people.add_person(member, password=PASSWORD, at=at), at=at)


def approval(**changes):
    until = (timezone.now() + timedelta(days=200)).date().isoformat()
    return {"agency": "Harbor County Sheriff's Office", "until": until} | changes


class TestWhoMayEnter:
    @pytest.mark.parametrize("who", ["dana", "maria", "jon", "priya"])
    def test_for_others_the_desk_does_not_exist(self, client, cast, sams, who):
        client.force_login(cast[who])
        for address in ("/staff/requests/", f"/staff/requests/{sams.pk}/"):
            assert client.get(address).status_code == 404
        for deed in ("approve", "refuse", "ask", "end"):
            assert client.post(f"/staff/requests/{sams.pk}/{deed}/", approval()).status_code == 404
        assert VettingRequest.objects.get(pk=sams.pk).closed_at is None

    def test_strangers_sign_in_and_come_back(self, client, sams):
        assert client.get(f"/staff/requests/{sams.pk}/")["Location"] == f"/account/login/?next=/staff/requests/{sams.pk}/"

    def test_a_deed_needs_a_post_and_the_form_of_this_site(self, ruths, ruth, sams):
        assert ruths.get(f"/staff/requests/{sams.pk}/approve/").status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(ruth)
        assert strict.post(f"/staff/requests/{sams.pk}/approve/", approval()).status_code == 403

    def test_a_request_that_is_not_there(self, ruths):
        assert ruths.get("/staff/requests/99999/").status_code == 404
        assert ruths.get("/staff/requests/99999999999999999999999/").status_code == 404


class TestTheQueue:
    @pytest.mark.parametrize("more", [0, 2])
    def test_one_row_or_three_cost_the_same_five_queries(self, ruths, sams, more, django_assert_num_queries):
        for number in range(more):
            somebody(number, timezone.now())
        with django_assert_num_queries(5):
            page = ruths.get("/staff/requests/")
        assert page.content.decode().count('<th scope="row">') == 1 + more
        assert f"{1 + more} request" in text(page)

    def test_oldest_first_with_what_the_work_address_says(self, ruths, sams, priya, dana, ruth):
        domains = {
            "free@gmail.com": "Free mail",
            "x@harb0rcounty.example": "Looks like harborcounty.example",
            "y@city.test": "Unknown domain",
        }
        for number, address in enumerate(domains):
            made = somebody(number, timezone.now() + timedelta(minutes=number))
            VettingRequest.objects.filter(pk=made.pk).update(work_email=address)
        ask(priya, work_email="other@lakeside.example", at=timezone.now() + timedelta(hours=1))
        page = ruths.get("/staff/requests/")
        words = text(page)
        names = re.findall(r'<th scope="row"><a[^>]*>([^<]+)', page.content.decode())
        assert names == ["Sam Okafor", "Person 0", "Person 1", "Person 2", "Priya Nair"]
        assert "The agency’s domain" in words
        assert "Not confirmed" in words
        assert "Later than promised" in words
        for hint in domains.values():
            assert hint in words

    def test_a_known_domain_with_another_agency_is_flagged(self, ruths, priya):
        ask(priya, agency_name="Somewhere Else")
        assert "Another agency’s domain" in text(ruths.get("/staff/requests/"))

    def test_asked_and_decided_stand_apart(self, ruths, ruth, sams, django_assert_num_queries):
        actions.ask_question(request=sams, text="Which unit?", by=ruth, at=timezone.now())
        assert "Nobody is waiting" in text(ruths.get("/staff/requests/"))
        assert "Sam Okafor" in text(ruths.get("/staff/requests/?state=asked"))
        actions.refuse_request(request=sams, reason="Use your work e-mail.", by=ruth, at=timezone.now())
        assert "No question is out" in text(ruths.get("/staff/requests/?state=asked"))
        with django_assert_num_queries(5):
            words = text(ruths.get("/staff/requests/?state=decided"))
        assert "Refused" in words
        assert "3 requests" in words  # Dana's and Maria's were approved before

    def test_pages_of_twenty_five(self, ruths, sams):
        for number in range(26):
            somebody(number, timezone.now() + timedelta(minutes=number))
        assert "Page 1 of 2" in text(ruths.get("/staff/requests/"))
        second = ruths.get("/staff/requests/?state=waiting&page=2")
        assert second.content.decode().count('<th scope="row">') == 2

    @pytest.mark.parametrize("query", ["page=x", "page=-4", "page=99999999999999999", "state=<script>", "state=%00", "page=%00"])
    def test_a_mistyped_address_shows_the_queue(self, ruths, sams, query):
        page = ruths.get(f"/staff/requests/?{query}")
        assert page.status_code == 200
        assert "Sam Okafor" in text(page)
        assert "<script>" not in page.content.decode()


class TestOneRequest:
    def test_all_that_is_known_on_one_page(self, ruths, sams, django_assert_num_queries):
        with django_assert_num_queries(7):
            words = text(ruths.get(f"/staff/requests/{sams.pk}/"))
        for evidence in ("Sam Okafor", "Harbor County Sheriff", "Detective", "Belongs to this agency", "Confirmed", "Known"):
            assert evidence in words

    def test_approve_with_an_expiry_of_a_year_unless_another_is_chosen(self, ruths, sams):
        page = ruths.get(f"/staff/requests/{sams.pk}/").content.decode()
        proposed = re.search(r'name="until" value="([^"]+)"', page).group(1)
        assert proposed == (timezone.now() + timedelta(days=364)).date().isoformat()
        done = ruths.post(f"/staff/requests/{sams.pk}/approve/", approval(until=proposed), follow=True)
        assert done.redirect_chain == [(f"/staff/requests/{sams.pk}/?done=approve", 303)]
        assert "Approved by Ruth Adeyemi" in text(done)
        assert Clearance.objects.get(person=sams.person).expires_at.date().isoformat() == proposed

    def test_a_new_agency_is_added_only_when_that_is_said(self, ruths, priya):
        made = ask(priya, work_email=priya.email)
        VettingRequest.objects.filter(pk=made.pk).update(work_email="p@lakeside.example")
        address = f"/staff/requests/{made.pk}/approve/"
        doubtful = ruths.post(address, approval(agency="Lakeside Police"))
        assert (doubtful.status_code, "This agency is not known" in text(doubtful)) == (422, True)
        assert Agency.objects.count() == 1
        ruths.post(address, approval(agency="Lakeside Police", is_new="on", place="Lakeside", owns_domain="on"))
        agency = Agency.objects.get(name="Lakeside Police")
        assert [str(domain) for domain in agency.domains.all()] == ["lakeside.example"]
        assert Clearance.objects.get(person=priya).agency == agency

    def test_or_linked_to_a_known_one(self, ruths, priya):
        made = ask(priya, agency_name="Harbour Sheriff")
        ruths.post(f"/staff/requests/{made.pk}/approve/", approval())
        assert Clearance.objects.get(person=priya).agency.name == "Harbor County Sheriff's Office"
        assert Agency.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"until": ""}, "Choose a day."),
            ({"until": "soon"}, "Write the day like"),
            ({"until": "2020-01-01"}, "still to come"),
            ({"until": "9999-12-31"}, "within three years"),
            ({"agency": ""}, "Write the name of the agency."),
            ({"agency": "A\u202eB", "is_new": "on"}, "cannot be seen"),
            ({"agency": "A" * 281, "is_new": "on"}, "at most 280"),
            ({"agency": "A" * 200, "is_new": "on"}, "at most 160"),
        ],
    )
    def test_what_is_not_understood_is_said(self, ruths, sams, wrong, sentence):
        page = ruths.post(f"/staff/requests/{sams.pk}/approve/", approval(**wrong))
        assert page.status_code == 422
        assert sentence in text(page)
        assert VettingRequest.objects.get(pk=sams.pk).closed_at is None

    def test_refuse_with_a_reason(self, ruths, sams):
        address = f"/staff/requests/{sams.pk}/refuse/"
        for reason, sentence in (("", "Write the reason."), ("no", "a sentence the person can act on"), ("x" * 501, "at most 500")):
            page = ruths.post(address, {"reason": reason})
            assert (page.status_code, sentence in text(page)) == (422, True)
        done = ruths.post(address, {"reason": "Please use your work e-mail."}, follow=True)
        assert "Refused by Ruth Adeyemi" in text(done)
        assert "Please use your work e-mail." in text(done)

    def test_ask_a_question(self, ruths, sams):
        address = f"/staff/requests/{sams.pk}/ask/"
        assert ruths.post(address, {"question": ""}).status_code == 422
        assert "The question is sent" in text(ruths.post(address, {"question": "Which unit?"}, follow=True))
        again = ruths.post(address, {"question": "And where?"})
        assert (again.status_code, "already waiting for an answer" in text(again)) == (409, True)

    def test_the_second_to_decide_sees_who_was_first_and_nothing_is_half_done(self, ruths, ruth, jon, sams):
        actions.appoint(person=jon, role="staff", by=ruth, at=timezone.now())
        jons = Client()
        jons.force_login(jon)
        assert "Approve" in text(jons.get(f"/staff/requests/{sams.pk}/"))
        ruths.post(f"/staff/requests/{sams.pk}/refuse/", {"reason": "Please use your work e-mail."})
        late = jons.post(f"/staff/requests/{sams.pk}/approve/", approval(agency="Brand New Agency", is_new="on"))
        assert late.status_code == 409
        assert "already refused by Ruth Adeyemi" in text(late)
        assert not Clearance.objects.filter(person=sams.person).exists()
        assert not Agency.objects.filter(name="Brand New Agency").exists()

    def test_a_double_click_on_approve_is_one_clearance(self, ruths, sams):
        codes = [ruths.post(f"/staff/requests/{sams.pk}/approve/", approval()).status_code for _ in range(2)]
        assert codes == [303, 409]
        assert Clearance.objects.filter(person=sams.person).count() == 1

    def test_nobody_decides_their_own(self, ruths, ruth):
        made = ask(ruth)
        page = ruths.get(f"/staff/requests/{made.pk}/")
        assert "Nobody decides their own request" in text(page)
        assert "/approve/" not in page.content.decode()
        assert ruths.post(f"/staff/requests/{made.pk}/approve/", approval()).status_code == 403
        assert not Clearance.objects.filter(person=ruth).exists()

    def test_an_access_is_ended_once(self, ruths, sams):
        ruths.post(f"/staff/requests/{sams.pk}/approve/", approval())
        assert "End this access now" in text(ruths.get(f"/staff/requests/{sams.pk}/"))
        assert ruths.post(f"/staff/requests/{sams.pk}/end/").status_code == 303
        assert "Access was ended on" in text(ruths.get(f"/staff/requests/{sams.pk}/"))
        assert ruths.post(f"/staff/requests/{sams.pk}/end/").status_code == 409

    def test_what_people_wrote_stays_text(self, ruths, priya):
        made = ask(priya, agency_name="<img src=x>", note="<script>x()</script>")
        page = ruths.get(f"/staff/requests/{made.pk}/").content.decode()
        assert "<script>x()" not in page
        assert "<img src=x>" not in page

    def test_earlier_requests_are_shown(self, ruths, ruth, sams, sam):
        actions.refuse_request(request=sams, reason="Please use your work e-mail.", by=ruth, at=timezone.now())
        again = ask(sam)
        assert "refused by Ruth Adeyemi" in text(ruths.get(f"/staff/requests/{again.pk}/"))
