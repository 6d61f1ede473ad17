from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.serving import make_server

from tests.integration.flask_hosts import plain_host

API = "/social/api/v1"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    host = plain_host(tmp_path_factory.mktemp("server"))
    server = make_server("127.0.0.1", 0, host.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield "127.0.0.1", server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def send(
    address: tuple[str, int],
    method: str,
    path: str,
    *,
    body: object = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*address, timeout=60)
    content = None if body is None else json.dumps(body)
    sent = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, path, content, {**sent, **(headers or {})})
    response = connection.getresponse()
    found = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return found


def test_a_post_goes_over_the_wire_and_back(address: tuple[str, int]) -> None:
    origin = {"Origin": f"http://{address[0]}:{address[1]}"}
    status, headers, body = send(
        address, "POST", f"{API}/posts", body={"body": "Grüße 🐝"}, headers=origin
    )
    assert status == 201
    assert headers["Content-Type"] == "application/json"
    post = json.loads(body)
    status, _, again = send(address, "GET", f"{API}/posts/{post['id']}")
    assert (status, json.loads(again)["source"]) == (200, "Grüße 🐝")


def test_another_site_is_refused_over_the_wire(address: tuple[str, int]) -> None:
    for origin in ("https://evil.example", f"http://localhost:{address[1]}", "null"):
        status, _, body = send(
            address, "POST", f"{API}/posts", body={"body": "x"}, headers={"Origin": origin}
        )
        assert (status, json.loads(body)["code"]) == (403, "cross_site")


@pytest.mark.parametrize(
    "path", ["/groups/%00", "/groups/%FF%FE", "/groups/%ED%A0%80", "/posts/%F0%9F%90%9D"]
)
def test_odd_paths_are_not_found(address: tuple[str, int], path: str) -> None:
    status, headers, body = send(address, "GET", API + path)
    assert (status, json.loads(body)["code"]) == (404, "not_found")
    assert headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["limit=%00", "cursor=%FF", "kind=%ED%A0%80", "=", "&&", "%"])
def test_odd_queries_are_told_what_is_wrong(address: tuple[str, int], query: str) -> None:
    status, _, _ = send(address, "GET", f"{API}/feeds/explore?{query}")
    assert status in {200, 400, 422}


def test_a_body_without_a_known_length_is_cut_off(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=60)
    chunks = (b"x" * 65_536 for _ in range(12))
    try:
        connection.request(
            "POST",
            f"{API}/posts",
            chunks,
            {"Content-Type": "application/json"},
            encode_chunked=True,
        )
        assert connection.getresponse().status in {400, 413}
    except (BrokenPipeError, ConnectionResetError):
        return
    finally:
        connection.close()


def test_parallel_sends_of_one_key_have_one_effect(address: tuple[str, int]) -> None:
    def publish(number: int) -> tuple[int, bytes]:
        headers = {"Idempotency-Key": f"race-{number % 4}"}
        body = {"body": f"race {number % 4}"}
        status, _, answer = send(address, "POST", f"{API}/posts", body=body, headers=headers)
        return status, answer

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(publish, range(32)))
    assert {status for status, _ in answers} == {201}
    assert len({answer for _, answer in answers}) == 4
    _, _, body = send(address, "GET", f"{API}/groups/wall/posts?limit=100")
    texts = [p["source"] for p in json.loads(body)["items"] if p["source"].startswith("race")]
    assert sorted(texts) == [f"race {n}" for n in range(4)]
