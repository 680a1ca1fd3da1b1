"""What ``carecap check`` says of the parts that only some services have."""

from pathlib import Path

import pytest

from sim.report.check_view import check_records, print_check
from sim.scenario import Service
from worlds import head, load, role

WORLD = (
    head(years=2)
    + role("clerk")
    + role("coordinator", caseload=2)
    + """
[team.office.posts]
clerk = { number = 2, warrants = { approved = 1 } }
coordinator = 1
[warrant.approved]
[clients.long_term]
supported = 100
leaves_per_year = 0.2
[demand.calls]
per_year = 200
begins_at = "ask"
[demand.reviews]
from_clients = { of = "long_term", review_after_days = 365.25 }
begins_at = "review"
[activity.ask]
label = "A place with a coordinator"
by = "coordinator@office"
place = { if_full = "review" }
next = "kept"
[activity.kept]
delay_days = 3.6525
next = "close"
[activity.review]
by = "approved@any"
effort_hours = 3
next = "close"
"""
)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return load(tmp_path, WORLD)


def test_the_tables_say_who_is_turned_away_and_who_is_in_support(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    print_check(service)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    # Two Erlangs for two places: 40 %.
    place = next(line for line in lines if line[:2] == ["A", "place"])
    assert place[-6:] == ["200", "4", "2.0", "2", "40.0", "%"]
    people = next(line for line in lines if line[:1] == ["long_term"])
    assert people[1:3] == ["100", "91"]
    assert ["approved", "1"] in [line[:2] for line in lines]


def test_every_figure_of_the_tables_is_a_record(service: Service) -> None:
    records = {(row["measure"], row["period"]): row for row in check_records(service)}
    assert records["place_overflow", "2014/15"]["value"] == pytest.approx(0.4)
    assert records["people_in_support", "2014/15"]["clients"] == "long_term"
    assert records["people_in_support", "2014/15"]["value"] == pytest.approx(
        90.635, abs=0.001
    )  # 100 (1 - e^-0.2) / 0.2
    assert records["warrant_load", "2015/16"]["role"] == "approved"


def test_what_a_service_does_not_have_is_not_spoken_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = (
        head()
        + role("clerk")
        + (
            '[team.office.posts]\nclerk = 1\n[demand.calls]\nper_year = 10\nbegins_at = "desk"\n'
            '[activity.desk]\nby = "clerk@office"\neffort_hours = 1\nnext = "close"\n'
        )
    )
    print_check(load(tmp_path, plain))
    said = capsys.readouterr().out
    assert "One post, nobody else to do it: clerk in office: Desk." in said
    assert not any(title in said for title in ("Warrants", "People in support", "turned away"))


def test_labels_and_names_that_a_spreadsheet_takes_for_formulas_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_check(load(tmp_path, WORLD))
    assert "spreadsheet" not in capsys.readouterr().out
    signs = WORLD.replace('"A place with a coordinator"', '"=1+1"').replace("calls", '"-calls"')
    print_check(load(tmp_path, signs))
    assert "when it opens a .csv file: demand.-calls, activity.ask.label. Results" in capsys.readouterr().out
