"""What an author must not write is caught; forbidding it, or speaking of honest ways, is not."""

from __future__ import annotations

import re

import pytest

from jiesuo.knowledge.lint.safety import FORBIDDEN, forbidden_in

CAUGHT = [
    "Use a VPN before you log in",
    "Try another proxy",
    "使用 VPN 再登录",
    "Spoof your GPS",
    "修改定位后再试",
    "Split the order into three",
    "把金额分成几笔支付",
    "Pay in several parts to stay under the limit",
    "绕开限额付款",
    "Borrow the account of your flatmate",
    "借朋友的账号付款",
    "Retouch the passport photo until it passes",
    "PS一下照片",
    "Trick the face check with a picture",
    "绕过人脸",
    "Tell the agent the code",
    "告诉客服验证码",
    "Share your screen with the helper",
    "VPNを使ってログインします",
    "位置情報を変えてから試します",
    "支払いを3回に分けます",
    "上限を避けて払います",
    "友人のアカウントで払います",
    "アカウントを借りて払います",
    "写真を加工して送ります",
    "顔の確認をすり抜けます",
    "コードを窓口の人に伝えます",
    "画面を共有します",
]
ALLOWED = [
    "Do not use a VPN",
    "Turn off the VPN",
    "关闭VPN后再试",
    "Never tell anybody the code",
    "请勿告诉他人验证码",
    "Ask somebody you know in person to pay the order",
    "The bank may split a card number into groups",
    "Pay a smaller amount, to see whether the card works at all",
    "Use your own account and your own passport",
    "Take the photo again in better light",
    "Give the bank the number on your passport",
    "请拍摄护照照片",
    "Check the face of the card",
    "The code went to your old number",
    "VPNを使わないでください",
    "VPNを切ってから試します",
    "VPNを使うと別の場所にいるように見えます",
    "コードはだれにも教えないでください",
    "友人に代わりに払ってもらいます",
    "パスポートの写真を撮って送ります",
    "店にあなたのコードを読み取ってもらいます",
    "コードを自分で入れます",
]


@pytest.mark.parametrize("sentence", CAUGHT)
def test_a_trick_is_caught(sentence: str) -> None:
    assert forbidden_in(sentence) is not None


@pytest.mark.parametrize("sentence", ALLOWED)
def test_an_honest_sentence_passes(sentence: str) -> None:
    assert forbidden_in(sentence) is None


def test_every_pattern_is_needed_by_some_example() -> None:
    for pattern, trick in FORBIDDEN:
        assert any(re.search(pattern, sentence, re.IGNORECASE) for sentence in CAUGHT), trick
