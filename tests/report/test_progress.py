"""The pace of a run: only what this run made counts."""

import pytest

from sim.report.progress import Pace, pace_text


def test_nothing_is_said_of_pace_before_the_first_replication() -> None:
    pace = Pace()
    assert pace.per_minute is None
    pace.told(12, 100.0)
    assert pace.per_minute is None
    assert pace_text(pace, 20, 5.0, 105.0) == "replications, 0:00:05 gone"


def test_those_kept_from_before_do_not_count_for_the_rate() -> None:
    pace = Pace()
    pace.told(12, 100.0)
    pace.told(13, 130.0)
    pace.told(14, 160.0)
    assert pace.per_minute == pytest.approx(2)
    assert pace.left(20, 160.0) == pytest.approx(180)
    assert pace.left(20, 170.0) == pytest.approx(170), "time passes between two replications"
    assert pace.left(20, 9999.0) == 0
    assert pace_text(pace, 20, 70.0, 170.0) == "replications, 2 a minute, 0:01:10 gone, 0:02:50 left"


def test_many_replications_a_minute_are_whole_numbers() -> None:
    pace = Pace()
    pace.told(0, 0.0)
    pace.told(1000, 10.0)
    assert "6,000 a minute" in pace_text(pace, 3_600_000, 10.0, 10.0)
    assert pace_text(pace, 3_600_000, 10.0, 10.0).endswith("9:59:50 left")
