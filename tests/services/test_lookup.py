"""Looking up: the pack's own texts, codes and titles are the oracle of what must be found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.readers.redact import redact
from jiesuo.services.intake import Readers
from jiesuo.services.lookup import Found, look_up
from jiesuo.services.register import words_of

NONSENSE = ["qwrtz plkj", "how to bake bread", "今天天气很好", "天気がいい", "zzzzzz", "<b>&amp;</b>"]
TITLED = (("causes", "cause"), ("steps", "step"), ("routes", "route"))


def ids(found: Found) -> list[tuple[str, str]]:
    return [(link.kind, link.id) for link in (*found.read, *found.sounds_like, *found.named)]


def test_every_text_of_a_screen_finds_its_page(readers: Readers) -> None:
    for name, message in readers.pack.messages.items():
        for text in message.texts:
            assert name in [link.id for link in look_up(f"It says: “{text}”", readers, "en").read], text


def test_every_code_finds_all_its_meanings(readers: Readers) -> None:
    for name, message in readers.pack.messages.items():
        if message.code:
            found = look_up(f" {message.code}\n", readers, "ja")
            assert name in [link.id for link in found.read], message.code


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja"])
def test_every_title_in_any_language_finds_its_page(readers: Readers, language: str) -> None:
    for part, kind in TITLED:
        for name, texts in (
            readers.pack.words[language][part].items() if part in readers.pack.words[language] else ()
        ):
            found = look_up(texts["title"], readers, "en")
            assert (kind, name) in ids(found), texts["title"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("pasport renewd", ("cause", "passport_renewed_stale")),
        ("refnud", ("step", "wait_for_refund")),
        ("verfication", ("step", "finish_verification")),
        ("dormnat", ("cause", "bank_account_dormant")),
    ],
)
def test_a_typing_error_is_forgiven(readers: Readers, text: str, page: tuple[str, str]) -> None:
    assert page in ids(look_up(text, readers, "en"))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("renewed passport", ("cause", "passport_renewed_stale")),
        ("VPN", ("step", "turn_off_vpn")),
        ("adblock", ("step", "turn_off_adblock")),
        ("找人代付", ("route", "friend_pay")),
        ("护照换了", ("cause", "passport_renewed_stale")),
        ("パスポート 更新", ("step", "update_passport_in_alipay")),
    ],
)
def test_a_few_words_find_what_they_name(readers: Readers, text: str, page: tuple[str, str]) -> None:
    assert page in ids(look_up(text, readers, "en"))


def test_a_telling_leads_to_its_cause(readers: Readers) -> None:
    told = "I got a new passport last month and now my bank card does not work in Alipay any more"
    found = look_up(told, readers, "en")
    assert [link.id for link in found.sounds_like][:1] == ["passport_renewed_stale"]


@pytest.mark.parametrize("text", [*NONSENSE, "", " \n\t", "\0\0"])
def test_nonsense_finds_nothing(readers: Readers, text: str) -> None:
    assert look_up(text, readers, "en").nothing


def test_titles_are_in_the_readers_language(readers: Readers) -> None:
    for language in ("en", "zh-Hans"):
        found = look_up("VPN", readers, language)
        title = readers.pack.words[language]["steps"]["turn_off_vpn"]["title"]
        assert title in [link.title for link in found.named]


def test_what_is_refused_is_refused_here_too(readers: Readers) -> None:
    """Every example of the pack, and nothing beside its official way."""
    for name, refusal in readers.pack.refusals.items():
        for text in refusal.examples:
            found = look_up(text, readers, "en")
            assert name in [lesson.id for lesson in found.refused], text
            assert all(lesson.more for lesson in found.refused)
            assert not ids(found)
        for text in refusal.counter_examples:
            assert name not in [lesson.id for lesson in look_up(text, readers, "en").refused], text


def test_secrets_are_gone_before_anything_is_looked_up(readers: Readers) -> None:
    found = look_up("declined 4111 1111 1111 1111, my PIN is 8642", readers, "en")
    assert "4111" not in found.text
    assert "8642" not in found.text
    assert {hidden.kind for hidden in found.hidden} == {
        hidden.kind for hidden in redact("declined 4111 1111 1111 1111, my PIN is 8642").hidden
    }


def test_a_long_text_is_cut_and_said_so(readers: Readers) -> None:
    assert look_up("passport " * 3000, readers, "en").cut_off
    assert not look_up("passport", readers, "en").cut_off


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_whatever_is_typed_is_answered_and_can_be_shown(readers: Readers, text: str) -> None:
    found = look_up(text, readers, "en")
    assert "\0" not in found.text
    assert len(ids(found)) == len(set(ids(found)))


@given(text=st.text(st.sampled_from("ab 卡银行パスがいっ,"), max_size=40))
def test_words_do_not_depend_on_case_spaces_or_order(text: str) -> None:
    assert words_of(text) == words_of(f"  {text.upper()} ")
