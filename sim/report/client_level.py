"""The events of a run as Client Level Data records them: requests, assessments, services and reviews.

Only what is complete is an event there, services apart; so whoever still waits, or gave up before anybody saw to
them, has no row, as in the real collection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.eventlog.client_level_data import (
    ASSESSMENT,
    CONTINUES,
    DECEASED,
    NO_FURTHER_ACTION,
    PLANNED,
    REQUEST,
    REVIEW,
    SERVICE,
    SERVICE_USER,
    TO_ASSESSMENT,
    TO_SUPPORT,
    UNPAID_CARER,
)
from sim.eventlog.layouts import persons, rows_of
from sim.report.export_codes import Codes
from sim.report.export_read import RunTables, Table

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Moments = NDArray[np.datetime64]
Texts = NDArray[Any]

_OF_CLIENTS = ("review", "change_of_need")
_OWN_CASES = ("contact", "return", *_OF_CLIENTS)
"""What brings a case of a person's own; side work and calls are part of another."""


@dataclass(frozen=True, slots=True)
class _Events:
    """Events of one kind: their rows of the cases, dates, outcomes and the codes of their own field."""

    kind: str
    row: Ints
    start: Moments
    end: Moments
    outcome: Texts
    codes: tuple[str, Texts]


def client_level_data(run: RunTables, codes: Codes) -> Table:
    """The columns of Client Level Data that a run can fill [events], by day of beginning and case.

    - A request is a contact that came in the run, from the day it came to the day on which the first piece of work on
      it was done, or its assessment began, or it was closed.
    - An assessment runs from the first work of it (held work, work that is a share of an assessment's effort, or the
      step that completes it) to its completion. That of a person in support is a review. Those open on day one are left
      out, as nobody knows when they began.
    - A service begins with support; when it ends a run does not tell.
    """
    cases = run.cases
    own = np.isin(cases["origin"], _OWN_CASES) & ~np.isin(cases["stream"], list(codes.left_out))
    begun = _assessment_begins(run)
    events = [
        _requests(run, codes, own, begun),
        *_assessments(run, codes, own, begun),
        _services(run, codes, own),
    ]
    return _table(run, codes, events)


def _requests(run: RunTables, codes: Codes, own: Bools, begun: Moments) -> _Events:
    cases = run.cases
    asked = own & (cases["source"] == "arrival") & ~np.isin(cases["origin"], _OF_CLIENTS)
    worked = _first(run, run.visits["finish"], (run.visits["worker"] != "") & (run.visits["status"] == "finished"))
    seen_to = np.fmin(worked, begun)
    end = np.fmin(seen_to, cases["closed"])
    died = (cases["outcome"] == "ended") & np.isnat(seen_to)
    outcome = np.select(
        [
            died,
            np.isin(cases["work_type"], _assessing(run)) | ~np.isnat(begun),
            ~np.isnat(cases["support"]),
            cases["outcome"] == "ended",
            ~np.isnat(cases["closed"]),
        ],
        [DECEASED, TO_ASSESSMENT, TO_SUPPORT, DECEASED, NO_FURTHER_ACTION],
        "",
    )
    # Who gave up before anybody saw to them is a cancelled request; where nothing has come of it yet, an open one.
    gave_up = (cases["outcome"] == "withdrawn") & np.isnat(seen_to)
    row = np.flatnonzero(asked & ~np.isnat(end) & ~gave_up & (outcome != ""))
    routes = _coded(codes.route_of_access, cases["stream"][row])
    return _Events(REQUEST, row, cases["received"][row], end[row], outcome[row], ("Request_Route_of_Access", routes))


def _assessments(run: RunTables, codes: Codes, own: Bools, begun: Moments) -> list[_Events]:
    """The completed assessments, and those of people in support, which are reviews."""
    cases = run.cases
    of_client = np.isin(cases["origin"], _OF_CLIENTS)
    unmarked = of_client & np.isnat(cases["assessment"]) & (cases["outcome"] == "completed")
    end = np.where(unmarked, cases["closed"], cases["assessment"])
    whole = own & (cases["source"] != "day_one_open") & (begun <= end)
    goes_on = np.isnat(cases["closed"]) | (cases["closed"] > end)
    found = []
    for kind, chosen, otherwise in ((ASSESSMENT, ~of_client, NO_FURTHER_ACTION), (REVIEW, of_client, CONTINUES)):
        row = np.flatnonzero(whole & chosen)
        outcome = np.where(goes_on[row], TO_SUPPORT, otherwise)
        stream, work_type = cases["stream"][row], cases["work_type"][row]
        if kind == ASSESSMENT:
            coded = ("Assessment_Type", _coded(codes.assessment_type, np.where(work_type == "", stream, work_type)))
        else:
            given = _coded(codes.review_reason, stream)
            known = np.where(cases["origin"][row] == "review", PLANNED, "")
            coded = ("Review_Reason", np.where(given == "", known, given))
        found.append(_Events(kind, row, begun[row], end[row], outcome, coded))
    return found


def _services(run: RunTables, codes: Codes, own: Bools) -> _Events:
    row = np.flatnonzero(own & ~np.isnat(run.cases["support"]))
    count = len(row)
    kinds = _coded(codes.service_type, _supported_by(run)[row])
    nothing = np.full(count, "", dtype=object)
    ends = np.full(count, np.datetime64("NaT"), dtype="datetime64[m]")
    return _Events(SERVICE, row, run.cases["support"][row], ends, nothing, ("Service_Type", kinds))


def _assessment_begins(run: RunTables) -> Moments:
    """When work on the assessment of each case began, NaT for not [cases]."""
    config = run.results.config.get("activity", {})
    of_it = [
        name
        for name, entry in config.items()
        if entry.get("held")
        or "effort_share" in entry
        or "assessment" in (entry.get("reaches"), entry.get("reaches_at_start"))
    ]
    visits = run.visits
    begun = _first(run, visits["start"], (visits["worker"] != "") & np.isin(visits["activity"], of_it))
    # Held work after the assessment, such as a plan, is none of it; nor is any of a case that has no assessment.
    done, kinds = run.cases["assessment"], _assessing(run)
    without = np.isnat(done) & ~np.isin(run.cases["work_type"], kinds) if kinds else np.zeros(len(done), dtype=np.bool_)
    begun[(begun > done) | without] = np.datetime64("NaT")
    return begun


def _assessing(run: RunTables) -> list[str]:
    """The work types that are assessments."""
    return [name for name, entry in run.results.config.get("work_type", {}).items() if entry.get("assessment")]


def _supported_by(run: RunTables) -> Texts:
    """The activity with which each case's support began [cases]."""
    visits, cases = run.visits, run.cases
    found = np.full(len(cases["case"]), "", dtype=object)
    for name, entry in run.results.config.get("activity", {}).items():
        for key, column in (("reaches", "finish"), ("reaches_at_start", "start")):
            if entry.get(key) == "support":
                reached = rows_of(cases["case"], visits["case"])
                here = (visits["activity"] == name) & (visits[column] == cases["support"][reached])
                found[reached[here]] = name
    return found


def _first(run: RunTables, moments: Moments, chosen: Bools) -> Moments:
    """The first of some moments of the visits of each case, NaT for none [cases]."""
    chosen = chosen & ~np.isnat(moments)
    found = np.full(len(run.cases["case"]), np.datetime64("NaT"), dtype="datetime64[m]")
    row, at = rows_of(run.cases["case"], run.visits["case"][chosen]), moments[chosen]
    late_to_early = np.argsort(at, kind="stable")[::-1]
    found[row[late_to_early]] = at[late_to_early]
    return found


def _coded(table: Mapping[str, str], names: Texts) -> Texts:
    """The code of each name; empty where none is given."""
    return np.array([table.get(name, "") for name in names], dtype=object)


def _table(run: RunTables, codes: Codes, events: list[_Events]) -> Table:
    row = np.concatenate([part.row for part in events])
    kind = np.concatenate([np.full(len(part.row), part.kind, dtype=object) for part in events])
    start = np.concatenate([part.start for part in events])
    config = run.results.config.get("demand", {})
    carers = [name for name, entry in config.items() if entry.get("person") == "carer"]
    cases = {name: column[row] for name, column in run.cases.items()}
    table: Table = {
        "LA_Code": np.full(len(row), codes.la_code, dtype=object),
        "Reporting_Period_Start_Date": np.full(len(row), run.start.astype("datetime64[D]")),
        "Reporting_Period_End_Date": np.full(len(row), run.last_day),
        "LA_Person_Unique_Identifier": persons(run.cases)[row],
        "Client_Type": np.where(np.isin(cases["stream"], carers), UNPAID_CARER, SERVICE_USER),
        "Event_Type": kind,
        "Event_Reference": np.array(
            [f"{case}-{word.lower()}" for case, word in zip(cases["case"], kind, strict=True)], dtype=object
        ),
        "Event_Start_Date": start.astype("datetime64[D]"),
        "Event_End_Date": np.concatenate([part.end for part in events]).astype("datetime64[D]"),
        "Event_Description": _descriptions(run, cases),
        "Event_Outcome": np.concatenate([part.outcome for part in events]),
    }
    at = 0
    for part in events:
        name, coded = part.codes
        table[name] = np.full(len(row), "", dtype=object)
        table[name][at : at + len(coded)] = coded
        at += len(coded)
    in_order = np.lexsort((start, cases["case"], start.astype("datetime64[D]")))
    return {name: column[in_order] for name, column in table.items()}


def _descriptions(run: RunTables, cases: Table) -> Texts:
    """What each case is about, in the words of the config."""
    label = run.results.label
    pairs = list(zip(cases["stream"], cases["work_type"], strict=True))
    words = {
        (stream, work): f"{label('demand', stream)}: {label('work_type', work)}" if work else label("demand", stream)
        for stream, work in set(pairs)
    }
    return np.array([words[pair] for pair in pairs], dtype=object)
