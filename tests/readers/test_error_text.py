"""Messages and codes are read where they are, and not where ordinary words only resemble them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import jiesuo
from jiesuo.knowledge.checked import checked
from jiesuo.knowledge.pack import Message
from jiesuo.readers.error_text import MessageIndex, allowed_errors, build, read
from jiesuo.readers.message_index import fold, is_code

DATA = Path(__file__).parent / "data"
PACK = Path(jiesuo.__file__).parent / "packs" / "taobao-alipay"


def load(name: str) -> dict[str, Message]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load((PACK / name).read_text(encoding="utf-8"), loader)
    return {key: checked(Message, entry) for key, entry in entries.items()}


SCREENS = load("messages.yaml")
CODES = load("codes.yaml")
INDEX = build({**SCREENS, **CODES})
LITERAL = [
    (f"message.{key}", text) for key, message in SCREENS.items() if message.literal for text in message.texts
]
WORDS = [(finding, text) for finding, text in LITERAL if not is_code(text)]
LONG = [(finding, text) for finding, text in WORDS if allowed_errors(fold(text).text) >= 2]
SHORT = [(finding, text) for finding, text in WORDS if allowed_errors(fold(text).text) < 2]


def found(text: str, index: MessageIndex = INDEX) -> set[str]:
    return {reading.observation.finding for reading in read(text, index)}


def same_text(text: str) -> set[str]:
    return {finding for finding, other in LITERAL if other == text}


def recall(texts: list[tuple[str, str]], damage: Callable[[str, random.Random], str]) -> float:
    draws = [(text, damage(text, random.Random(seed))) for seed in range(3) for _, text in texts]
    return sum(bool(found(damaged) & same_text(text)) for text, damaged in draws) / len(draws)


def wrong_share(texts: list[tuple[str, str]], damage: Callable[[str, random.Random], str]) -> float:
    draws = [(text, damage(text, random.Random(seed))) for seed in range(3) for _, text in texts]
    return sum(bool(found(damaged) - same_text(text)) for text, damaged in draws) / len(draws)


def typing_error(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    letter = rng.choice("etaoinshr" if text[at].isascii() else "的是在人有中大上个国")
    kinds = (
        text[:at] + letter + text[at + 1 :],
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
        text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
    )
    return rng.choice(kinds)


def two_typing_errors(text: str, rng: random.Random) -> str:
    return typing_error(typing_error(text, rng), rng)


MISREAD = dict(zip("OlIioe0B未已请账户行银易认卡付不信", "01l10cO8末己清帐尸彳很昜从下讨丕倍", strict=True))


def misread(text: str, rng: random.Random) -> str:
    """One letter in three that has a look-alike is misread; one in twenty is followed by a gap."""
    letters = (MISREAD.get(c, c) if rng.random() < 0.3 else c for c in text)
    return "".join(c + " " if rng.random() < 0.05 else c for c in letters)


def broken_line(text: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(text))
    return f"{text[:at]}\n{text[at:]}"


FRAMES = [
    "Yesterday I tried to pay and the app told me “{}” so I stopped.",
    "昨天付款的时候弹出来「{}」，不知道怎么办。",
    "支払おうとしたら『{}』と出て止まりました。",
    'It is always "{}" and nothing else.',
    "Hello,\n{}\nWhat now?",
    "the screen shows {}",
    "付款时提示{}，怎么办",
    "レジで{}と表示されました",
]


@pytest.mark.parametrize("frame", ["{}", *FRAMES])
def test_every_literal_text_is_read_word_for_word(frame: str) -> None:
    missed = [text for _, text in LITERAL if not found(frame.format(text)) & same_text(text)]
    assert missed == []


@pytest.mark.parametrize("frame", ["{}", *FRAMES])
def test_a_text_is_read_as_itself_alone(frame: str) -> None:
    more = [text for _, text in LITERAL if found(frame.format(text)) - same_text(text)]
    assert more == []


@pytest.mark.parametrize(
    ("damage", "long_least", "short_least"),
    [(typing_error, 0.93, 0.75), (two_typing_errors, 0.9, 0.28), (misread, 0.9, 0.6), (broken_line, 1, 1)],
)
def test_damaged_texts_are_read(
    damage: Callable[[str, random.Random], str], long_least: float, short_least: float
) -> None:
    assert recall(LONG, damage) >= long_least
    assert recall(SHORT, damage) >= short_least


@pytest.mark.parametrize("damage", [typing_error, two_typing_errors, misread, broken_line])
def test_damaged_texts_are_seldom_taken_for_others(damage: Callable[[str, random.Random], str]) -> None:
    assert wrong_share(WORDS, damage) <= 0.01


def ordinary() -> list[str]:
    lines = (DATA / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_ordinary_sentences_hold_no_message() -> None:
    sentences = ordinary()
    assert len(sentences) >= 300
    mistaken = [sentence for sentence in sentences if found(sentence)]
    assert len(mistaken) <= 0.005 * len(sentences), mistaken


DISTINCTIVE = [
    "ACQ.SYSTEM_ERROR",
    "CSC_7200050",
    "PCC30110",
    "transStatusReason=01",
    "800.100.100",
    "do_not_honor",
]


@pytest.mark.parametrize("code", DISTINCTIVE)
def test_distinctive_codes_are_read_anywhere(code: str) -> None:
    assert found(f"it failed, {code}. Now what?") != set()
    assert found(f"结果：{code}，不懂") != set()


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("error 51", "code.iso_8583_51"),
        ("错误码：51", "code.iso_8583_51"),
        ("エラーコード 51 と出ました", "code.iso_8583_51"),
        ("Adyen refusal reason 24", "code.adyen_refusal_reason_24"),
        ("支付宝返回错误码 6001", "code.alipay_client_sdk_6001"),
        ("response code is 20014 at checkout.com", "code.checkout_com_20014"),
        ("gateway error -2006", "code.gateway_action_code_2006"),
    ],
)
def test_bare_numbers_count_beside_a_word_for_error_or_their_system(text: str, finding: str) -> None:
    assert found(text) == {finding}


@pytest.mark.parametrize(
    "text", ["51", "I am 51", "51个人", "QR code 51", "邮政代码 10000", "zip code is 10003", "code 5100"]
)
def test_bare_numbers_alone_are_no_codes(text: str) -> None:
    assert found(text) == set()


def index(**texts: str) -> MessageIndex:
    return build({name: Message(texts=[text], language="en") for name, text in texts.items()})


def test_the_longer_text_wins_and_one_stretch_counts_once() -> None:
    small = index(part="对方银行系统暂时关闭", whole="对方银行系统暂时关闭，请明天再试一次")
    assert found("提示：对方银行系统暂时关闭，请明天再试一次", small) == {"message.whole"}
    assert found("提示：对方银行系统暂时关闭", small) == {"message.part"}


def test_a_message_goes_before_the_code_inside_it() -> None:
    both = build(
        {
            "screen": Message(texts=["Gateway refused it: ZED_1234 (final)"], language="en"),
            "zed": Message(code="ZED_1234", system="zed_bank"),
        }
    )
    assert found("Gateway refused it: ZED_1234 (final)", both) == {"message.screen"}
    assert found("only ZED_1234 here", both) == {"code.zed"}


@pytest.mark.parametrize("number", ["7", "1,299.00", "****", "XXX", "[card 1]", "{n}"])
def test_numbers_and_masks_stand_for_each_other(number: str) -> None:
    masked = index(limit="You can still send {n} yuan with this wallet today")
    assert found(f"You can still send {number} yuan with this wallet today", masked) == {"message.limit"}


def test_a_letter_that_turns_the_meaning_is_no_typing_error() -> None:
    small = index(paid="您的这笔订单已经支付成功了哦")
    assert found("您的这笔订单已经支付失败了哦", small) == set()
    assert found("您的这笔订单没已经支付成功了哦", small) == set()


def test_traditional_characters_and_wide_letters_are_the_same_text() -> None:
    assert found("銀行卡狀態異常") == found("银行卡状态异常") != set()
    assert found("Ｎａｍｅ　Ｍｉｓｍａｔｃｈ") == {"message.en_name_mismatch"}


@pytest.mark.parametrize("mark", ["“{}”", "「{}」", "『{}』", '"{}"', "'{}'", "‘{}’", "【{}】"])
def test_generic_texts_count_in_quote_marks(mark: str) -> None:
    assert found(f"then {mark.format('Name Mismatch')} again") == {"message.en_name_mismatch"}
    assert found("then a name mismatch again") == set()


def test_the_quote_is_what_was_typed_and_the_span_says_where() -> None:
    typed = "It says: Ｎame\u200b Mismatch!"
    (reading,) = read(typed, INDEX)
    assert reading.observation.quote == "Ｎame\u200b Mismatch"
    assert typed[slice(*reading.span)] == reading.observation.quote
    assert reading.observation.reliability == 1
    assert (reading.observation.value, reading.observation.source) == ("seen", "message")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("支付功能已暂时禁用", "message.tb_pay_disabled"),
        ("收银台\n此账户的支付功能已\n暂时禁用\n确定", "message.tb_pay_disabled"),
        ("It only says “支付功能已暂时禁用” and nothing else", "message.tb_pay_disabled"),
    ],
)
def test_a_line_that_is_part_of_one_text_and_tells_of_a_failure_is_read(text: str, finding: str) -> None:
    (reading,) = read(text, INDEX)
    assert reading.observation.finding == finding
    assert reading.observation.reliability < 1


@pytest.mark.parametrize(
    "text",
    [
        "为了您的账户和资金安全",
        "在继续付款之前",
        "禁用",
        "昨天我的支付功能已暂时禁用了两个小时",
        "支付功能已暂时启用",
    ],
)
def test_a_part_that_could_stand_elsewhere_is_not_read(text: str) -> None:
    assert found(text) == set()


def test_a_part_of_two_texts_is_neither() -> None:
    def message(text: str) -> Message:
        return replace(SCREENS["tb_pay_disabled"], texts=[text])

    both = build(
        {
            "one": message("您的银行卡支付失败请更换另一张卡再付"),
            "two": message("您的银行卡支付失败请联系发卡银行核实"),
        }
    )
    assert read("您的银行卡支付失败", both) == []
    assert len(read("支付失败请联系发卡银行核实", both)) == 1


def test_damage_lowers_the_reliability() -> None:
    (reading,) = read("System is bussy, plaese try again", INDEX)
    assert 0.5 <= reading.observation.reliability < 1


@settings(max_examples=50)
@given(st.text(), st.sampled_from(LITERAL), st.text())
def test_spans_never_overlap_and_quotes_are_in_the_text(
    before: str, literal: tuple[str, str], after: str
) -> None:
    typed = f"{before}\n{literal[1]}\n{after}"
    readings = read(typed, INDEX)
    assert all(typed[slice(*r.span)] == r.observation.quote for r in readings)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(readings))
    assert len({r.observation.finding for r in readings}) == len(readings)


def test_building_is_quick() -> None:
    messages = {**SCREENS, **CODES}
    begun = time.process_time()
    build(messages)
    assert time.process_time() - begun < 0.05


@pytest.mark.parametrize(
    "piece", ["a", "付", "未認證\n", '"未認證" ', "ACQ.SYSTEM_ERROR ", "error 51 ", "“", "a:", "1"]
)
def test_a_megabyte_is_read_in_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    read(text, INDEX)
    assert time.process_time() - begun < 10
