"""Keys, rates and origins."""

import httpx
import pytest

from bot.live_corpus import LiveCorpus
from tests.web.api.conftest import app_of, client_of
from web.api.access import ApiAccess
from web.api.keys import entry_of, hash_of, names_by_hash, new_key
from web.api.rates import RateLimit
from web.problems import PROBLEM_TYPE
from web.server import serving

KEY, OTHER = new_key(), new_key()
ONLY_WITH_KEYS = ApiAccess(names={hash_of(KEY): "wiki", hash_of(OTHER): "desk"}, per_minute=2)


def key_header(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def statuses(client: httpx.AsyncClient, times: int, key: str = "") -> list[int]:
    headers = key_header(key) if key else {}
    return [(await client.get("/api/documents", headers=headers)).status_code for _ in range(times)]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer ", "Bearer wrong", f"Basic {KEY}", KEY, f"Bearer {KEY[:-1]}"],
    ids=["absent", "empty", "wrong", "of another scheme", "without a scheme", "cut short"],
)
async def test_a_request_without_a_valid_key_is_refused(served_corpus: LiveCorpus, header: str) -> None:
    async with client_of(app_of(served_corpus, ONLY_WITH_KEYS)) as client:
        response = await client.get("/api/documents", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == PROBLEM_TYPE


async def test_a_request_with_a_valid_key_is_answered(served_corpus: LiveCorpus) -> None:
    async with client_of(app_of(served_corpus, ONLY_WITH_KEYS)) as client:
        response = await client.get("/api/documents", headers=key_header(KEY))

    assert response.status_code == 200


async def test_each_key_has_a_rate_of_its_own_whatever_the_address(served_corpus: LiveCorpus) -> None:
    app = app_of(served_corpus, ONLY_WITH_KEYS)
    async with client_of(app, "192.0.2.1") as here, client_of(app, "192.0.2.2") as there:
        first = await statuses(here, 1, KEY) + await statuses(there, 2, KEY)
        other = await statuses(here, 2, OTHER)

    assert first == [200, 200, 429]
    assert other == [200, 200]


async def test_wrong_keys_are_counted_for_their_address_and_cost_no_key_its_rate(
    served_corpus: LiveCorpus,
) -> None:
    async with client_of(app_of(served_corpus, ONLY_WITH_KEYS)) as client:
        guessed = await statuses(client, 4, "quoth_guess")
        right = await statuses(client, 1, KEY)

    assert guessed == [401, 401, 429, 429]
    assert right == [200]


async def test_without_keys_each_address_has_a_rate_and_is_told_when_to_ask_again(
    served_corpus: LiveCorpus,
) -> None:
    app = app_of(served_corpus, ApiAccess(for_everybody=True, per_minute=2))
    async with client_of(app, "192.0.2.1") as here, client_of(app, "192.0.2.2") as there:
        answered = await statuses(here, 2)
        refused = await here.get("/api/documents")
        neighbour = await statuses(there, 1)

    assert answered == [200, 200]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert neighbour == [200]


def test_a_rate_recovers_with_time_and_up_to_its_limit() -> None:
    clock = [0.0]
    limit = RateLimit(2, now=lambda: clock[0])
    at_once = [limit.seconds_to_wait("a") for _ in range(3)]

    clock[0] = 30.0
    later = [limit.seconds_to_wait("a") for _ in range(2)]
    clock[0] = 3600.0
    much_later = [limit.seconds_to_wait("a") for _ in range(3)]

    assert at_once == [0, 0, 30]
    assert later == [0, 30]
    assert much_later == [0, 0, 30]


def test_a_flood_of_addresses_does_not_fill_memory() -> None:
    limit = RateLimit(1, max_buckets=10)

    for number in range(1000):
        limit.seconds_to_wait(f"192.0.2.{number}")

    assert len(limit._buckets) == 10


async def test_pages_of_other_origins_may_not_ask_unless_they_are_named(served_corpus: LiveCorpus) -> None:
    origin = {"Origin": "https://wiki.example"}
    preflight = {**origin, "Access-Control-Request-Method": "POST"}

    async with client_of(app_of(served_corpus, ApiAccess(for_everybody=True))) as client:
        announced = await client.options("/api/ask", headers=preflight)
        asked = await client.get("/api/documents", headers=origin)
        renamed = await client.get("/api/documents", headers={"Origin": "http://quoth", "Host": "quoth"})
        program = await client.get("/api/documents")

    assert [each.status_code for each in (announced, asked, renamed, program)] == [403, 403, 403, 200]
    assert "access-control-allow-origin" not in announced.headers


async def test_pages_of_a_named_origin_may_ask_but_still_need_a_key(
    served_corpus: LiveCorpus,
) -> None:
    origin = {"Origin": "https://wiki.example"}
    preflight = {
        **origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    access = ApiAccess(names={hash_of(KEY): "wiki"}, origins=("https://wiki.example",))

    async with client_of(app_of(served_corpus, access)) as client:
        announced = await client.options("/api/ask", headers=preflight)
        without_key = await client.get("/api/documents", headers=origin)
        with_key = await client.get("/api/documents", headers=origin | key_header(KEY))

    assert [each.status_code for each in (announced, without_key, with_key)] == [200, 401, 200]
    for response in (announced, without_key, with_key):
        assert response.headers["access-control-allow-origin"] == "https://wiki.example"


async def test_behind_a_proxy_on_this_machine_each_address_that_it_reports_has_a_rate_of_its_own(
    served_corpus: LiveCorpus,
) -> None:
    app = app_of(served_corpus, ApiAccess(for_everybody=True, per_minute=1))

    async with serving(app, "127.0.0.1", 0) as (host, port), httpx.AsyncClient() as proxy:
        url = f"http://{host}:{port}/api/documents"
        found = [
            (await proxy.get(url, headers={"X-Forwarded-For": address})).status_code
            for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")
        ]

    assert found == [200, 429, 200]


def test_a_setting_holds_names_and_hashes_and_never_a_key() -> None:
    entry = entry_of("wiki", KEY)

    assert KEY not in entry
    assert names_by_hash([entry]) == {hash_of(KEY): "wiki"}


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a,b", "x" * 65, "ä"])
def test_a_key_has_a_name_that_fits_the_setting(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        entry_of(name, KEY)
