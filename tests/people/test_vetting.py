"""A person asks to be let in; staff decide, once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from attune.journal.models import Entry
from attune.journal.queries import breaks
from attune.kit import Refused
from attune.people import actions, jobs, policy, queries
from attune.people.models import Agency, Membership, VettingDecision, VettingRequest
from tests.cast import THE_DAY

LATER = THE_DAY + timedelta(days=1)


def ask(person, **changes):
    wish = {
        "agency": None,
        "agency_name": "Lakeside Police",
        "role": "officer",
        "work_email": "p.nair@lakeside.example",
        "note": "",
        "at": THE_DAY,
    } | changes
    return actions.request_access(person=person, by=person, **wish)


def sams(sam):
    return VettingRequest.objects.get(person=sam)


def refusal(call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    return caught.value


class TestAsking:
    def test_priya_asks_and_it_waits_and_is_in_the_journal(self, priya):
        made = ask(priya, note="Our page is lakeside.example")
        assert queries.standing_of(priya, LATER).state == "waiting"
        assert made.work_email_confirmed_at is None
        assert Entry.objects.filter(deed="request_access", noun_id=str(made.pk), by_id=priya.pk).count() == 1
        assert "lakeside" not in str(Entry.objects.get(deed="request_access", noun_id=str(made.pk)).detail).lower()

    def test_the_address_of_the_account_counts_as_confirmed_at_once(self, priya):
        assert ask(priya, work_email=priya.email.upper()).work_email_confirmed_at == THE_DAY

    def test_a_double_click_makes_one_request(self, priya):
        assert ask(priya).pk == ask(priya, at=LATER).pk
        assert VettingRequest.objects.filter(person=priya).count() == 1

    def test_another_request_while_one_waits_is_refused(self, sam):
        assert "already waiting" in refusal(ask, person=sam).sentence

    def test_nobody_asks_for_somebody_else(self, priya, dana):
        no = refusal(
            actions.request_access,
            person=priya, agency=None, agency_name="X Police", role="officer", work_email="a@b.example", by=dana, at=THE_DAY,
        )  # fmt: skip
        assert no.status == 403

    def test_dana_is_let_in_for_a_year_so_she_cannot_ask_today_but_can_renew_near_the_end(self, dana):
        assert "You are let in until" in refusal(ask, person=dana).sentence
        assert ask(dana, at=THE_DAY + timedelta(days=330)).pk
        standing = queries.standing_of(dana, THE_DAY + timedelta(days=331))
        assert standing.state == "waiting"
        assert standing.clearance is not None

    def test_not_over_and_over(self, priya):
        for days in range(5):
            at = THE_DAY + timedelta(days=days)
            actions.withdraw_request(request=ask(priya, at=at), by=priya, at=at)
        assert "several times" in refusal(ask, person=priya, at=THE_DAY + timedelta(days=6)).sentence

    @pytest.mark.parametrize(
        "wrong",
        [
            {"role": "king"},
            {"work_email": "nobody"},
            {"work_email": "a@b.example\nBcc: all@b.example"},
            {"work_email": f"{'a' * 60}@{'b' * 240}.example"},
            {"agency_name": ""},
            {"agency_name": "Lakeside\nPolice"},
            {"agency_name": "Lakeside \u202eecilop"},
            {"agency_name": "L" * 161},
            {"note": "n" * 501},
            {"note": "null\0byte"},
        ],
    )
    def test_what_is_not_understood_is_said_and_nothing_is_kept(self, priya, wrong):
        assert refusal(ask, person=priya, **wrong).status == 422
        assert not VettingRequest.objects.filter(person=priya).exists()

    def test_a_closed_account_cannot_ask(self, priya):
        priya.is_active = False
        priya.save()
        assert "closed" in refusal(ask, person=priya).sentence


class TestTheLinkToTheWorkAddress:
    def test_it_confirms_once(self, priya):
        token = actions.work_email_token(ask(priya))
        assert actions.confirm_work_email(token=token, by=priya, at=LATER).work_email_confirmed_at == LATER
        assert refusal(actions.confirm_work_email, token=token, by=priya, at=LATER).status == 409

    def test_it_is_no_use_to_somebody_else(self, priya, dana):
        token = actions.work_email_token(ask(priya))
        assert refusal(actions.confirm_work_email, token=token, by=dana, at=LATER).status == 404

    @pytest.mark.parametrize("token", ["", "x", "a:b:c", "\0", "W10:1abcde:xx"])
    def test_a_made_up_link_confirms_nothing(self, priya, token):
        assert refusal(actions.confirm_work_email, token=token, by=priya, at=LATER).status == 404

    def test_it_is_good_for_three_days(self, priya, time_machine):
        time_machine.move_to(THE_DAY)
        token = actions.work_email_token(ask(priya))
        time_machine.move_to(THE_DAY + timedelta(days=3, seconds=1))
        assert "three days" in refusal(actions.confirm_work_email, token=token, by=priya, at=LATER).sentence

    def test_not_after_the_request_is_closed(self, priya):
        made = ask(priya)
        actions.withdraw_request(request=made, by=priya, at=LATER)
        no = refusal(actions.confirm_work_email, token=actions.work_email_token(made), by=priya, at=LATER)
        assert no.status == 409


class TestDeciding:
    def test_ruth_lets_sam_in_for_a_year(self, sam, ruth):
        clearance = actions.approve_request(request=sams(sam), by=ruth, at=LATER)
        assert clearance.expires_at == LATER + actions.A_YEAR
        assert queries.clearance_of(sam, LATER) == clearance
        assert queries.clearance_of(sam, clearance.expires_at) is None
        assert queries.standing_of(sam, LATER).state == "let-in"
        assert Membership.objects.get(person=sam, until=None).role == "detective"
        assert Entry.objects.filter(deed="approve_request", by_id=ruth.pk, noun_id=str(clearance.decision.request_id)).exists()
        assert breaks() == []

    def test_a_new_agency_comes_into_being_with_its_domain(self, priya, ruth):
        made = ask(priya)
        actions.confirm_work_email(token=actions.work_email_token(made), by=priya, at=LATER)
        actions.approve_request(request=made, by=ruth, at=LATER, agency_name="Lakeside Police", place="Lakeside", owns_domain=True)
        proposed, known = queries.agencies_for("anyone@LAKESIDE.example")
        assert proposed.full_name == "Lakeside Police, Lakeside"
        assert [agency.name for agency in known] == ["Lakeside Police", "Harbor County Sheriff's Office"]
        assert queries.agencies_for("anyone@elsewhere.example")[0] is None

    def test_or_the_request_is_linked_to_a_known_one(self, priya, ruth):
        known = Agency.objects.get()
        clearance = actions.approve_request(request=ask(priya), by=ruth, at=LATER, agency=known)
        assert clearance.agency == known
        assert Agency.objects.count() == 1

    def test_an_agency_that_is_known_is_not_added_twice(self, priya, ruth):
        no = refusal(
            actions.approve_request,
            request=ask(priya), by=ruth, at=LATER, agency_name="harbor county sheriff's office", place="harbor county",
        )  # fmt: skip
        assert no.status == 409
        assert VettingRequest.objects.get(person=priya).closed_at is None

    def test_a_domain_is_not_kept_from_an_unconfirmed_address_nor_from_free_mail_nor_from_another_agency(self, priya, ruth):
        made = ask(priya)
        assert refusal(actions.approve_request, request=made, by=ruth, at=LATER, owns_domain=True).status == 422
        for address, status in (("p@gmail.com", 422), (priya.email, 409)):
            VettingRequest.objects.filter(pk=made.pk).update(work_email=address, work_email_confirmed_at=THE_DAY)
            no = refusal(actions.approve_request, request=made, by=ruth, at=LATER, owns_domain=True)
            assert no.status == status
        assert not VettingDecision.objects.filter(request=made).exists()

    @pytest.mark.parametrize("days", [-1, 0, 4 * 365])
    def test_access_ends_on_a_day_that_makes_sense(self, sam, ruth, days):
        no = refusal(
            actions.approve_request, request=sams(sam), by=ruth, at=LATER, expires_at=LATER + timedelta(days=days)
        )
        assert no.status == 422
        assert sams(sam).closed_at is None

    def test_ruth_refuses_with_a_reason_that_sam_reads(self, sam, ruth):
        actions.refuse_request(request=sams(sam), reason="Use your work e-mail, please.", by=ruth, at=LATER)
        standing = queries.standing_of(sam, LATER)
        assert (standing.state, standing.decision.reason) == ("refused", "Use your work e-mail, please.")
        assert ask(sam, at=LATER).pk

    @pytest.mark.parametrize("reason", ["", "no", "r" * 501])
    def test_a_refusal_without_a_reason_is_none(self, sam, ruth, reason):
        assert refusal(actions.refuse_request, request=sams(sam), reason=reason, by=ruth, at=LATER).status == 422

    def test_the_second_of_two_hears_who_was_first(self, sam, ruth, maria):
        actions.appoint(person=maria, role="staff", by=ruth, at=THE_DAY)
        stale = sams(sam)
        actions.approve_request(request=sams(sam), by=ruth, at=LATER)
        no = refusal(actions.refuse_request, request=stale, reason="I do not know you.", by=maria, at=LATER)
        assert no.status == 409
        assert "already approved by Ruth Adeyemi on 3 March 2026" in no.sentence
        assert VettingDecision.objects.filter(request=stale).count() == 1

    def test_nobody_decides_their_own_request(self, ruth):
        made = ask(ruth)
        assert "own request" in policy.may_decide(ruth, made).sentence
        for deed in (
            lambda: actions.approve_request(request=made, by=ruth, at=LATER),
            lambda: actions.refuse_request(request=made, reason="A long reason.", by=ruth, at=LATER),
            lambda: actions.ask_question(request=made, text="Who am I?", by=ruth, at=LATER),
        ):
            assert refusal(deed).status == 403

    @pytest.mark.parametrize("who", ["dana", "maria", "jon", "priya"])
    def test_only_staff_decide(self, sam, cast, who):
        assert refusal(actions.approve_request, request=sams(sam), by=cast[who], at=LATER).status == 403

    def test_a_withdrawn_request_cannot_be_decided(self, sam, ruth):
        actions.withdraw_request(request=sams(sam), by=sam, at=LATER)
        assert "withdrawn" in refusal(actions.approve_request, request=sams(sam), by=ruth, at=LATER).sentence
        assert queries.standing_of(sam, LATER).state == "none"

    def test_only_the_person_withdraws(self, sam, dana):
        assert refusal(actions.withdraw_request, request=sams(sam), by=dana, at=LATER).status == 403

    def test_a_decision_stands_even_against_the_database_hand(self, sam, ruth):
        decision = actions.refuse_request(request=sams(sam), reason="Use your work e-mail.", by=ruth, at=LATER)
        for deed in (
            lambda: VettingDecision.objects.filter(pk=decision.pk).update(reason="Because."),
            lambda: VettingDecision.objects.filter(pk=decision.pk).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                deed()

    def test_ruth_ends_an_access_once_and_dana_is_out(self, dana, ruth):
        clearance = queries.clearance_of(dana, LATER)
        actions.end_clearance(clearance=clearance, by=ruth, at=LATER)
        assert queries.clearance_of(dana, LATER) is None
        assert queries.standing_of(dana, LATER).state == "ended"
        assert refusal(actions.end_clearance, clearance=clearance, by=ruth, at=LATER).status == 409

    def test_dana_cannot_end_an_access(self, dana):
        assert refusal(actions.end_clearance, clearance=queries.clearance_of(dana, LATER), by=dana, at=LATER).status == 403


class TestQuestions:
    def test_ruth_asks_and_sam_answers_once(self, sam, ruth):
        question = actions.ask_question(request=sams(sam), text="Which unit?", by=ruth, at=LATER)
        assert queries.standing_of(sam, LATER).question == question
        assert list(queries.queue("asked")) == [sams(sam)]
        actions.answer_question(question=question, text="Crimes against persons.", by=sam, at=LATER)
        assert list(queries.queue("waiting")) == [sams(sam)]
        no = refusal(actions.answer_question, question=question, text="Another.", by=sam, at=LATER)
        assert no.status == 409

    def test_one_question_at_a_time(self, sam, ruth):
        actions.ask_question(request=sams(sam), text="Which unit?", by=ruth, at=LATER)
        assert refusal(actions.ask_question, request=sams(sam), text="And where?", by=ruth, at=LATER).status == 409

    def test_nobody_answers_for_sam_nor_after_the_decision_nor_with_nothing(self, sam, ruth, dana):
        question = actions.ask_question(request=sams(sam), text="Which unit?", by=ruth, at=LATER)
        assert refusal(actions.answer_question, question=question, text="Mine.", by=dana, at=LATER).status == 403
        assert refusal(actions.answer_question, question=question, text="  ", by=sam, at=LATER).status == 422
        actions.approve_request(request=sams(sam), by=ruth, at=LATER)
        assert refusal(actions.answer_question, question=question, text="Late.", by=sam, at=LATER).status == 409


class TestForgetting:
    def test_notes_questions_and_answers_go_after_ninety_days_and_the_decision_stays(self, priya, ruth):
        made = ask(priya, note="See our page.")
        question = actions.ask_question(request=made, text="Which unit?", by=ruth, at=THE_DAY)
        actions.answer_question(question=question, text="Patrol.", by=priya, at=THE_DAY)
        actions.refuse_request(request=made, reason="Use your work e-mail.", by=ruth, at=THE_DAY)
        assert jobs.forget_notes(at=THE_DAY + timedelta(days=90)) == 0
        assert jobs.forget_notes(at=THE_DAY + timedelta(days=90, seconds=1)) == 1
        made.refresh_from_db()
        assert (made.note, made.questions.count(), made.decision.reason) == ("", 0, "Use your work e-mail.")
        assert jobs.forget_notes(at=THE_DAY + timedelta(days=91)) == 0

    def test_an_open_request_keeps_them(self, priya):
        made = ask(priya, note="See our page.")
        assert jobs.forget_notes(at=THE_DAY + timedelta(days=400)) == 0
        assert refusal(actions.forget_notes, request=made, at=LATER).status == 409


class TestAppointing:
    def test_the_same_appointment_twice_is_one(self, ruth, priya):
        first = actions.appoint(person=priya, role="author", by=ruth, at=THE_DAY)
        assert actions.appoint(person=priya, role="author", by=ruth, at=LATER) == first
        assert priya.held_roles == {"author"}

    def test_staff_alone_appoint(self, jon, priya):
        assert refusal(actions.appoint, person=priya, role="staff", by=jon, at=LATER).status == 403
        assert refusal(actions.add_agency, name="Mine", by=jon, at=LATER).status == 403

    def test_there_are_only_the_roles_there_are(self, ruth, priya):
        assert refusal(actions.appoint, person=priya, role="emperor", by=ruth, at=LATER).status == 403

    def test_a_closed_account_holds_no_role(self, ruth):
        ruth.is_active = False
        assert not policy.is_staff(ruth)


def test_staff_see_every_request_and_others_their_own(sam, ruth, priya):
    mine = ask(priya)
    assert set(VettingRequest.objects.visible_to(priya)) == {mine}
    assert {sams(sam), mine} < set(VettingRequest.objects.visible_to(ruth))


def test_an_agency_is_found_by_its_name_in_any_case_and_by_name_and_place_when_names_repeat(ruth):
    assert queries.agency_named(" harbor  county sheriff's office ").place == "Harbor County"
    assert queries.agency_named("Harbor County") is None
    twin = actions.add_agency(name="Harbor County Sheriff's Office", place="Elsewhere", by=ruth, at=THE_DAY)
    assert queries.agency_named("Harbor County Sheriff's Office") is None
    assert queries.agency_named("Harbor County Sheriff's Office, Elsewhere") == twin


def test_the_day_of_the_answer_counts_working_days():
    friday = THE_DAY + timedelta(days=4)
    assert friday.strftime("%A") == "Friday"
    assert queries.answer_by(friday, 3).isoformat() == "2026-03-11"
    assert queries.answer_by(THE_DAY, 3).isoformat() == "2026-03-05"
