"""What is heard, in which order, and what never gets through."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiesuo.services.intake import LONGEST, Readers, hear


def heard(readers: Readers, text: str) -> dict[str, str]:
    return {seen.finding: seen.value for seen in hear(text, readers).observations}


def test_a_message_is_recognised_word_for_word(readers: Readers) -> None:
    text = '淘宝提示"为了您的账户和资金安全，此账户的支付功能已暂时禁用"'
    assert heard(readers, text)["message.tb_pay_disabled"] == "seen"


def test_what_a_message_settles_is_filled_in_but_not_counted(readers: Readers) -> None:
    text = readers.pack.messages["tb_pay_disabled"].texts[0]
    implied = [seen for seen in hear(text, readers).observations if seen.source == "message" and seen.implied]
    assert {seen.finding for seen in implied} <= set(readers.pack.findings)


def test_secrets_are_gone_before_anything_is_read(readers: Readers) -> None:
    found = hear("My card 4111 1111 1111 1111 fails, my password is hunter2!", readers)
    assert "4111" not in found.text
    assert "hunter2" not in found.text
    assert all("4111" not in seen.quote and "hunter2" not in seen.quote for seen in found.observations)
    assert {hidden.kind for hidden in found.hidden} >= {"card"}


def test_every_quote_stands_in_the_text(readers: Readers) -> None:
    text = "Taobao locked me out after I logged in over a VPN an hour ago. I tried ten times. 我换了手机。"
    found = hear(text, readers)
    assert all(" ".join(seen.quote.split()) in " ".join(found.text.split()) for seen in found.observations)


def test_each_finding_is_observed_once(readers: Readers) -> None:
    found = hear("No VPN. I said: no VPN! The VPN is off. My Visa card fails at Taobao.", readers)
    names = [seen.finding for seen in found.observations]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("text", ["", " ", "\x00\x00", "‮abc‬", "🙂" * 50, "a" * 300, "\ufeff"])
def test_odd_text_says_nothing_and_does_no_harm(readers: Readers, text: str) -> None:
    assert hear(text, readers).tried == ()


def test_a_long_text_is_cut_off_and_that_is_said(readers: Readers) -> None:
    assert hear("payment fails " * LONGEST, readers).cut_off


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_can_be_heard(readers: Readers, text: str) -> None:
    found = hear(text, readers)
    assert all(0 < seen.reliability <= 1 for seen in found.observations)
