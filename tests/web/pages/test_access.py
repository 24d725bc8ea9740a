import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest

from tests.web.pages.conftest import Pages
from web.pages.access import MAX_INIT_DATA_AGE, Admission, PageAccess, default_page_secret
from web.pages.site import PageOptions

TOKEN = "123456789:" + "A" * 35
NOW = 1_800_000_000.0
SIGNED = PageAccess(is_open=False, secret="a secret of the lighthouse", seconds=3600, token=TOKEN)
ONLY_SIGNED = PageOptions(access=SIGNED)


def init_data(token: str = TOKEN, auth_date: float = NOW, **more: str) -> str:
    """What Telegram hands to a Mini App, signed as it says in its documentation."""
    fields = {"auth_date": str(int(auth_date)), "user": json.dumps({"id": 1, "first_name": "Anna"}), **more}
    checked = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode({**fields, "hash": hmac.new(key, checked.encode(), hashlib.sha256).hexdigest()})


def test_if_everybody_may_read_no_grant_is_needed() -> None:
    access = PageAccess()

    assert access.grant(NOW) == ""
    assert access.admission("", NOW) is Admission.ADMITTED


@pytest.mark.parametrize("given", ["x", "ffffffff.AAAAAAAAAAAAAAAAAAAAAA", "é" * 31, "1" * 10_000])
def test_a_forged_grant_is_not_accepted(given: str) -> None:
    assert SIGNED.admission(given, NOW) is Admission.FORGED


def test_a_grant_ends_and_cannot_be_prolonged() -> None:
    grant = SIGNED.grant(NOW)
    end, _, signature = grant.partition(".")
    prolonged = f"{int(end, 16) + 1:x}.{signature}"

    assert SIGNED.admission(grant, NOW + 3599) is Admission.ADMITTED
    assert SIGNED.admission(grant, NOW + 3600) is Admission.EXPIRED
    assert SIGNED.admission(prolonged, NOW) is Admission.FORGED
    assert SIGNED.admission("", NOW) is Admission.MISSING


def test_a_grant_signed_with_another_secret_is_not_accepted() -> None:
    other = PageAccess(is_open=False, secret=default_page_secret(TOKEN))

    assert SIGNED.admission(other.grant(NOW), NOW) is Admission.FORGED
    assert TOKEN not in other.secret


@pytest.mark.parametrize(
    ("data", "admission"),
    [
        (init_data(), Admission.ADMITTED),
        (init_data(query_id="1", start_param="a b&c"), Admission.ADMITTED),
        (init_data(token="123456789:" + "B" * 35), Admission.FORGED),
        (init_data().replace("Anna", "Boris"), Admission.FORGED),
        (init_data(auth_date=NOW - MAX_INIT_DATA_AGE - 1), Admission.EXPIRED),
        (init_data(auth_date=NOW + 3600), Admission.EXPIRED),
        ("auth_date=1", Admission.MISSING),
        ("", Admission.MISSING),
    ],
)
def test_a_mini_app_is_admitted_by_recent_data_signed_by_telegram(data: str, admission: Admission) -> None:
    assert SIGNED.admission_of_app(data, NOW) is admission


@pytest.mark.parametrize("path", ["/", "/?q=Who+lit+the+lamp", "/texts", "/read/news", "/read?d=news"])
async def test_without_a_signed_link_every_page_explains_how_to_get_one(pages: Pages, path: str) -> None:
    response = await pages(ONLY_SIGNED, clock=lambda: NOW).get(path)

    assert response.status_code == 403
    assert "Tap Read below an answer." in response.text
    assert "Selmouth" not in response.text


@pytest.mark.parametrize(
    ("grant", "said"),
    [("1.AAAAAAAAAAAAAAAAAAAAAA", "not valid"), (SIGNED.grant(NOW - 7200), "has expired")],
)
async def test_a_forged_and_an_expired_link_are_refused_with_the_reason(
    pages: Pages, grant: str, said: str
) -> None:
    response = await pages(ONLY_SIGNED, clock=lambda: NOW).get("/read/news", params={"k": grant})

    assert response.status_code == 403
    assert said in response.text


async def test_a_browser_admitted_by_a_signed_link_may_go_on_without_it(pages: Pages) -> None:
    client = pages(ONLY_SIGNED, clock=lambda: NOW)

    first = await client.get("/read/news", params={"k": SIGNED.grant(NOW)})
    second = await client.get("/texts")

    assert (first.status_code, second.status_code) == (200, 200)
    assert "HttpOnly" in first.headers["set-cookie"]


async def test_a_new_link_takes_the_place_of_a_grant_that_has_ended(pages: Pages) -> None:
    client = pages(ONLY_SIGNED, clock=lambda: NOW)
    client.cookies.set("k", SIGNED.grant(NOW - 7200))

    first = await client.get("/read/news", params={"k": SIGNED.grant(NOW)})
    client.cookies.clear()
    client.cookies.set("k", first.cookies["k"])
    second = await client.get("/texts")

    assert (first.status_code, second.status_code) == (200, 200)


async def test_a_mini_app_gets_a_grant_for_the_data_that_telegram_signed(pages: Pages) -> None:
    client = pages(ONLY_SIGNED, clock=lambda: NOW)

    forged = await client.post("/app", content=init_data(token="1:x"))
    admitted = await client.post("/app", content=init_data())
    page = await client.get("/read/news")

    assert (forged.status_code, admitted.status_code, page.status_code) == (403, 204, 200)


async def test_over_https_cookies_are_sent_in_telegrams_frame_and_nowhere_unencrypted(pages: Pages) -> None:
    client = pages(PageOptions(access=SIGNED, url="https://read.example.org"), clock=lambda: NOW)

    response = await client.get("/read/news", params={"k": SIGNED.grant(NOW)})

    assert response.headers["set-cookie"].endswith("HttpOnly; SameSite=None; Secure; Partitioned")
    assert "frame-ancestors https://web.telegram.org;" in response.headers["content-security-policy"]
