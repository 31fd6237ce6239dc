"""Words around names: titles, particles, short forms, and given names that tell which word is the surname."""

from __future__ import annotations

from collections import defaultdict


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "mr mrs ms miss mx mstr master dr prof professor sir dame herr frau mme mlle monsieur madame sr sra srta "
    "ing eng dipl rev capt datuk dato datin shri smt haji hajah"
)
DEGREES = _words("md phd esq mba bsc msc dds")
SUFFIXES = _words("jr sr junior senior ii iii iv 2nd 3rd")
SAME_SUFFIX = {"junior": "jr", "senior": "sr", "2nd": "ii", "3rd": "iii"}
PLACEHOLDERS = _words("fnu lnu xxx unknown")
BORN = _words("nee geb geborene born")
PARTICLES = _words(
    "de del la las los da das do dos di du des le van von der den ten ter zu zum vom af av bin binti ibn "
    "bint ben al el ul y e i o d mc mac ap abu dela della dalla degli"
)

ABBREVIATIONS = {
    "md": "mohammad",
    "mohd": "mohammad",
    "muhd": "mohammad",
    "mhd": "mohammad",
    "ma": "maria",
    "mª": "maria",
    "fco": "francisco",
    "gpe": "guadalupe",
    "jse": "jose",
    "wm": "william",
    "chas": "charles",
    "geo": "george",
    "thos": "thomas",
    "jas": "james",
    "st": "saint",
    "sta": "santa",
    "sto": "santo",
}

# Each line: the full form, then its short forms.
_SHORT_FORMS = """
alexander alex sandy alec sasha aleks xander
alexandra alex sasha sandra lexi
aleksandr sasha sanya shura alex
aleksandra sasha ola alex
oleksandr sasha sashko
albert al bert
alfred fred alf
andrew andy drew
anthony tony
antonio toni tony nino
barbara barb babs
benjamin ben benny
catherine cathy kate katie cat
katherine kathy kate katie kat
katarzyna kasia
ekaterina katya katia
charles charlie chuck chas
christina chris tina christie
christopher chris topher
daniel dan danny
david dave davy
deborah deb debbie
dmitry dima mitya
dmitrii dima mitya
donald don donnie
dorothy dot dottie
edward ed eddie ted ned
elena lena
elizabeth liz beth betty lizzie eliza betsy bess
elisabeth lisa liz sisi
evgeny zhenya
evgenia zhenya
francisco paco pancho kiko chico
francis frank

friedrich fritz
gabriel gabe
gerald gerry jerry
giuseppe beppe peppe pino
gregory greg
guadalupe lupe
harold harry hal
heinrich heinz
henry harry hank
ignacio nacho
irina ira
isabel isa bel
jacob jake
james jim jimmy jamie
jennifer jen jenny
jesus chucho
johannes hans jan
john jack johnny
jonathan jon jonny
jose pepe chepe
joseph joe joey
joshua josh
juan juanito
kenneth ken kenny
lawrence larry
leonard leo len
ludmila luda
luis lucho
malgorzata gosia
manuel manolo manu
margaret maggie meg peggy greta
maria masha

mariya masha
matthew matt
michael mike mick mickey
mikhail misha
natalia natasha
nathaniel nate nat
nicholas nick nicky
nikolai kolya
olga olya
patricia pat patty trish
patrick pat paddy
peter pete
philip phil
raymond ray
rebecca becky
richard rick dick rich ricky
robert bob rob bobby robbie bert
ronald ron ronnie
rosario charo
samuel sam sammy
sebastian seb basti
sergei seryozha
sergey seryozha
stephen steve
steven steve
susan sue susie
svetlana sveta
tatiana tanya
theodore ted theo
thomas tom tommy
timothy tim
valentina valya
victoria vicky tori
vladimir vova volodya
volodymyr vova volodia
walter walt wally
william bill will billy willie liam
wolfgang wolf
yekaterina katya
zachary zach zack
"""

_OTHER_GIVEN = """
adam adriana agnes ahmad ahmed aisha albrecht ali alice amanda amina amit amy ana andrea andreas
andrei anita ann anna anne annika arjun arthur beatriz bernd bjorn brian bruno budi camila carla
carlos carmen caroline claire clara claudia daniela deepak diana diego dieter dilnoza dina eduardo
elias ella ellen emilia emily emma eric erik eva felipe felix fernando flora florian gabriela georg
george giovanni giulia grace guillermo gunnar gurpreet hana hannah hans hassan helena helga hugo
hussein ida igor ines ingrid ivan ivana jan jana jane janina javier jean jesus joao jorge jose juan
juergen julia julie jurgen karim karin karl katarina khalid klaus lakshmi lars laura linda lisa
louis louise luca lucas lucia lucy luigi luis lukas lukasz magdalena marco marcos marek mariana
marie mario marta martin martina mary mateo mathieu maximilian mehmet miguel mohammad mohammed
monica monika nadia nancy nicole nina oleg olivia omar otto pablo paola paul paula paulo pavel pedro
petra philippe pierre piotr priya rachel rafael rajesh ramesh rashid renata renee ricardo roberto
rosa ruth sandra sara sarah siti sofia sophie stefan stefano susanne sven teresa theresa tomas
ulrich ursula valeria vera veronica victor viktor wilhelm wojciech yasmin yves zoe
"""


def _by_short_form() -> dict[str, frozenset[str]]:
    """Every full and short form with the families it belongs to, a family being named by its full form."""
    families: dict[str, set[str]] = defaultdict(set)
    for line in _SHORT_FORMS.split("\n"):
        full, *short = line.split() or [""]
        for form in (full, *short):
            families[form].add(full)
    return {form: frozenset(fulls) for form, fulls in families.items() if form}


_FAMILIES = _by_short_form()
GIVEN = frozenset(_FAMILIES) | _words(_OTHER_GIVEN)


def is_short_form(a: str, b: str) -> bool:
    """Whether one given name is the short form of the other, or both of one full form. Plain letters."""
    return a != b and bool(_FAMILIES.get(a, frozenset()) & _FAMILIES.get(b, frozenset()))


def swaps_gender(a: str, b: str) -> bool:
    """Whether two words differ as a man's and a woman's name do: Mario and Maria, Daniel and Daniela."""
    short, long = sorted((a, b), key=len)
    if a[:-1] == b[:-1] and {a[-1:], b[-1:]} == {"o", "a"}:
        return True
    if (
        long == short + "a"
        or (a.endswith("ski") and b.endswith("ska"))
        or (a.endswith("ska") and b.endswith("ski"))
    ):
        return True
    return {a, b} == {"singh", "kaur"} or _icelandic_stem(a) == _icelandic_stem(b) != ""


def _icelandic_stem(word: str) -> str:
    for ending in ("sson", "sdottir"):
        if word.endswith(ending):
            return word.removesuffix(ending)
    return ""
