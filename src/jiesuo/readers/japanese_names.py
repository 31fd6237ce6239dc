"""Japanese names: kana in Hepburn as passports have it, customs for long vowels, readings of kanji."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from jiesuo.readers.name_letters import plain

_SMALL_Y = re.compile("(.)([ゃゅょ])")
_Y_ROW = "きky しsh ちch にny ひhy みmy りry ぎgy じj ぢj びby ぴpy"
_BEFORE_SMALL_Y = {word[0]: word[1:] for word in _Y_ROW.split()}
_AFTER_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_LATIN_KANA = re.compile(
    r"(?:(?:[kstnhmyrwgzdbpfjv]|sh|ch|ts|[kgnhmrbp]y)?h?[aiueo]h?|n(?![aiueoy])|m(?=[bmp])|[kstp](?=[kstpc]))+"
)

# Kanji with their usual readings; a family may read them otherwise.
_SURNAMES = """
佐藤sato 鈴木suzuki 高橋takahashi 田中tanaka 伊藤ito 渡辺watanabe 渡邊watanabe 山本yamamoto
中村nakamura 小林kobayashi 加藤kato 吉田yoshida 山田yamada 佐々木sasaki 山口yamaguchi 松本matsumoto
井上inoue 木村kimura 林hayashi 清水shimizu 斎藤saito 齋藤saito 斉藤saito 山崎yamazaki 森mori
池田ikeda 橋本hashimoto 阿部abe 石川ishikawa 山下yamashita 中島nakajima 石井ishii 小川ogawa
前田maeda 岡田okada 長谷川hasegawa 藤田fujita 後藤goto 近藤kondo 村上murakami 遠藤endo 青木aoki
坂本sakamoto 福田fukuda 太田ota 西村nishimura 藤井fujii 金子kaneko 岡本okamoto 藤原fujiwara
三浦miura 中野nakano 中川nakagawa 原田harada 松田matsuda 竹内takeuchi 小野ono 大野ono 田村tamura
上田ueda
"""
_GIVEN = """
花子hanako 太郎taro 一郎ichiro 次郎jiro 健ken 誠makoto 隆takashi 浩hiroshi 明akira 恵megumi
恵子keiko 洋子yoko 幸子sachiko 和子kazuko 京子kyoko 陽子yoko 由美yumi 由美子yumiko 真由美mayumi
久美子kumiko 智子tomoko 美咲misaki 愛ai 翔sho 大輔daisuke 健太kenta 拓也takuya 直樹naoki 翔太shota
達也tatsuya 和也kazuya 裕子yuko 優子yuko 純jun 学manabu 茂shigeru 勝masaru
"""


def _readings(text: str) -> dict[str, str]:
    return dict(re.findall(r"([^\sa-z]+)([a-z]+)", text))


_KANJI = _readings(_SURNAMES + _GIVEN)
SURNAMES = frozenset(_readings(_SURNAMES).values()) | {
    "ohno",
    "ohta",
    "satoh",
    "itoh",
    "katoh",
    "saitoh",
    "honma",
    "homma",
}


def kanji_reading(characters: str) -> str | None:
    """The usual reading of a frequent surname or given name, in Hepburn without long vowels."""
    return _KANJI.get(characters)


def is_kana_word(word: str) -> bool:
    """Whether a word of plain letters could be Japanese: syllables as kana have them."""
    return _LATIN_KANA.fullmatch(word) is not None


@lru_cache(maxsize=1024)
def kana_reading(text: str) -> str:
    """Kana in plain Hepburn letters, long vowels still written out, the long mark left out."""
    hiragana = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text).replace("ー", "")
    joined = _SMALL_Y.sub(lambda m: _BEFORE_SMALL_Y[m[1]] + _AFTER_Y[m[2]], hiragana)
    latin = "".join(c if c in "っ" else anyascii(c) for c in joined).lower()
    doubled = re.sub("っ(.)", lambda m: ("t" if m[1] == "c" else m[1]) + m[1], latin).replace("っ", "")
    return "".join(c for c in doubled if c.isalpha())


def short(word: str) -> str:
    """A word without the marks of long vowels, M before B, M and P as N: the same for all Hepburn customs."""
    word = re.sub("o[hu](?![aiueoy])|oo", "o", plain(word)).replace("uu", "u")
    return re.sub("m(?=[bmp])", "n", word)


def passport_spellings(kana: str) -> frozenset[str]:
    """Spellings that follow the passport rules: no long vowels, M or N before B, M and P."""
    without_long = re.sub("o[uo](?![aiueoy])", "o", kana).replace("uu", "u")
    return frozenset({without_long, re.sub("n(?=[bmp])", "m", without_long)})
