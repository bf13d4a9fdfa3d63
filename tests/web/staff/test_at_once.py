"""Two people, two tabs, one impatient finger: on the real server, at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.door import Door

NEW = {"name": "Alex Moreau", "email": "alex.moreau@lakeside.example", "password1": "seven-quiet-rivers-run"}


def at_once(*deeds):
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(deed) for deed in deeds]]


def test_of_many_decisions_at_once_one_counts(server):
    ruth = Door(server.base_url)
    ruth.sign_in(server.cast["Ruth Adeyemi"])
    queue = ruth.get("/staff/requests/").text
    [number] = {part.split("/")[0] for part in queue.split('href="/staff/requests/')[1:] if part[0].isdigit()}
    page = ruth.get(f"/staff/requests/{number}/")
    yes, no = page.form(action="approve/"), page.form(action="refuse/")
    reason = {"reason": "Please use your work e-mail."}
    answers = at_once(
        *[lambda: ruth.send(page, yes, follow=False)] * 4,
        *[lambda: ruth.send(page, no, reason, follow=False)] * 4,
    )
    assert sorted(answer.status for answer in answers) == [303] + [409] * 7
    assert all("already" in answer.text for answer in answers if answer.status == 409)
    [(decisions,)] = server.place.rows(f"SELECT count(*) FROM people_vettingdecision WHERE request_id = {int(number)}")
    [(journalled,)] = server.place.rows(
        f"SELECT count(*) FROM journal_entry WHERE deed IN ('approve_request', 'refuse_request') AND noun_id = '{int(number)}'"
    )
    assert (decisions, journalled) == (1, 1)


def test_of_many_requests_at_once_there_is_one(server):
    priya = Door(server.base_url)
    priya.sign_in(server.cast["Priya Nair"])
    page = priya.get("/me/access/")
    form = page.form(having="agency")
    answers = at_once(*[lambda: priya.send(page, form, {"role": "officer"}, follow=False)] * 6)
    assert {answer.status for answer in answers} == {303}
    [(requests,)] = server.place.rows(
        "SELECT count(*) FROM people_vettingrequest r JOIN people_person p ON p.id = r.person_id WHERE p.name = 'Priya Nair'"
    )
    assert requests == 1


def test_of_many_sign_ups_at_once_there_is_one_account(server):
    door = Door(server.base_url)
    page = door.get("/account/signup/")
    form = page.form(having="password1")
    answers = at_once(*[lambda: door.send(page, form, NEW, follow=False)] * 4)
    assert {answer.status for answer in answers} <= {302, 409, 429}
    assert any(answer.status == 302 for answer in answers)
    [(accounts,)] = server.place.rows(f"SELECT count(*) FROM people_person WHERE email = '{NEW['email']}'")
    assert accounts == 1
