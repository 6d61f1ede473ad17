"""What a host says wrongly is refused before anything is served, in one set of words."""

from __future__ import annotations

from typing import Any

import pytest

from socialkit.errors import ConfigurationError
from socialkit.web.settings import HostSettings
from socialkit.web.wiring import check_apart

WRONG: list[tuple[str, Any, str]] = [
    ("prefix", "social", "slash"),
    ("prefix", "/social/", "slash"),
    ("prefix", "/so cial", "plain letters"),
    ("prefix", "/social/<x>", "plain letters"),
    ("prefix", "//social", "plain letters"),
    ("prefix", "/a/../b", "plain letters"),
    ("prefix", "", "pages=False"),
    ("prefix", None, "slash"),
    ("prefix", b"/social", "slash"),
    ("pages", "no", "True"),
    ("network", "", "short name"),
    ("network", 5, "short name"),
    ("network", " club", "short name"),
    ("network", "a\x00b", "short name"),
    ("network", "x" * 65, "64"),
    ("base_template", 5, "base.html"),
    ("base_template", " ", "base.html"),
    ("sign_in", 5, "/login"),
    ("sign_in", "login", "/login"),
    ("sign_in", "//evil.example", "/login"),
    ("sign_in", "javascript:x", "/login"),
    ("sign_in", "/log in", "/login"),
    ("trusted_origins", "https://intra.example", "a list"),
    ("trusted_origins", None, "a list"),
    ("trusted_origins", [5], "no text"),
    ("trusted_origins", ["*"], "every site"),
    ("trusted_origins", ["https://*.example"], "every site"),
    ("trusted_origins", ["null"], "every site"),
    ("trusted_origins", ["intra.example"], "no scheme"),
    ("trusted_origins", ["intra.example:8000"], "no scheme"),
    ("trusted_origins", ["ftp://intra.example"], "no scheme"),
    ("trusted_origins", ["https:intra.example"], "no scheme"),
    ("trusted_origins", ["https://intra.example/"], "not even a slash"),
    ("trusted_origins", ["https://intra.example/app"], "behind the host"),
    ("trusted_origins", ["https://intra.example?"], "behind the host"),
    ("trusted_origins", ["https://me@intra.example"], "browsers do not send"),
    ("trusted_origins", ["https://"], "behind the host"),
    ("trusted_origins", ["https://münchen.example"], "xn--"),
    ("trusted_origins", ["https://intra.example:443"], "usual port"),
    ("trusted_origins", ["https://intra.example:99999"], "can not be read"),
    ("content_policy", "img-src *", "callable"),
    ("content_policy", {"Img Src": ["*"]}, "no directive"),
    ("content_policy", {5: ["*"]}, "no directive"),
    ("content_policy", {"img-src": "*"}, "no list"),
    ("content_policy", {"img-src": ["a b"]}, "no single source"),
    ("content_policy", {"img-src": ["a;b"]}, "no single source"),
    ("content_policy", {"img-src": [5]}, "no single source"),
    ("problem_base", 5, "absolute"),
    ("problem_base", "/problems/", "absolute"),
    ("problem_base", "https://a b", "absolute"),
    ("unknown_users", "strangers", "'stranger'"),
]


@pytest.mark.parametrize(("setting", "value", "word"), WRONG)
def test_a_wrong_setting_is_refused_with_what_to_write(
    setting: str, value: object, word: str
) -> None:
    settings: dict[str, Any] = {setting: value}
    with pytest.raises(ConfigurationError) as caught:
        HostSettings(**settings).check_common()
    assert caught.value.code == f"web.{setting}"
    assert word in caught.value.message


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"prefix": "/a/b-c_d.e~f", "network": "Grüner Klub"},
        {"prefix": "", "pages": False},
        {
            "trusted_origins": [
                "https://Intra.example",
                "http://localhost:8000",
                "http://[::1]:8000",
            ]
        },
        {"trusted_origins": {"https://intra.example:8443"}},
        {"sign_in": "/login?next=/", "problem_base": "urn:acme:"},
        {"sign_in": "https://accounts.example/login"},
        {"content_policy": {"style-src": ("'nonce-abc'", "https://cdn.example"), "img-src": []}},
        {"content_policy": dict, "unknown_users": "stranger", "base_template": "base.html"},
    ],
)
def test_right_settings_are_taken(settings: dict[str, Any]) -> None:
    HostSettings(**settings).check_common()


def test_origins_are_compared_as_browsers_send_them() -> None:
    settings = HostSettings(trusted_origins=["https://Intra.Example"])
    assert settings.for_web().trusted_origins == frozenset({"https://intra.example"})


def test_mounts_stand_apart() -> None:
    check_apart("/club", ["/social", "/clubs", ""])
    check_apart("", ["/social"])
    for prefix, other in (("/a", "/a"), ("/a/b", "/a"), ("/a", "/a/b"), ("", "")):
        with pytest.raises(ConfigurationError, match="overlaps"):
            check_apart(prefix, [other])
