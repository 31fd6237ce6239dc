"""Chinese names in Latin letters: pinyin, Wade-Giles, Cantonese and Hokkien, readings of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from pypinyin import Style, lazy_pinyin, pinyin

# Every syllable of standard pinyin, a line per initial: the initial, then its finals. ü is written yu after l
# and n, as in passports (GB/T 28039-2011).
_TABLE = """
- a ai an ang ao e ei en er o ou yi ya yan yang yao ye yin ying yo yong you wu wa wai wan wang wei wen weng wo
- yu yuan yue yun
b a ai an ang ao ei en eng i ian iao ie in ing o u
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f a an ang ei en eng o ou u
d a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo
t a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo yu yue
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo yu yue
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u uan ue un
q i ia ian iang iao ie in ing iong iu u uan ue un
x i ia ian iang iao ie in ing iong iu u uan ue un
zh a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
ch a ai an ang ao e en eng i ong ou u uai uan uang ui un uo
sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r an ang ao e en eng i ong ou u uan ui un uo
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
c a ai an ang ao e en eng i ong ou u uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
"""

# Surnames: pinyin, then what Wade-Giles, Hong Kong, Malaysia and Singapore make of them.
_SURNAMES = """
wang wong ong heng
li lee lei lai ly
zhang chang cheung cheong teo tiong chong
liu lau low liew liou lew
chen chan tan chin ting chern
yang yeung yeong yeo young
huang wong ng ooi wee hwang
zhao chao chiu teoh jao
wu ng goh woo
zhou chou chow chew chau jou
xu hsu hui chui koh kho shyu tsui
sun suen soon sng
ma mah beh
zhu chu choo gee
hu woo oh
guo kwok kuo koay quek kwek kuok
he ho hor
gao kao ko
lin lim lam
luo lo law loh
zheng cheng cheang tay teh jeng
liang leung leong neo
xie hsieh tse cheah chia shieh
song sung soong
tang tong thng
deng teng tang tng
feng fung foong
han hon
cao tsao tso cho
zeng tseng tsang chan
peng pang phang
xiao hsiao siu siew seow
cai tsai choi choy chua chai tsay
pan poon phua pun
tian tien tin
dong tung
yuan yuen juan
yu yue yee er
ye yeh yip yap
jiang chiang keung kong geong
du tu to toh
su so soo
wei ngai wai
cheng ching
lyu lui loi lv lu
ding ting
shen sim sum shum sham
ren jen yam
lu lo loo luk lok
yao yiu yeow
zhong chung
cui tsui chui
tan tam tham
fan hoan
fang fong png
shi shih sze see sek
jin chin kam kum
jia chia ka
xia hsia har ha
fu foo poh
zou tsou chau
xiong hsiung hung
bai pai pak
meng mang
qin chin chun
qiu chiu yau khoo hew kiu
hou hau
jian kan
yan yen yim ngan gan
xue hsueh sit
lei lui looi
long lung
tao to
hong hung ang
mao mo
mai mak
mo mok
ou au
gu ku koo
gong kung
shao siu
wan man
qian chien chin
kong kung hung
yin wan wun
dai tai
mu muk
lai loy
wen man wan boon
pang pong
guan kwan kuan
ruan yuen juan
zhan chim tsim
ke or quah
zuo tso
liao liu liew lew
zhuang chuang chong
lian lien
kang hong
ji chi kei
gan kan kam
ouyang auyeung auyang owyang auyong
situ szeto seto
yuchi
zhuge chuko
sima szema
huangfu
shangguan
murong
"""

# Given-name syllables: pinyin, then the spellings usual in Hong Kong.
_CANTONESE = """
da tai|wen man|wei wai|ming ming|jie kit chieh|jia ka|yong wing yung|rong wing yung|ying ying|ren yan
en yan|xin sum|xin yan san|xing hing sing|qing hing ching|guo kwok|zhi chi|ci chi tsz|zi chi tsz
qiang keung|xiao siu hiu|shao siu|hui fai wai|li lai lap nei|mei mei mi|yi yee yi yik|yu yuk yu
hua wah wa|fang fong|zhen chun chun|jun chun kwan|sheng sing shing|cheng sing shing|de tak|hong hung
xiong hung|jian kin kan|le lok|yan yin yan|hao ho|ke ho hok|xian hin sin|lin lam|han hon|long lung|bo bor
bang pong|bin bun|chang cheung|chao chiu|dong tung|fu fu|gang kong|guang kwong|hai hoi|he wo hok|jin kam
jing ching king|juan kuen|jun kwan|kai hoi kai|kang hong|lan lan|liang leung|ling ling|mao mau|min man
na na|ning ning|ping ping|qi kei chi|qiao kiu|qin kan|qiu chau|quan chuen|rui shui yui|shan shan|shu shuk
shui shui|shun shun|si sze|song chung|tao to|tian tin|ting ting|wan wan|wu mo|xia ha|xiang cheung heung
xue suet hok|xun fan|yang yeung|yao yiu|ye yip|yin yin ngan|you yau|yuan yuen|yue yuet|yun wan|ze chak
zhao chiu|zheng ching|zhong chung|zhu chu chuk|zhuo cheuk|zong chung|rou yau|shi shi sze|dan tan|die tip
fei fei|feng fung|fen fan|ji kei gei|jie kai|ju kuk|lei lui|qun kwan
"""

# Characters of surnames whose usual reading in a word is not their reading as a surname.
_AS_SURNAME_LINES = """
单shan 仇qiu 曾zeng 区ou 查zha 解xie 盖ge 任ren 朴piao 翟zhai 乐yue 员yun 召shao 缪miao 秘bi
冼xian 洗xian 折she 纪ji 宁ning 华hua 过guo 覃qin 繁po 种chong 逄pang 句gou 祭zhai 么yao 幺yao
牟mu 谌chen 隗wei 车che 哈ha 燕yan 柏bai 葛ge 那na 占zhan 都du 沈shen 褚chu 佴nai 厍she 郗xi
仉zhang 炅gui 呙guo 禚zhuo 阚kan 單shan 區ou 樂yue 員yun 繆miao 紀ji 寧ning 華hua 過guo 種chong
車che 蓋ge 闞kan 黑he 尹yin 石shi 俞yu 於yu 殷yin 洪hong 薄bo 瞿qu 臧zang 詹zhan 邢xing 费fei
"""
_DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "尉遲": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "單于": ("chan", "yu"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "宰父": ("zai", "fu"),
    "呼延": ("hu", "yan"),
}

# Simplified beside traditional, for characters frequent in names.
_SIMPLIFIED = (
    "陈陳张張刘劉杨楊赵趙黄黃吴吳孙孫马馬罗羅郑鄭谢謝许許邓鄧冯馮萧蕭肖蕭叶葉蒋蔣苏蘇吕呂卢盧陆陸钟鍾钟鐘"
    "谭譚贾賈邹鄒阎閻闫閆龙龍顾顧钱錢汤湯严嚴赖賴关關兰蘭庄莊欧歐纪紀聂聶齐齊颜顏温溫万萬毕畢韩韓龚龔鲁魯"
    "贺賀国國华華伟偉强強丽麗军軍杰傑涛濤红紅艳豔兴興东東凤鳳云雲宝寶庆慶义義学學贤賢书書乐樂达達远遠连連"
    "进進锋鋒锦錦铭銘鸿鴻鹏鵬龄齡荣榮蓝藍莲蓮莹瑩岚嵐峰峯胜勝刚剛剑劍创創励勵劲勁坚堅坛壇声聲备備娇嬌婵嬋"
    "宁寧实實宽寬尔爾岭嶺帅帥广廣应應彦彥忆憶怀懷恒恆扬揚晓曉晖暉畅暢权權栋棟树樹桥橋梦夢槟檳欢歡泽澤洁潔"
    "浅淺济濟渊淵满滿潇瀟炜煒灿燦爱愛玮瑋环環琼瓊瑶瑤祯禎礼禮稳穩竞競笔筆简簡纯純纲綱绍紹经經维維缘緣群羣"
    "脉脈节節芦蘆苹蘋范範荫蔭虑慮诗詩诚誠语語诺諾谦謙贝貝贞貞贵貴轩軒辉輝迈邁运運锐銳长長门門闻聞隽雋韦韋"
    "韵韻顺順颖穎飞飛骏駿鲜鮮鸣鳴麦麥单單区區员員缪繆时時"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one character may be written in Latin letters."""

    official: frozenset[str]
    """As a passport of the People's Republic has it, and the same with ü."""
    rare: frozenset[str]
    """Other readings of the character."""
    customs: frozenset[str]
    """Wade-Giles, Hong Kong and keyboard spellings of the usual reading."""


def _syllables() -> frozenset[str]:
    found = set()
    for line in _TABLE.split("\n"):
        initial, *finals = line.split() or [""]
        found |= {("" if initial == "-" else initial) + final for final in finals}
    return frozenset(found)


PINYIN = _syllables()
_AS_SURNAME = {word[0]: word[1:] for word in _AS_SURNAME_LINES.split()}


def _wade_giles_final(final: str, initial: str) -> set[str]:
    """Finals of Wade-Giles without its marks, after the rules of Giles's dictionary (1912)."""
    changed = {"ian": "ien", "ie": "ieh", "ue": "ueh", "ong": "ung", "iong": "iung", "er": "erh"}
    if final in changed:
        return {changed[final]}
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        return {"ih"}
    if final == "uo" and initial not in ("g", "k", "h", "sh"):
        return {"o"}
    if final == "ui" and initial in ("g", "k"):
        return {"uei", "ui"}
    return {"o", "e"} if final == "e" and initial in ("g", "k", "h") else {final}


_WG_CONSONANTS = "zh>ch ch>ch sh>sh z>ts c>ts s>s r>j j>ch q>ch x>hs b>p p>p d>t t>t g>k k>k"
_WG_INITIALS = dict(pair.split(">") for pair in _WG_CONSONANTS.split())
_WG_WHOLE = {
    "zi": {"tzu", "tsu"},
    "ci": {"tzu", "tsu"},
    "si": {"ssu", "szu"},
    "you": {"yu"},
    "yan": {"yen"},
    "ye": {"yeh"},
    "yi": {"i", "yi"},
    "yue": {"yueh"},
    "yong": {"yung"},
    "er": {"erh"},
}


def _initial(syllable: str) -> str:
    return next(
        (i for i in sorted(_WG_INITIALS, key=len, reverse=True) if syllable.startswith(i)), syllable[:1]
    )


def _wade_giles(syllable: str) -> set[str]:
    if syllable in _WG_WHOLE:
        return _WG_WHOLE[syllable]
    initial = _initial(syllable)
    if syllable[0] in "aeow":
        return {syllable}
    ends = _wade_giles_final(syllable[len(initial) :], initial)
    return {_WG_INITIALS.get(initial, initial) + end for end in ends}


def _table(text: str, separator: str) -> dict[str, frozenset[str]]:
    """Pinyin to other spellings, from lines of pinyin followed by spellings."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in text.replace("\n", separator).split(separator):
        first, *others = line.split() or [""]
        found[first] |= set(others)
    return {first: frozenset(others) for first, others in found.items() if first}


_SURNAME_CUSTOMS = _table(_SURNAMES, "\n")
_GIVEN_CUSTOMS = _table(_CANTONESE, "|")
SURNAMES = frozenset(_SURNAME_CUSTOMS)
SURNAMES_ANYWHERE = SURNAMES | frozenset().union(*_SURNAME_CUSTOMS.values())
_TWINS = frozenset(map(frozenset, zip(_SIMPLIFIED[::2], _SIMPLIFIED[1::2], strict=True)))


def customs_of(syllable: str) -> frozenset[str]:
    """Other Latin spellings of one pinyin syllable in a given name."""
    keyboard = {syllable.replace("yu", "v"), syllable.replace("yu", "u")} if syllable[0] in "ln" else set()
    return frozenset(_wade_giles(syllable) | _GIVEN_CUSTOMS.get(syllable, frozenset()) | keyboard) - {
        syllable
    }


def surname_customs(surname: str) -> frozenset[str]:
    """Other Latin spellings of a surname in pinyin; for one unknown here, its Wade-Giles spelling."""
    return _SURNAME_CUSTOMS.get(surname, frozenset()) | (
        customs_of(surname) if surname in PINYIN else frozenset()
    )


def same_surname(a: str, b: str) -> bool:
    """Whether two different spellings stand for one Chinese surname."""
    return b in _SURNAME_CUSTOMS.get(a, ()) or a in _SURNAME_CUSTOMS.get(b, ())


@lru_cache(maxsize=2048)
def splits(word: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a word of small plain letters as one to four syllables of pinyin."""
    if not word or len(word) > 24:
        return ()
    whole: tuple[tuple[str, ...], ...] = ((word,),) if word in PINYIN else ()
    cuts = [(word[:n], splits(word[n:])) for n in range(1, 7) if word[:n] in PINYIN and n < len(word)]
    return whole + tuple((first, *rest) for first, ends in cuts for rest in ends if len(rest) < 4)


def consume(word: str, choices: Iterable[Iterable[str]]) -> bool:
    """Whether the word is made of one of the choices at each place, in order."""
    rests = {word}
    for forms in choices:
        rests = {rest[len(form) :] for rest in rests for form in forms if form and rest.startswith(form)}
    return "" in rests


def same_syllables(a: str, b: str, *, two_customs: bool) -> bool:
    """Whether b spells by another custom what a spells in pinyin.

    Two spellings that are both good pinyin are two names, unless it is known (two_customs) that the names
    follow different customs, as their surnames then show.
    """
    if not two_customs and splits(b):
        return False
    return any(consume(b, [{s, *customs_of(s)} for s in split]) for split in splits(a))


def letters_for_pinyin(text: str) -> str:
    """Small letters without tone marks, but with the dots of ü."""
    bare = "".join(c for c in normalize("NFD", text.lower()) if c not in "\u0300\u0301\u0304\u030c")
    return normalize("NFC", bare)


@lru_cache(maxsize=256)
def readings(characters: str) -> tuple[Reading, ...]:
    """The readings of each character of a name, surname first."""
    usual = lazy_pinyin(characters, errors=list)  # type: ignore[arg-type]
    every = pinyin(characters, heteronym=True, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]
    first = _DOUBLE_SURNAMES.get(characters[:2]) or tuple(filter(None, [_AS_SURNAME.get(characters[0])]))
    usual[: len(first)] = first
    return tuple(
        _reading(u, e, surname=i < max(1, len(first)))
        for i, (u, e) in enumerate(zip(usual, every, strict=True))
    )


def _reading(usual: str, every: list[str], *, surname: bool) -> Reading:
    official = _passport(usual)
    rare = frozenset(_passport(e) for e in every) - {official}
    known = surname_customs(official) if surname else frozenset[str]()
    spelled = known | (customs_of(official) if official in PINYIN else frozenset())
    with_dots = {official.replace("yu", "ü")} if official[:2] in ("ly", "ny") else set()
    return Reading(frozenset({official, *with_dots}), rare, spelled - {official})


def _passport(syllable: str) -> str:
    """A syllable as passports write it: lü is lyu."""
    return syllable.replace("v", "yu").replace("ü", "yu")


def same_character(a: str, b: str) -> bool:
    """Whether two different characters are the simplified and the traditional form of one."""
    return frozenset((a, b)) in _TWINS
