"""Our own faults, without what they quote: a message may hold what somebody typed."""

from __future__ import annotations

import os


def place(error: BaseException) -> str:
    """Kind and place of a fault, without its message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
