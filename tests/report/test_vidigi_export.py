"""The event log for vidigi, read back: the cases, the waits and the work in it are those of the results."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest
from exported import Exported, export, run

from random_services import random_service
from tiny import TINY
from worlds import head, role

SERVICES = {"tiny": TINY, **{f"made up {seed}": random_service(seed) for seed in (1, 3, 7, 11)}}
MINUTE = pd.Timedelta(minutes=1)

TWO_STEPS = (
    head()
    + """
[demand.referral]
dates = [2014-03-31T09:00:00, 2014-03-31T09:10:00]
teams = { north = 1 }
priorities = { standard = 1 }
begins_at = "front_door"

[activity.front_door]
by = ["adviser"]
effort_hours = 0.5
next = "letter"

[activity.letter]
delay_days = 2
next = "panel"

[activity.panel]
gate = { every = "week", day = "wed", cut_off_days = 1 }
next = "close"

[team.north]
posts = { adviser = 1 }
"""
    + role("adviser")
)


@pytest.fixture(scope="module", params=SERVICES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export(run(tmp_path_factory.mktemp("run"), SERVICES[request.param]), "vidigi")


@pytest.fixture(scope="module")
def log(made: Exported) -> pd.DataFrame:
    read = pd.read_csv(made.file, parse_dates=["timestamp"], date_format="ISO8601")
    return read.fillna({"worker": "", "priority": ""})


def test_a_case_is_an_arrival_what_was_done_and_a_departure(tmp_path: Path) -> None:
    # The adviser is with case 0 until 09:30; the letter takes until Wednesday 10:00, a day late for that panel.
    made = export(run(tmp_path, TWO_STEPS), "vidigi")
    read = pd.read_csv(made.file, dtype={"resource_id": "Int64", "work_minutes": "Int64"})
    assert list(read.columns) == [
        "entity_id", "person", "pathway", "event_type", "event", "time", "timestamp", "resource_id", "run_number",
        "worker", "work_minutes", "priority", "origin",
    ]  # fmt: skip
    told = read[read["entity_id"] == 1][["event_type", "event", "time", "timestamp", "resource_id", "work_minutes"]]
    assert told.astype(object).where(told.notna(), None).to_numpy().tolist() == [
        ["arrival_departure", "arrival", 550, "2014-03-31T09:10", None, None],
        ["queue", "front_door: wait", 550, "2014-03-31T09:10", None, None],
        ["resource_use", "front_door: work", 570, "2014-03-31T09:30", 1, 30],
        ["resource_use_end", "front_door: finished", 600, "2014-03-31T10:00", 1, None],
        ["queue", "letter: delay", 600, "2014-03-31T10:00", None, None],
        ["queue", "panel: wait", 3480, "2014-04-02T10:00", None, None],
        ["arrival_departure", "depart", 13560, "2014-04-09T10:00", None, None],
    ]


def test_every_case_arrives_once_and_departs_when_it_closed(made: Exported, log: pd.DataFrame) -> None:
    bounds = log[log["event_type"] == "arrival_departure"]
    for event, column in (("arrival", "received"), ("depart", "closed")):
        found = bounds[bounds["event"] == event].set_index("entity_id")["timestamp"].sort_index()
        expected = made.cases.set_index("case")[column].dropna().sort_index()
        assert found.index.tolist() == expected.index.tolist()
        assert found.tolist() == expected.tolist()


def test_workers_worked_as_long_as_in_the_results(made: Exported, log: pd.DataFrame) -> None:
    worked = made.visits[made.visits["worker"] != ""]
    uses = log[log["event_type"] == "resource_use"]
    assert uses.groupby("worker")["work_minutes"].sum().to_dict() == worked.groupby("worker")["minutes"].sum().to_dict()
    assert uses.groupby("worker").size().to_dict() == worked.groupby("worker").size().to_dict()
    assert uses.groupby("resource_id")["worker"].nunique().eq(1).all()
    assert uses["resource_id"].nunique() == uses["worker"].nunique() == uses["resource_id"].max()


def test_pieces_of_work_take_as_long_as_in_the_results(made: Exported, log: pd.DataFrame) -> None:
    done = made.visits[(made.visits["worker"] != "") & made.visits["finish"].notna()]
    expected = (done["finish"] - done["start"]).groupby(done["worker"]).sum() // MINUTE
    ends = log[log["event_type"] == "resource_use_end"].groupby("worker")["time"].sum()
    starts = log[log["event_type"] == "resource_use"]
    unfinished = made.visits[(made.visits["worker"] != "") & made.visits["finish"].isna()]
    begun = (unfinished["start"] - _first_day(made)).groupby(unfinished["worker"]).sum() // MINUTE
    found = ends - starts.groupby("worker")["time"].sum().sub(begun, fill_value=0)
    assert found.dropna().astype(int).to_dict() == expected.to_dict()


def test_steps_waited_as_long_as_in_the_results(made: Exported, log: pd.DataFrame) -> None:
    """What passes from ready to the last start of a step, without the pieces of work in between, is its wait."""
    visits = made.visits[(made.visits["worker"] != "") & (made.visits["status"] != "assisted")].sort_values("start")
    steps = visits.groupby(["case", "step", "activity"])
    span = steps["start"].last() - steps["ready"].first()
    pieces = (visits["finish"] - visits["start"]).where(visits["start"] != steps["start"].transform("last"))
    between = pieces.groupby([visits["case"], visits["step"], visits["activity"]]).sum()
    expected = ((span - between).groupby("activity").sum() // MINUTE).to_dict()

    one_place = log[(log["event_type"] != "resource_use_end") & ~log["event"].str.endswith(": assist")]
    after = one_place.groupby("entity_id")[["event_type", "time"]].shift(-1)
    waits = one_place[(one_place["event_type"] == "queue") & (after["event_type"] == "resource_use")]
    length = after.loc[waits.index, "time"] - waits["time"]
    found = length.groupby(waits["event"].str.removesuffix(": wait")).sum()
    assert found.astype(int).to_dict() == expected


def test_the_time_is_the_minutes_since_the_first_day(made: Exported, log: pd.DataFrame) -> None:
    assert ((log["timestamp"] - _first_day(made)) // MINUTE).tolist() == log["time"].tolist()
    assert log["time"].is_monotonic_increasing


def test_parquet_holds_the_same_events(tmp_path: Path) -> None:
    results = run(tmp_path, TINY)
    read = pd.read_parquet(export(results, "vidigi", ending="parquet").file)
    text = pd.read_csv(export(results, "vidigi").file, parse_dates=["timestamp"], date_format="ISO8601")
    assert read["timestamp"].tolist() == text["timestamp"].tolist()
    for name in ("entity_id", "time", "resource_id", "work_minutes"):
        assert read[name].dtype == "Int64"
        assert read[name].fillna(-1).tolist() == text[name].fillna(-1).tolist()


def test_vidigi_takes_each_row_as_an_event(made: Exported) -> None:
    logging = pytest.importorskip("vidigi.logging")
    rows = pd.read_csv(made.file, keep_default_na=False, dtype=str).to_dict("records")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for row in rows[:: max(1, len(rows) // 500)]:
            given = {name: int(text) if name == "resource_id" else text for name, text in row.items() if text != ""}
            logging.BaseEvent(**given)


def test_vidigi_counts_the_open_cases_of_the_results(made: Exported) -> None:
    prep = pytest.importorskip("vidigi.prep")
    read = pd.read_csv(made.file)
    last = int(read["time"].max())
    at = last // 2
    snapshots = prep.reshape_for_animations(
        read, every_x_time_units=last, limit_duration=at, warm_up=at, step_snapshot_max=10**6
    )
    moment = _first_day(made) + at * MINUTE
    there = (made.cases["received"] <= moment) & ~(made.cases["closed"] < moment)
    drawn = snapshots[(snapshots["snapshot_time"] == at) & (snapshots["event_type"] != "exit")]
    assert sorted(drawn["entity_id"].dropna().astype(int)) == made.cases["case"][there].tolist()


@pytest.mark.filterwarnings("ignore:.*still open at the end of the window:UserWarning")
def test_vidigi_pairs_every_piece_of_work_with_its_end(made: Exported) -> None:
    analysis = pytest.importorskip("vidigi.analysis")
    pieces = analysis.resource_use_intervals(pd.read_csv(made.file))
    worked = made.visits[made.visits["worker"] != ""]
    assert len(pieces) == len(worked)
    assert pieces["censored"].sum() == worked["finish"].isna().sum()
    done = worked[worked["finish"].notna()]
    assert pieces[~pieces["censored"]]["busy_time"].sum() == ((done["finish"] - done["start"]) // MINUTE).sum()


def _first_day(made: Exported) -> pd.Timestamp:
    return pd.Timestamp(json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))["start_date"])
