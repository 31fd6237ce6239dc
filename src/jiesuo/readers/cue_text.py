"""Text as cue phrases see it: one spelling for each letter, cut into sentences, places unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_SENTENCE = 400
"""Characters after which a sentence without an end is cut: keeps the work for each one bounded."""
SENTENCE_ENDS = r".!?。\n"
CLAUSE_ENDS = r".!?。\n,;:、()—"
_QUOTES = "\"'`“”「」『』《》【】<>"

_TRADITIONAL = (
    "帳账號号門门錢钱機机電电話话驗验證证碼码護护條条開开關关國国際际銀银綁绑訂订單单實实網网絡络連连線线"
    "註注冊册錄录請请認认識识顯显態态請请誤误試试換换舊旧買买賣卖貨货價价額额幾几個个們们這这過过還还說说"
    "沒没無无後后時时間间體体簡简訊讯發发點点啟启動动轉转賬账儲储餘余萬万與与對对東东車车員员業业務务臺台"
    "灣湾應应該该給给從从來来為为麼么樣样當当現现進进隱隐區区險险風风臉脸審审覈核匯汇經经歷历類类級级"
    "環环聯联繫系絕绝續续終终結结統统總总選选項项頁页題题顧顾馬马魚鱼鳥鸟補补裝装規规違违視视覺觉記记許许"
    "農农設设確确購购費费財财貯贮職职歸归訪访詐诈詢询語语調调談谈講讲譯译議议負负責责貸贷賃赁軟软較较輸输辦办運运達达適适遲迟郵邮鄰邻鎖锁鏈链鍵键鐘钟長长閉闭陸陆隊队雙双雜杂難难雲云響响"
    "頻频飛飞飯饭館馆檢检標标權权歐欧決决減减測测準准滿满漢汉營营獨独產产畫画異异盜盗監监盤盘禮礼種种稅税穩稳筆笔節节範范簽签約约紅红納纳紙纸組组給给綠绿維维緊紧編编縣县織织繼继聲声聽听"
    "腦脑臨临舉举華华葉叶蘇苏術术衛卫裡里製制複复見见觸触計计訴诉診诊詳详誰谁課课讓让變变詞词據据執执報报場场壓压夠够嗎吗圖图圓圆團团遠远"
)
_FOLDED = {ord(_TRADITIONAL[i]): _TRADITIONAL[i + 1] for i in range(0, len(_TRADITIONAL), 2)}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER = {ord(a): b for a, b in zip("’‘ʼ\u3000\u00a0\t～－–；：，？！", "'''   ~--;:,?!", strict=True)}
_TABLE = _FOLDED | _FULL_WIDTH | _OTHER

_NOT_AN_END = re.compile(r"(?<=\d)[,.:](?=\d)|(?<=[^\s.])\.(?=[^\W\d_])")
_SENTENCE = re.compile(rf"[^{SENTENCE_ENDS}]{{1,{LONGEST_SENTENCE}}}[{SENTENCE_ENDS}]?")
_BOUNDARY = re.compile(rf"[{CLAUSE_ENDS}{re.escape(_QUOTES.replace(chr(39), ''))}]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in plain letters, and where it starts in the text."""

    text: str
    start: int


def plain(text: str) -> str:
    """Fold width, case and traditional characters; the result has as many characters as the text."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_TABLE)


def sentences(text: str) -> Iterator[Sentence]:
    """Sentences of a plain text; points and commas inside numbers and names end nothing."""
    unbroken = _NOT_AN_END.sub("·", text)
    return (Sentence(found[0], found.start()) for found in _SENTENCE.finditer(unbroken))


def clause_before(sentence: str, place: int) -> str:
    """What stands before a place, back to the clause's start."""
    start = max((found.end() for found in _BOUNDARY.finditer(sentence, 0, place)), default=0)
    return sentence[start:place]


def clause_after(sentence: str, place: int) -> str:
    """What stands after a place, up to the clause's end."""
    found = _BOUNDARY.search(sentence, place)
    return sentence[place : found.start() if found else len(sentence)]


def clause_around(sentence: str, start: int, end: int) -> tuple[int, int]:
    """First and last place of the clause or clauses that hold a span."""
    return start - len(clause_before(sentence, start)), end + len(clause_after(sentence, end))
