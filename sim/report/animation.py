"""The cases of a run on their way, day by day, as a page that vidigi draws and that opens without a network."""

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputFault, Problem
from sim.eventlog.vidigi_layout import QUEUE, RESOURCE_USE, RESOURCE_USE_END, vidigi_log
from sim.report.animation_page import PICTURE, animation_page
from sim.report.drawing import BLACK, BLUE, GREEN, GREY, PURPLE, RED
from sim.report.export_read import RunTables, Table
from sim.report.folder import scratch_folder
from sim.units import MINUTES_PER_DAY, NEVER

_NOON = MINUTES_PER_DAY // 2
_NAMED = "%a %d %b %Y"
"""How days are named in the picture."""

_ROW_MOST = 30
"""Cases drawn at a place before the rest are only counted."""

_LABEL_MOST = 60
"""Letters of an activity's label."""

_GAP, _ROW = 12, 36
_WAITING_AT, _WORKED_AT = 360, 860
_COLOURS = (RED, BLUE, GREY, GREEN, PURPLE, BLACK)
"""Of priorities, the most urgent first."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What an animation shows: ``days`` from ``since``, ``first`` minutes into the run."""

    since: np.datetime64
    first: int
    days: int


def write_animation(file: Path, run: RunTables, since: dt.date | None, *, days: int, cases: int) -> str:
    """Write the animation of a run as one HTML file, with the script that moves it inside.

    Parameters
    ----------
    since
        The first day; None for that of the run.
    days
        How many days; fewer if the run ends before.
    cases
        How many of the cases open in these days, at most.

    Returns
    -------
    str
        In words, what it shows.

    Raises
    ------
    InputFault
        If the days are not of the run, or nobody's case is open in them.
    """
    shown = _shown(run, since, days)
    chosen, found = _chosen(run, shown, cases)
    log = _log_of(run, chosen)
    places = _places(run, log, shown)
    colours = _colours(run, log)
    which = "All" if len(chosen) == found else f"{len(chosen):,} of the"
    words = f"{which} {found:,} cases open in the {shown.days} days from {_day(shown.since)}, first replication"
    figure, names = _figure(run, log, places, shown, colours=colours)
    page = animation_page(
        f"{run.results.config.get('title', run.name)}: where cases wait",
        _told(words, found / len(chosen), colours),
        figure,
        days=names,
        numbers=_numbers(log, places, [_noon_of(name, run) for name in names]),
    )
    with scratch_folder(file.parent) as scratch:
        made = scratch / file.name
        made.write_text(page, encoding="utf-8")
        made.replace(file)
    return words


def _shown(run: RunTables, since: dt.date | None, days: int) -> _Shown:
    begins = run.start.astype("datetime64[D]")
    asked = begins if since is None else np.datetime64(since, "D")
    if not begins <= asked <= run.last_day:
        rule = f"the run is from {_day(begins)} to {_day(run.last_day)}"
        raise InputFault([Problem("--from", "", rule, _day(asked))])
    left = int((run.last_day - asked).astype(np.int64)) + 1
    return _Shown(asked, int((asked - begins).astype(np.int64)) * MINUTES_PER_DAY, min(days, left))


def _chosen(run: RunTables, shown: _Shown, most: int) -> tuple[NDArray[np.int64], int]:
    """The cases shown, evenly taken from those open in the days, and how many these are."""
    begin, end = shown.since.astype("datetime64[m]"), (shown.since + shown.days).astype("datetime64[m]")
    cases = run.cases
    there = (cases["received"] < end) & ~(cases["closed"] < begin)
    there &= ~np.isin(cases["origin"], ("side_work", "chaser"))
    found = cases["case"][there]
    if not len(found):
        raise InputFault([Problem("--from", "", "no case is open in these days", _day(shown.since))])
    every = np.linspace(0, len(found) - 1, min(most, len(found))).astype(np.int64)
    return found[every], len(found)


def _log_of(run: RunTables, chosen: NDArray[np.int64]) -> Table:
    """The log of some cases as vidigi is to draw it: each case at one place, in a row with the others there.

    vidigi gives each worker a place of their own at each activity, which a service of a hundred workers has no room
    for; so work in hand is a row of cases too.
    """
    visits = run.visits
    mine = np.isin(visits["case"], chosen) & (visits["status"] != "assisted")
    cases = np.isin(run.cases["case"], chosen)
    log = vidigi_log(
        {name: column[cases] for name, column in run.cases.items()},
        {name: column[mine] for name, column in visits.items()},
        run.start,
    )
    kept = log["event_type"] != RESOURCE_USE_END
    log = {name: column[kept] for name, column in log.items()}
    log["event_type"] = np.where(log["event_type"] == RESOURCE_USE, QUEUE, log["event_type"])
    return log


def _places(run: RunTables, log: Table, shown: _Shown) -> list[dict[str, Any]]:
    """Where each event of the days stands: a row an activity, in the order in which cases come to them."""
    at = _seen(log, shown)
    stages, events = _stages(log)[at], log["event"][at]
    usual = {stage: float(np.median(_steps(log)[at][stages == stage])) for stage in map(str, np.unique(stages))}
    rows = sorted(usual, key=lambda stage: (usual[stage], stage))
    height = {activity: _ROW * (len(rows) - place) for place, activity in enumerate(rows)}
    places = [
        {"event": "arrival", "x": _WAITING_AT, "y": _ROW * (len(rows) + 1), "label": "New by the next noon"},
        {"event": "depart", "x": _WAITING_AT, "y": 0, "label": "Closed since the last noon"},
    ]
    for event in map(str, np.unique(events)):
        activity, _, word = event.rpartition(": ")
        label = shorten(run.results.label("activity", activity), _LABEL_MOST, placeholder=" …")
        named = html.escape(label)
        x, label = (
            (_WORKED_AT, "in hand")
            if word == "work"
            else (_WAITING_AT, label if word == "delay" else f"{label}: waiting")
        )
        places.append({"event": event, "x": x, "y": height[activity], "label": html.escape(label), "activity": named})
    return places


def _noon_of(name: str, run: RunTables) -> int:
    """The noon of a day by its name [minutes into the run]."""
    day = np.datetime64(dt.datetime.strptime(name, _NAMED), "D")
    return int((day - run.start.astype("datetime64[D]")).astype(np.int64)) * MINUTES_PER_DAY + _NOON


def _numbers(log: Table, places: Sequence[Mapping[str, Any]], noons: Sequence[int]) -> list[tuple[str, list[int]]]:
    """The label of each place where cases wait or are in hand, row by row, and how many stand there at some noons."""
    order = np.argsort(log["entity_id"], kind="stable")  # what a case does stays in its order
    entity, time, event = (log[name][order] for name in ("entity_id", "time", "event"))
    until = np.append(np.where(entity[1:] == entity[:-1], time[1:], NEVER), NEVER)
    found = []
    for place in sorted(places, key=lambda place: (-place["y"], place["x"])):
        activity, _, word = str(place["event"]).rpartition(": ")
        if activity:
            here = event == place["event"]
            label = f"{place['activity']}: in hand" if word == "work" else place["label"]
            found.append((label, [int((here & (time <= noon) & (until > noon)).sum()) for noon in noons]))
    return found


def _stages(log: Table) -> NDArray[Any]:
    """The activity of each event."""
    return np.array([event.rpartition(": ")[0] for event in log["event"]], dtype=object)


def _steps(log: Table) -> NDArray[np.int64]:
    """Place of each event among those of its case, from 0."""
    order = np.lexsort((log["time"], log["entity_id"]))
    entity = log["entity_id"][order]
    step = np.empty(len(order), dtype=np.int64)
    step[order] = np.arange(len(order)) - np.searchsorted(entity, entity)
    return step


def _seen(log: Table, shown: _Shown) -> NDArray[np.bool_]:
    """Whether a case is where an event put it during the days: until the case's next event, or for good."""
    order = np.lexsort((log["time"], log["entity_id"]))
    entity, time = log["entity_id"][order], log["time"][order]
    until = np.append(np.where(entity[1:] == entity[:-1], time[1:], NEVER), NEVER)
    seen = np.empty(len(order), dtype=np.bool_)
    seen[order] = (until >= shown.first) & (time < shown.first + shown.days * MINUTES_PER_DAY)
    seen &= log["event_type"] == QUEUE
    return seen


def _colours(run: RunTables, log: Table) -> dict[str, str]:
    """A colour for the label of each priority, the most urgent first; black where the palette ends."""
    numbers = run.results.config.get("priority", {})
    names = sorted(
        {str(name) for name in log["priority"]}, key=lambda name: (numbers.get(name, {}).get("number", 0), name)
    )
    return dict(zip_longest((_label(run, name) for name in names), _COLOURS[: len(names)], fillvalue=BLACK))


def _label(run: RunTables, priority: str) -> str:
    return html.escape(run.results.label("priority", priority))


def _figure(
    run: RunTables, log: Table, places: Sequence[Mapping[str, Any]], shown: _Shown, *, colours: Mapping[str, str]
) -> tuple[str, list[str]]:
    """The moving picture as HTML with its script, and the names of its days."""
    import pandas as pd
    from vidigi.animation import animate_activity_log  # an extra, and slow to load

    labels = {name: _label(run, name) for name in set(log["priority"])}
    frame = pd.DataFrame(log | {"priority": np.array([labels[name] for name in log["priority"]], dtype=object)})
    figure = animate_activity_log(
        event_log=frame.drop(columns=["timestamp", "resource_id", "work_minutes"]),
        event_position_df=pd.DataFrame(places).drop(columns="activity"),
        every_x_time_units=MINUTES_PER_DAY,
        warm_up=shown.first + _NOON,
        limit_duration=shown.first + _NOON + (shown.days - 1) * MINUTES_PER_DAY,
        simulation_time_unit="minutes",
        start_date=str(run.start.astype("datetime64[D]")),
        time_display_units=_NAMED,
        step_snapshot_max=_ROW_MOST,
        wrap_queues_at=_ROW_MOST,
        queue_direction="right",
        gap_between_entities=_GAP,
        custom_entity_icon_list=["●"],
        entity_colour_by="priority",
        entity_colour_map=dict(colours),
        entity_icon_size=16,
        text_size=12,
        override_x_max=_WORKED_AT + _GAP * (_ROW_MOST + 6),
        override_y_max=max(place["y"] for place in places) + _ROW,
        plotly_height=220 + 26 * (len({place["y"] for place in places})),
        plot_bgcolor="white",
        frame_duration=600,
        frame_transition_duration=400,
    )
    days = [str(frame.name) for frame in figure.frames]
    figure.update_layout(updatemenus=[], sliders=[])  # no keyboard reaches these: the page has its own
    text: str = figure.to_html(
        full_html=False, include_plotlyjs=True, auto_play=False, config={"displayModeBar": False}, div_id=PICTURE
    )
    return text, days


def _told(words: str, times: float, colours: Mapping[str, str]) -> str:
    """What the page says above the picture."""
    sample = (
        f" They are taken evenly by number, so a real queue is about {times:.0f} times as long." if times > 1 else ""
    )
    dots = ", ".join(
        f'<span style="color: {colour}" aria-hidden="true">●</span> {label}' for label, colour in colours.items()
    )
    return (
        f"<p>{words}.{sample} Each dot is a case ({dots}), at noon of each day: on the left where it waits or a time"
        " runs, on the right where somebody has it in hand. Press play, or choose a day.</p>"
    )


def _day(day: np.datetime64) -> str:
    date = day.astype("datetime64[D]").item()
    return f"{date.day} {date:%B %Y}"
