"""How the person tells it: the wish, what the screen said, and what they think worth saying."""

from __future__ import annotations

from collections.abc import Iterator

from jiesuo.world.state import State


def telling(state: State) -> str:
    """A few sentences in the person's language, from what they know and nothing else."""
    return " ".join(_sentences(state))


def _sentences(state: State) -> Iterator[str]:
    yield _line(state, state.numbers.tellings, _wish(state))
    for remark in _noteworthy(state):
        if state.luck.fixed(f"mentions {remark}") < state.numbers.chances.mentions:
            yield _line(state, state.numbers.remarks, remark)
    if state.seen and state.luck.fixed("quotes") < state.numbers.chances.quotes_the_screen:
        yield _line(state, state.numbers.remarks, "screen_said").format(text=state.seen)


def _wish(state: State) -> str:
    goal = state.person.goal
    return f"pay_{state.payee.buys}" if goal == "pay" else goal


def _noteworthy(state: State) -> Iterator[str]:
    """What strikes somebody about their own situation, whether or not it is to blame."""
    person, card, wallet = state.person, state.card, state.wallet
    here = {
        "renewed_passport": person.renewed,
        "travelled": person.travelled,
        "new_phone": person.new_phone,
        "bought_much": person.bought_much,
        "tried_often": person.tried_often,
        "vpn_on": person.vpn,
        "lost_number": not person.number_works,
        "no_code": not person.codes_arrive,
        "mainland_card": card is not None and card.mainland,
        "overseas_card": card is not None and not card.mainland,
        "new_account": (state.today - wallet.registered).days <= 60,
        "screen_hangs": state.reason in ("app_hangs", "page_broken"),
        "visiting": person.place == "visiting_mainland",
        "abroad": person.place == "outside_mainland",
    }
    return (name for name, so in here.items() if so)


def _line(state: State, texts: object, key: str) -> str:
    by_language = texts[key]  # type: ignore[index]
    lines = by_language.get(state.person.language, by_language["en"])
    return str(lines[int(state.luck.fixed(f"line {key}") * len(lines))])
