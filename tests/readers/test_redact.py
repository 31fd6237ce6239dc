"""Secrets go, everything else stays; both are counted on tables written before the reader was run."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import jiesuo
from jiesuo.readers.redact import redact
from jiesuo.readers.secret_shapes import is_resident_id, passes_luhn

DATA = Path(__file__).parent / "data"
MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
TOKEN = r"\[([a-z]+) \d+\]"


def rows(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def unescape(text: str) -> str:
    named = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return named.replace("\\n", "\n")


def secrets() -> list[tuple[str, str]]:
    pairs = (row.split("\t") for row in rows("secrets.tsv"))
    return [(kind, unescape(text)) for kind, text in pairs]


def expected(marked: str) -> str:
    around = MARKED.sub("\0", marked)
    return re.escape(around).replace(re.escape("\0"), TOKEN)


@pytest.mark.parametrize(("kind", "marked"), secrets())
def test_each_secret_is_hidden_and_nothing_beside_it(kind: str, marked: str) -> None:
    redacted = redact(MARKED.sub(r"\1", marked))
    match = re.fullmatch(expected(marked), redacted.text)
    assert match is not None, redacted.text
    assert set(match.groups()) == {kind}
    assert {hidden.kind for hidden in redacted.hidden} == {kind}


@pytest.mark.parametrize("text", rows("harmless.txt"))
def test_harmless_text_stays(text: str) -> None:
    redacted = redact(text)
    assert redacted.text == text
    assert redacted.hidden == ()


def test_tables_are_large_enough() -> None:
    assert len(secrets()) >= 120
    assert len(rows("harmless.txt")) >= 120


def test_the_same_secret_has_the_same_token() -> None:
    redacted = redact("4111 1111 1111 1111, then 5555555555554444, then ４１１１-1111-1111-1111")
    assert redacted.text == "[card 1], then [card 2], then [card 1]"
    assert [hidden.token for hidden in redacted.hidden] == ["[card 1]", "[card 2]"]


@given(st.text())
def test_any_text_is_accepted_and_a_second_pass_changes_nothing(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@given(st.sampled_from(secrets()), st.sampled_from(secrets()))
def test_a_second_pass_over_secrets_changes_nothing(first: tuple[str, str], second: tuple[str, str]) -> None:
    once = redact(MARKED.sub(r"\1", f"{first[1]}\n{second[1]}")).text
    assert redact(once).text == once


CARDS = st.from_regex(r"[456][0-9]{14}", fullmatch=True).map(
    lambda body: next(body + digit for digit in "0123456789" if passes_luhn(body + digit))
)


@given(
    CARDS,
    st.sampled_from(["", " ", "-", "\u200b", "\u00a0", ".", "–"]),
    st.sampled_from(["", "x ", "：", "。"]),
)
def test_no_card_number_survives(card: str, gap: str, before: str) -> None:
    written = gap.join(card[i : i + 4] for i in range(0, 16, 4))
    assert not re.search(r"\d{3}", redact(before + written + "。").text)


def test_check_digits_agree_with_published_examples() -> None:
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
    assert is_resident_id("11010519491231002X")
    assert not is_resident_id("110105194912310021")


def test_bytes_that_are_no_text_do_not_matter() -> None:
    noise = bytes(random.Random(7).randrange(256) for _ in range(4000)).decode("latin-1")
    assert "[card 1]" in redact(f"{noise}\x00\n4111\x001111 1111 1111\n\x00{noise}").text
    assert redact("\ud800 4111111111111111").text == "\ud800 [card 1]"


ADVERSARIAL = [
    *(
        "a",
        "1",
        " ",
        "<",
        "@",
        "-",
        "卡",
        "\0",
        "1 ",
        "4   ",
        "a@",
        "a.",
        "a@a.",
        "A<",
        "A< ",
        "+1",
        "+1 (",
        "86",
    ),
    *("1111 ", "4111 1111 1111 1111 ", "411111111111 ", "password ", "password is ", "verification code is "),
    *(
        "pin ",
        "验证码是",
        "phone 1 ",
        "passport number ",
        "4\u200b",
        "密码'''",
        "1234 is my my ",
        "４１１１　",
    ),
]


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_a_megabyte_takes_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    redact(text)
    assert time.process_time() - begun < 2


def pack_texts() -> list[str]:
    folder = Path(jiesuo.__file__).parent / "packs" / "taobao-alipay"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = [
        entry
        for name in ("messages.yaml", "codes.yaml")
        for entry in yaml.load((folder / name).read_text(encoding="utf-8"), loader).values()
    ]
    return [text for entry in entries for text in (*entry.get("texts", []), entry.get("code")) if text]


@pytest.mark.parametrize(
    "frame", ["{}", "error code {}", "错误码：{}，怎么办", "it says “{}” after my password"]
)
def test_messages_and_codes_of_the_pack_are_left_for_their_reader(frame: str) -> None:
    changed = [text for text in pack_texts() if redact(frame.format(text)).hidden]
    assert changed == []
