"""Messages are recognised on telephone screens, in both languages and themes; other screens stay silent."""

from __future__ import annotations

from pathlib import Path

import drawing
import numpy as np
import pytest
import screens
import yaml

import jiesuo
from jiesuo.knowledge.checked import checked
from jiesuo.knowledge.pack import Message
from jiesuo.readers import message_index, ocr, screenshot
from jiesuo.readers.message_index import is_code
from jiesuo.readers.ocr import Line, Recognised

PACK = Path(jiesuo.__file__).parent / "packs" / "taobao-alipay"


def load() -> dict[str, Message]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load((PACK / "messages.yaml").read_text(encoding="utf-8"), loader)
    return {key: checked(Message, entry) for key, entry in entries.items()}


MESSAGES = load()
INDEX = message_index.build(MESSAGES)
LITERAL = [
    (f"message.{name}", text)
    for name, message in MESSAGES.items()
    if message.literal and not message.code
    for text in message.texts
    if not is_code(text)
]
DISABLED = (
    "为了您的账户和资金安全，此账户的支付功能已暂时禁用。在继续付款之前，请点击查看解决方案尝试申请解除限制。"
)


def lines(*texts: str, unread: int = 0) -> Recognised:
    """Texts below each other, as if they had been recognised."""
    held = tuple(
        Line(text, ((10, 40 * row), (300, 40 * row), (300, 40 * row + 30), (10, 40 * row + 30)), 0.9)
        for row, text in enumerate(texts)
    )
    return Recognised(held, unread)


def seen(recognised: Recognised) -> set[str]:
    return {observation.finding for observation in screenshot.read(recognised, INDEX).observations}


@pytest.mark.parametrize("place", range(6))
def test_a_message_is_recognised_on_a_drawn_screen(place: int) -> None:
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"
    finding, image = list(screens.error_screens(LITERAL, 11, 6))[place]
    said = screenshot.read(ocr.engine().read(np.asarray(image)), INDEX)
    found = {observation.finding for observation in said.observations}
    texts = {text for name, text in LITERAL if name == finding}
    assert found & {name for name, text in LITERAL if text in texts}
    assert said.is_error_screen


@pytest.mark.parametrize("place", range(0, 40, 14))
def test_a_drawn_screen_without_a_message_stays_silent(place: int) -> None:
    assert drawing.fonts_are_here(), "the fonts to draw with are missing: run .ci/system-needs"
    image = screens.taken(screens.UNRELATED[place], place)
    said = screenshot.read(ocr.engine().read(np.asarray(image)), INDEX)
    assert said.observations == ()
    assert not said.is_error_screen
    assert len(said.lines) >= 3


@pytest.mark.parametrize("screen", screens.UNRELATED, ids=lambda screen: screen.message[:12])
def test_no_message_is_read_into_other_texts(screen: screens.Screen) -> None:
    said = screenshot.read(lines(screen.title, *screen.behind, screen.message, *screen.buttons), INDEX)
    assert said.observations == ()
    assert not said.is_error_screen


@pytest.mark.parametrize("width", [6, 9, 16, 30])
def test_a_message_goes_on_over_lines(width: int) -> None:
    pieces = [DISABLED[start : start + width] for start in range(0, len(DISABLED), width)]
    assert seen(lines("9:41", "收银台", *pieces, "取消", "确定")) == {"message.tb_pay_disabled"}


def test_what_is_seen_on_a_screen_is_said_to_come_from_there() -> None:
    (observation,) = screenshot.read(lines(DISABLED), INDEX).observations
    assert (observation.source, observation.value) == ("screenshot", "seen")
    assert observation.quote == DISABLED.rstrip("。")


@pytest.mark.parametrize(
    ("texts", "is_error"),
    [
        (("操作失败，请稍后重试",), True),
        (("Something failed. Try again.",), True),
        (("エラーが発生しました",), True),
        (("该功能已被临时停用",), True),
        (("This card was disabled.",), True),
        (("Dark mode enabled", "Blocker for ads"), False),
        (("订单已关闭", "再次购买"), False),
        (("您的账户已被关闭",), True),
        (("支付成功", "完成"), False),
        (("Unlocked", "Terms of sale"), False),
        ((), False),
    ],
)
def test_a_screen_that_sounds_wrong_is_called_an_error(texts: tuple[str, ...], is_error: bool) -> None:
    assert screenshot.read(lines(*texts), INDEX).is_error_screen is is_error


def test_a_long_article_about_errors_is_no_error_screen() -> None:
    article = [f"Line {row} tells why a payment may have failed." for row in range(60)]
    assert not screenshot.read(lines(*article), INDEX).is_error_screen


def test_lines_beside_each_other_are_read_from_left_to_right() -> None:
    right = Line("second", ((200, 12), (300, 12), (300, 40), (200, 40)), 0.9)
    left = Line("first", ((10, 14), (90, 14), (90, 42), (10, 42)), 0.9)
    below = Line("third", ((10, 60), (90, 60), (90, 88), (10, 88)), 0.9)
    assert screenshot.read(Recognised((right, left, below)), INDEX).lines == ("first", "second", "third")


def test_personal_numbers_are_gone_before_anything_is_kept() -> None:
    said = screenshot.read(lines("卡号 4111 1111 1111 1111", DISABLED, "手机号 13800138000"), INDEX)
    kept = "".join(said.lines) + "".join(observation.quote for observation in said.observations)
    assert "4111" not in kept
    assert "13800138000" not in kept
    assert {hidden.kind for hidden in said.hidden} == {"card", "phone"}
    assert "4111" not in repr(said)


def test_writing_that_cannot_be_read_is_not_called_empty() -> None:
    assert screenshot.read(lines(unread=6), INDEX).is_unreadable
    assert not screenshot.read(lines(), INDEX).is_unreadable
    assert not screenshot.read(lines("支付成功", "完成", "返回", unread=1), INDEX).is_unreadable


def test_the_result_is_plain_json() -> None:
    assert screenshot.read(lines(DISABLED), INDEX).to_json() == {
        "lines": [DISABLED],
        "recognised": ["message.tb_pay_disabled"],
        "is_error_screen": True,
    }
