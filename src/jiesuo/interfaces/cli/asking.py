"""A question or a choice in the terminal, and the keys that work at each of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from jiesuo.core.case import Closed, Event, RouteTried, StepFinished, StepStarted, Told
from jiesuo.core.evidence import UNKNOWN
from jiesuo.errors import InputError
from jiesuo.interfaces import kept
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.cli.handing_over import summary
from jiesuo.interfaces.cli.lazily import load
from jiesuo.interfaces.cli.talk import Afresh, Leave, Part, Talk, Ways
from jiesuo.interfaces.cli.terminal import NOT_A_NUMBER, number, paragraph, typed
from jiesuo.readers import picture
from jiesuo.services.advice import Advice, Next
from jiesuo.services.papers import paper_for
from jiesuo.services.recognition import CLOSEST, FEWEST

DONT_KNOW = "d"
SHOWING = "jiesuo.interfaces.cli.showing"
"""Loaded when a paper is shown: most talks need none."""
MEANT: Mapping[str, tuple[str, ...]] = {
    "d": (
        "dont know",
        "don't know",
        "i dont know",
        "i don't know",
        "idk",
        "不知道",
        "わからない",
        "分からない",
    ),
    "b": ("back", "undo", "返回", "戻る"),
    "q": ("quit", "exit", "stop", "bye", "停止", "退出", "止める", "終了"),
    "h": ("human", "人工", "转人工"),
    "p": ("papers", "screenshot", "截图", "スクショ"),
    "?": ("help", "keys", "帮助", "？", "ヘルプ"),
    "yes": ("y", "是", "有", "はい"),
    "no": ("n", "否", "没有", "不是", "いいえ"),
}
"""Words that people type instead of a key."""
FIRST_SCREEN = (show.stop, show.now, show.few_routes, show.understood_shortly)
AFTER_TELLING = (show.stop, show.understood_shortly)
ROWS_AROUND = 8
"""Rows of a question beside its answers: title, why, paper, keys, the line to type in, and the empty ones."""
REPLIES = 3
"""Replies that are none of the answers, after which the answers are shown again."""
SENTENCE = 12
"""Columns from which what is typed at a choice is taken for a telling, not for a slip."""


def choose(
    talk: Talk,
    head: Sequence[str],
    texts: Sequence[str],
    keys: str = "keys_step",
    values: Sequence[str] = (),
) -> int | None:
    """The place of the text that is chosen; None for "I don't know", where the keys offer that.

    What was asked is shown again when something else came between. Raises Leave, Afresh and Ways when
    another key ends the question.
    """
    while True:
        numbered = (f"   {number}  {text}" for number, text in enumerate(texts, 1))
        talk.write(["", *head, *numbered, "", talk.text(keys)])
        for _ in range(REPLIES):
            said = reply(talk)
            place = _place(said, texts, values)
            if place is not None:
                return place
            if said == DONT_KNOW and keys == "keys_short":
                return None
            if _do(talk, said):
                break


def _place(said: str, texts: Sequence[str], values: Sequence[str]) -> int | None:
    """Where a number, or an answer's own word such as yes, points to."""
    if said.isdecimal():
        return int(said) - 1 if len(said) < 4 and 1 <= int(said) <= len(texts) else None
    return values.index(said) if said in values else None


def _do(talk: Talk, said: str) -> bool:
    """Do what a key means; whether it was one. A whole sentence is something told."""
    action = _KEYS.get(said)
    if action:
        action(talk)
        return True
    if len(said) >= SENTENCE and not said.isdecimal():
        talk.say("taken_as_telling")
        hear(talk, said)
        raise Afresh
    talk.say("not_a_choice")
    return False


def reply(talk: Talk) -> str:
    """What was typed, with full-width letters and words brought to the keys they stand for."""
    said = unicodedata.normalize("NFKC", typed(f"{talk.text('answer')}: ")).strip()
    low = said.casefold().strip(" .。!！")
    return next((key for key, meant in MEANT.items() if low in meant), low if len(low) < SENTENCE else said)


def put(talk: Talk, advice: Advice) -> bool:
    """Put the advice's question; what is answered is kept. Whether there was an answer but "don't know"."""
    step = _as_many_as_fit(talk, advice)
    head = list(show.question(advice, replace(talk.without_known_path(step), answers=())))
    head += talk.offer(paper_for(talk.desk.model.pack, step.step), step.step)
    values = [answer.value for answer in step.answers]
    place = choose(talk, head, [answer.text for answer in step.answers], "keys_short", values)
    value = UNKNOWN if place is None else values[place]
    talk.desk.answer(talk.case_id, step.step, value, step.offered)
    return place is not None


def _as_many_as_fit(talk: Talk, advice: Advice) -> Next:
    """The recognition question with as many situations as the screen has rows for, at least five."""
    step = advice.next
    if step.step != CLOSEST:
        return step
    left = talk.terminal.height - talk.rows(advice, *FIRST_SCREEN) - ROWS_AROUND
    fitting = [count for count in range(FEWEST, len(step.offered) + 1) if _rows(talk, step, count) <= left]
    return _shortened(step, max(fitting, default=FEWEST))


def _rows(talk: Talk, step: Next, count: int) -> int:
    return sum(len(talk.terminal.fit([f"   1  {answer.text}"])) for answer in _shortened(step, count).answers)


def _shortened(step: Next, count: int) -> Next:
    return replace(step, answers=(*step.answers[:count], step.answers[-1]), offered=step.offered[:count])


def listen(talk: Talk, key: str) -> bool:
    """Take in what is told, up to an empty line; whether anything was."""
    talk.write(["", talk.text(key)])
    told = paragraph("> ")
    if told:
        hear(talk, told)
    return bool(told)


def hear(talk: Talk, told: str, *parts: Part) -> None:
    """Keep and read a telling, and say what was hidden, what must stop and what was understood.

    The name of a picture stands for what it shows.
    """
    file = picture.named(told)
    if file is None:
        _take_in(talk, told)
    else:
        load(f"{SHOWING}:show_picture")(talk, file)
    advice = talk.advice()
    talk.show(advice, *((show.refusal,) if advice.refusal else parts or AFTER_TELLING))


def _take_in(talk: Talk, told: str) -> None:
    heard = talk.desk.tell(talk.case_id, told)
    if heard.hidden:
        talk.say("hidden", what=", ".join(hidden.token for hidden in heard.hidden))
    if heard.cut_off:
        talk.say("cut_off")


def back(talk: Talk) -> None:
    """Take back the last answer, telling or outcome."""
    try:
        taken = kept.take_back(talk.desk, talk.case_id)
    except InputError:
        talk.say("nothing_to_undo")
        return
    talk.write([*_what_was_taken(talk, taken)])
    if isinstance(taken, Told) and taken.text:
        listen(talk, "tell")
    raise Afresh


def _what_was_taken(talk: Talk, taken: Event) -> show.Lines:
    yield ""
    if isinstance(taken, Told) and not taken.text:
        yield talk.text("back_answer", what=_question_text(talk, taken))
    elif isinstance(taken, Told):
        yield talk.text("back_telling")
    elif isinstance(taken, StepStarted | StepFinished):
        yield talk.text("back_step", what=talk.word("steps", taken.step))
    elif isinstance(taken, RouteTried):
        yield talk.text("back_step", what=talk.word("routes", taken.route))
    else:
        yield talk.text("back_closed" if isinstance(taken, Closed) else "back_other")


def _question_text(talk: Talk, taken: Told) -> str:
    finding = taken.observations[0].finding
    if finding == CLOSEST:
        return str(
            talk.desk.model.pack.words.get(talk.language, {}).get("recognition", {}).get("question", "")
        )
    return talk.word("findings", finding, "question")


def _tell_more(talk: Talk) -> None:
    if listen(talk, "tell_more"):
        raise Afresh


def _may_be(talk: Talk) -> None:
    advice = talk.advice()
    lines = [*show.causes(advice), *show.consequences(advice)]
    talk.write(lines or [talk.text("no_causes")])


def _correct(talk: Talk) -> None:
    """Show what was understood; the one that is wrong is asked, or taken back where it cannot be asked."""
    advice = talk.advice()
    talk.write([*show.numbered_understood(advice), ""])
    place = number(f"{talk.text('pick_wrong')}: ", len(advice.understood))
    if place is None or place == NOT_A_NUMBER:
        return
    wrong = advice.understood[place]
    if wrong.finding in talk.desk.model.pack.findings:
        step = kept.question_in(talk.desk, talk.case_id, talk.language, wrong.finding)
        put(talk, replace(advice, next=step))
    else:
        talk.desk.undo(talk.case_id, wrong.event)
    raise Afresh


def _paper(talk: Talk) -> None:
    """Take in a paper; what was typed instead of a file's name is something told."""
    told = load(f"{SHOWING}:show")(talk, *talk.memory.paper)
    if told:
        hear(talk, told)
    raise Afresh


def _sources(talk: Talk) -> None:
    talk.write(show.sources(talk.advice()))


def _human(talk: Talk) -> None:
    talk.write(summary(talk, talk.advice()))


def _leave(_: Talk) -> None:
    raise Leave


def _all_keys(talk: Talk) -> None:
    talk.write(["", *(f"  {line}" for line in talk.text("keys_all").split("\n"))])


def _ways(_: Talk) -> None:
    raise Ways


_KEYS: dict[str, Callable[[Talk], None]] = {
    "b": back,
    "t": _tell_more,
    "m": _may_be,
    "u": _correct,
    "w": _ways,
    "h": _human,
    "p": _paper,
    "s": _sources,
    "q": _leave,
    "?": _all_keys,
}
