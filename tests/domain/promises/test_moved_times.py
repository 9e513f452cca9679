"""A call that is moved from one time to another: two moments, the new one first, and no window between them."""

from __future__ import annotations

import pytest

from tests.domain.promises.readers import JANUARY, PHOENIX, Row, holds, says


def eastern(*times: str) -> list[str]:
    return [f"America/New_York 2027-01-{time}Z" for time in times]


ROWS: list[Row] = [
    (JANUARY, PHOENIX, "I will move it from 2 pm to 4 pm Eastern on Tuesday", "time",
     eastern("12T21:00", "12T19:00")),
    (JANUARY, PHOENIX, "Could we change from 2 pm to 3 pm ET on Tuesday?", "time", eastern("12T20:00", "12T19:00")),
    (JANUARY, PHOENIX, "Tuesday's call was pushed from 10 am to 11 am ET", "time", eastern("12T16:00", "12T15:00")),
    (JANUARY, PHOENIX, "rescheduled from 2 to 4 pm ET Tuesday", "time",
     eastern("12T21:00", "12T19:00", "12T07:00")),
    (JANUARY, PHOENIX, "2 pm -> 4 pm ET on Tuesday", "time", eastern("12T21:00", "12T19:00")),
    (JANUARY, PHOENIX, "We moved your call from Tuesday 2 pm to Wednesday 3 pm Eastern", "time",
     eastern("13T20:00", "12T19:00")),
    (JANUARY, PHOENIX, "Let's move 2 pm Tuesday to 3 pm Wednesday, Eastern", "time", eastern("13T20:00", "12T19:00")),
    (JANUARY, PHOENIX, "I move it from 2 pm Tuesday to Wednesday Eastern", "day", eastern("13T19:00", "12T19:00")),
    (JANUARY, PHOENIX, "moved from Tuesday, January 12 at 2 pm to Wednesday, January 13 at 3 pm Eastern", "time",
     eastern("13T20:00", "12T19:00")),
    (JANUARY, PHOENIX, "The 2 pm call on Tuesday moves to 4 pm Eastern", "time", eastern("12T21:00", "12T19:00")),
    (JANUARY, PHOENIX, "Your Tuesday 2 pm call is now Wednesday 3 pm Eastern", "time",
     eastern("13T20:00", "12T19:00")),
    # Each day keeps its own time, whether or not something is moved.
    (JANUARY, PHOENIX, "Tuesday at 2 pm and Wednesday at 3 pm ET", "time", eastern("12T19:00", "13T20:00")),
    (JANUARY, PHOENIX, "from Tuesday 2 pm to Wednesday 3 pm ET", "time", eastern("12T19:00", "13T20:00")),
    # A window stays one, also of a call that was moved to it.
    (JANUARY, PHOENIX, "from 2 pm to 4 pm Eastern on Tuesday", "", eastern("12T19:00Z/21:00")),
    (JANUARY, PHOENIX, "I moved your call to Tuesday 2 pm to 3 pm ET", "", eastern("12T19:00Z/20:00")),
    (JANUARY, PHOENIX, "We had to move. The call may come from 2 pm to 3 pm ET on Tuesday", "",
     eastern("12T19:00Z/20:00")),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_time_that_is_moved(row: Row):
    holds(row)


def test_which_time_is_the_new_one_is_said_and_asked():
    found = says("I will move it from 2 pm to 4 pm Eastern on Tuesday")

    assert [remark.words for remark in found.unclear] == ['"2 pm" seems to be the time before, and "4 pm" the new one.']
    assert found.question == (
        "Thank you! To be sure that I am ready, could you please confirm which time you mean:"
        " Tue 12 Jan 2027, 4:00 PM New York (UTC-5) or Tue 12 Jan 2027, 2:00 PM New York (UTC-5)?"
    )
