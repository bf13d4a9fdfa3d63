"""What a hostile or clumsy person sends: values, forms, bodies, headers, cookies. For test_hostile.py."""

import json
from urllib.parse import quote

from tests.cast import PASSWORD

FORM = "application/x-www-form-urlencoded"
MARK = "<script>alert(1)</script>"
# As they travel: percent-encoded, since some are no characters at all.
VALUES = (
    "", "%20%20", "%00", "a%00b", "%FF%FE", "%ED%A0%80", "%E2%80%AEevil", "%E2%80%8B", quote(MARK), quote(f'"{MARK}'), "%7B%7B7*7%7D%7D",
    "__proto__", "constructor", "%D9%A1%D9%A2", "%C2%B2", "-1", "0", "9" * 19, "9" * 30, "9" * 5000, "1e309", "NaN", "true",
    "..%2F..%2Fetc%2Fpasswd", "%25s%25n", "'%20OR%201%3D1--", "a%0D%0ABcc:%20x@evil.example", "%0D%0ASet-Cookie:%20a=b",
    "x@y.example%0ABcc:%20x@evil.example", "%22a%0D%0A%22@y.example", "a@%5B127.0.0.1%5D", "a@" + "x" * 64 + ".example",
    "y" * 300 + "@b.example", "%C4%B0@b.example", "a@xn--.example", "a@b.example%00", "dana.reyes@harborcounty.example,x@evil.example",
    "0000-00-00", "9999-12-31", "10000-01-01", "2027-02-30", "%D9%A2%D9%A0%D9%A2%D9%A7-01-01", "x" * 60_000, "%F0%9F%98%80" * 200,
    "e%CC%81" * 100, "//evil.example/", "https:%2F%2Fevil.example", "%5C%5Cevil.example", "javascript:alert(1)",
    "%EF%BC%8F%EF%BC%8Fevil.example",
)  # fmt: skip

WORST = ("a%00b", f"{quote(MARK)}%0D%0ABcc:%20x@evil.example", "9" * 30)
LEARN = "/learn/{series}/{module}/"
DEED = {"key": "12345678-abcd", "deed": ""}
FORMS: tuple[tuple[str | None, str, dict[str, str]], ...] = (
    (None, "/updates/", {"email": "new@library.example", "topics": "contact"}),
    (None, "/account/signup/", {"name": "Alex Moreau", "email": "alex@lakeside.example", "password1": "seven-quiet-rivers",
    "next": "/me/"}),
    (None, "/account/login/", {"login": "dana.reyes@harborcounty.example", "password": PASSWORD, "remember": "on", "next": "/me/"}),
    (None, "/account/password/reset/", {"email": "dana.reyes@harborcounty.example"}),
    ("signing-up", "/account/confirm-email/", {"code": "ABC123", "action": "resend", "email": "other@lakeside.example"}),
    ("signing-up", "/account/confirm-email/", {"code": "ABC123"}),
    ("resetting", "/account/password/reset/confirm/", {"code": "ABC123"}),
    ("dana", "/account/reauthenticate/", {"password": PASSWORD, "next": "/me/"}),
    ("dana", "/account/password/change/", {"oldpassword": PASSWORD, "password1": "seven-quiet-rivers",
    "password2": "seven-quiet-rivers"}),
    ("known", "/account/email/", {"email": "dana@lakeside.example", "action_add": "", "action_primary": ""}),
    ("dana", "/account/logout/", {"next": "/"}),
    ("priya", "/me/access/", {"agency": "Lakeside Police", "role": "officer", "work_email": "p@lakeside.example", "note": "A note."}),
    ("sam", "/me/access/answer/{question}/", {"answer": "The unit downtown."}),
    ("dana", LEARN + "{component}/", DEED | {"deed": "read", "section": "who-goes"}),
    ("dana", LEARN + "{check}/", DEED | {"deed": "answer", "question": "{drawn}", "option": "two", "text": "CSAM"}),
    ("dana", LEARN + "{check}/", DEED | {"deed": "answer", "question": "{drawn}", "order-name": "1", "pair-officer": "officer"}),
    ("dana", LEARN + "at-a-workplace/", DEED | {"deed": "choose", "node": "reception", "choice": "ask", "step": "0"}),
    ("dana", LEARN + "at-a-workplace/", DEED | {"deed": "back", "step": "0"}),
    ("dana", LEARN + "tell-us/", DEED | {"deed": "send", "answer-ready": "3", "answer-length": "short", "answer-more": "Good."}),
    ("dana", LEARN + "my-commitment/", DEED | {"deed": "agree", "statement": "yes"}),
    ("ruth", "/staff/requests/{request}/approve/", {"agency": "Lakeside", "is_new": "on", "place": "", "owns_domain": "on",
    "until": "2027-03-31"}),
    ("ruth", "/staff/requests/{request}/refuse/", {"reason": "Please use your work e-mail."}),
    ("ruth", "/staff/requests/{request}/ask/", {"question": "Which unit?"}),
    ("ruth", "/staff/certificates/{number}/", {"reason": "error"}),
)  # fmt: skip
ASKED: tuple[tuple[str | None, str, tuple[str, ...]], ...] = (
    (None, "/series/", ("text", "topic", "role", "minutes")),
    (None, "/updates/", ("topic",)),
    (None, "/verify/", ("number",)),
    (None, "/account/login/", ("next",)),
    (None, "/account/signup/", ("next",)),
    ("dana", "/account/login/", ("next",)),
    ("dana", "/account/reauthenticate/", ("next",)),
    ("dana", "/account/logout/", ("next",)),
    ("dana", "/me/", ("paused",)),
    ("priya", "/me/access/", ("mail", "sent", "confirmed")),
    ("dana", LEARN, ("overview",)),
    ("dana", LEARN + "{component}/", ("section",)),
    ("dana", LEARN + "{check}/", ("question",)),
    ("dana", LEARN + "at-a-workplace/", ("step",)),
    ("ruth", "/staff/requests/", ("state", "page")),
    ("ruth", "/staff/requests/{request}/", ("done",)),
    ("ruth", "/staff/certificates/", ("number",)),
)

PART = b"--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n--b--\r\n"
ODD_BODIES = (
    (json.dumps({"email": "a@b.example", "__proto__": {"is_staff": True}}).encode(), "application/json"),
    (b"[" * 20_000, "application/json"),
    (b"email=a@b.example", "text/plain"),
    (b"email=a@b.example", ""),
    (b"email=a@b.example", "nonsense"),
    (b"email=%A0", FORM + "; charset=utf-16"),
    (b"email=%A0", FORM + "; charset=none-such"),
    (b"email=a@b.example", "multipart/form-data"),
    (b"email=a@b.example", "multipart/form-data; boundary="),
    (b"email=a@b.example", "multipart/form-data; boundary=" + "b" * 500),
    (b"--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b"),
    (b"--b\r\nContent-Disposition: form-data; name=email; filename=../../x\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"),
    (b"--b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=email\r\n\r\n!!!\r\n--b--\r\n",
    "multipart/form-data; boundary=b"),
)  # fmt: skip

CHARSETS = ("utf-16", "utf-7", "rot13", "base64", "unicode_escape", "raw_unicode_escape", "idna", "none-such", "latin-1")

SECRET = "evil.example"
HEADERS = (
    {"HTTP_X_FORWARDED_HOST": SECRET}, {"HTTP_X_FORWARDED_FOR": "garbage"}, {"HTTP_X_FORWARDED_PROTO": "javascript"},
    {"HTTP_FORWARDED": f"host={SECRET}"},
    {"HTTP_X_ORIGINAL_URL": "/staff/requests/"}, {"HTTP_X_REWRITE_URL": "/outbox/"}, {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    {"HTTP_REFERER": f"https://{SECRET}/"}, {"HTTP_USER_AGENT": "\xff" * 3000}, {"HTTP_USER_AGENT": f"{MARK}"},
    {"HTTP_ACCEPT_LANGUAGE": "\x00,,;;q=x" * 100},
    {"HTTP_ACCEPT_ENCODING": "gzip;q=x,\x00"}, {"HTTP_IF_NONE_MATCH": '"' * 99}, {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 9999999999999"},
    {"HTTP_IF_MATCH": "*,,"}, {"HTTP_RANGE": "bytes=-"}, {"HTTP_RANGE": "bytes=" + "9" * 5000 + "-"}, {"HTTP_RANGE": "bytes=0-,0-,0-"},
    {"HTTP_RANGE": "lines=\u0661-"},
    {"HTTP_RANGE": "bytes=-0"}, {"HTTP_IF_RANGE": '"x"', "HTTP_RANGE": "bytes=0-1"}, {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "\u0661"}, {"CONTENT_LENGTH": "x"},
    {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}, {"HTTP_ACCEPT": "application/json"}, {"HTTP_AUTHORIZATION": "Basic \xff"},
    {"HTTP_PURPOSE": "prefetch"},
    {"REMOTE_ADDR": "fe80::1%eth0"}, {"REMOTE_ADDR": "2001:db8::1"},
)  # fmt: skip

ALLOWED = ("testserver:1337", "localhost", "127.0.0.1:1337")
HOSTS = (SECRET, "testserver@evil.example", "testserver:99999999", "localhost.evil.example", "[::1", "\xff", "", "a b", "testserver\x00")

COOKIES = ("", "x", "a\\000bcdefgh", '"a\\000bcdefgh"', "\xff" * 40, "9" * 7000, "a;b=c", "../../../etc/passwd", "__proto__",
    "\\ud800aaaaaaaa")
