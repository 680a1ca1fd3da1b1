"""A file that extends another holds only what differs."""

from pathlib import Path

import pytest
from small import SMALL, problems, write
from whole import WHOLE

from sim.scenario import load_service
from sim.scenario.service import Scenario
from sim.scenario.shipped import shipped_names
from sim.scenario.values import Quantity

CHILD = 'extends = "small.toml"\n'


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path, SMALL)


def child(folder: Path, text: str) -> Path:
    return write(folder, CHILD + text, "child.toml")


def test_what_a_file_does_not_say_stays_as_in_the_file_it_extends(base: Path, tmp_path: Path) -> None:
    service = load_service(child(tmp_path, 'title = "Child"\n[role.planner]\ncaseload = 10\n'))
    assert service.name == "child"
    assert service.files == ("small.toml", "child.toml")
    assert service.base.title == "Child"
    assert service.base.role["planner"].caseload == Quantity(value=10)
    assert service.base.role["planner"].casework_share.value == 0.7
    assert service.base.demand == load_service(base).base.demand


def test_shares_and_numbers_with_evidence_are_replaced_whole(base: Path, tmp_path: Path) -> None:
    text = '[demand.referral]\nper_year = { value = 900, grade = "assumption" }\npriorities = { standard = 1 }\n'
    stream = load_service(child(tmp_path, text)).base.demand["referral"]
    assert stream.per_year is not None
    assert stream.priorities is not None
    assert (stream.per_year.value, stream.per_year.high, stream.per_year.source) == (900, None, "")
    assert dict(stream.priorities) == {"standard": stream.priorities["standard"]}


def test_posts_of_one_role_leave_those_of_the_others(base: Path, tmp_path: Path) -> None:
    posts = load_service(child(tmp_path, "[team.north.posts]\nplanner = 6\n")).base.team["north"].posts
    assert (posts["planner"].number, posts["nurse"].number, posts["nurse"].part_time) == (6, 2, (0.5,))


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("[demand.referral]\nevery_hours = 8\n", "every_hours", "per_year"),
        ("[demand.referral]\ndates = [2014-05-01]\n", "dates", "per_year"),
    ],
)
def test_one_way_of_coming_takes_the_place_of_another(
    base: Path, tmp_path: Path, text: str, kept: str, dropped: str
) -> None:
    stream = load_service(child(tmp_path, text)).base.demand["referral"]
    assert getattr(stream, kept) is not None
    assert getattr(stream, dropped) is None


def extended(folder: Path, text: str) -> Scenario:
    """The whole config, extended."""
    write(folder, WHOLE, "whole.toml")
    return load_service(write(folder, f'extends = "whole.toml"\n{text}', "own.toml")).base


def test_patience_is_replaced_whole(tmp_path: Path) -> None:
    text = '[demand.referral]\npatience = { days = 5, then = "withdraw" }\n'
    patience = extended(tmp_path, text).demand["referral"].patience
    assert patience is not None
    assert (patience.days.average, list(patience.then), patience.escalates_to) == (5, ["withdraw"], None)


def test_a_part_of_returns_of_a_joint_step_and_of_people_in_support_leaves_the_rest(tmp_path: Path) -> None:
    text = "[demand.referral]\nreturns.share = 0.2\n[activity.visit]\njoint.effort_hours = 3\n"
    scenario = extended(tmp_path, text + "[clients.long_term]\njoin_share = 0.1\n")
    returns, joint = scenario.demand["referral"].returns, scenario.activity["visit"].joint
    assert returns is not None
    assert joint is not None
    assert (returns.share.value, returns.after_days.average) == (0.2, 30)
    assert (joint.effort_hours.average, joint.by[0].who) == (3, ("amhp",))
    kind = scenario.clients["long_term"]
    assert (kind.join_share.value, kind.supported.value) == (0.1, 100)


def test_uptake_and_what_people_in_support_bring_about_are_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path, WHOLE, "whole.toml")
    text = "[demand.carer.uptake]\nper_person_per_year = 1\n[demand.review.from_clients]\nreview_after_days = 9\n"
    assert problems(write(tmp_path, f'extends = "whole.toml"\n{text}', "own.toml")) == [
        "own.toml: demand.carer.uptake.of: this setting is needed.",
        "own.toml: demand.review.from_clients.of: this setting is needed.",
    ]


def test_what_went_with_the_old_way_of_coming_goes_with_it(tmp_path: Path) -> None:
    text = "[demand.review]\nper_year = 40\n[demand.carer]\nevery_hours = 8\n"
    streams = extended(tmp_path, text).demand
    assert (streams["review"].from_clients, streams["review"].pattern) == (None, "office")
    grown = WHOLE.replace("per_year = 500\n", 'per_year = 500\ngrowth = { follows = "carers" }\npattern = "office"\n')
    write(tmp_path, grown, "whole.toml")
    own = 'extends = "whole.toml"\n[demand.referral]\nevery_hours = 8\n'
    referral = load_service(write(tmp_path, own, "own.toml")).base.demand["referral"]
    assert (referral.per_year, referral.growth, referral.pattern) == (None, None, None)


def test_what_went_with_work_goes_when_it_becomes_a_delay_and_stays_when_it_stays_work(tmp_path: Path) -> None:
    activities = extended(tmp_path, "[activity.advice]\ndelay_days = 3\n[activity.call]\neffort_hours = 2\n").activity
    advice, call = activities["advice"], activities["call"]
    assert (advice.kind, advice.by, advice.patience, advice.effort_hours) == ("delay", None, None, None)
    assert call.by is not None
    place = extended(tmp_path, '[activity.advice]\nplace.if_full = "call"\n').activity["advice"]
    assert (place.kind, place.patience) == ("place", None)
    assert place.by is not None


def test_a_number_of_posts_leaves_the_part_time_posts_and_warrants_that_are_among_them(tmp_path: Path) -> None:
    full = "{ number = 4, part_time = [0.5, 0.6], warrants = { amhp = 2 } }"
    whole = WHOLE.replace("{ number = 4, warrants = { amhp = 2 } }", full)
    write(tmp_path, whole, "whole.toml")
    found = []
    for number in (8, 1):
        own = f'extends = "whole.toml"\n[team.north.posts]\nplanner = {number}\n'
        posts = load_service(write(tmp_path, own, "own.toml")).base.team["north"].posts["planner"]
        found.append((posts.number, posts.part_time, posts.warrants["amhp"].value))
    assert found == [(8, (0.5, 0.6), 2), (1, (0.5,), 1)]


def test_posts_written_as_a_table_are_replaced_whole(tmp_path: Path) -> None:
    text = "[team.north.posts]\nplanner = { number = 8, warrants = { amhp = 1 } }\n"
    posts = extended(tmp_path, text).team["north"].posts["planner"]
    assert (posts.number, posts.warrants["amhp"].value) == (8, 1)


def test_a_part_of_a_priority_leaves_its_number(tmp_path: Path) -> None:
    priority = extended(tmp_path, "[priority.urgent]\ndue_days = 3\n").priority["urgent"]
    assert priority.due_days is not None
    assert (priority.number, priority.due_days.value) == (1, 3)


def test_a_file_of_cases_takes_the_place_of_a_number_of_cases(base: Path, tmp_path: Path) -> None:
    middle = '[day_one.waiting]\ncases = 3\nstream = "referral"\nreached = { visit = 1 }\n'
    write(tmp_path, CHILD + middle, "middle.toml")
    write(tmp_path, "stream,activity,days_since_contact\nreferral,visit,4\n", "cases.csv")
    own = write(tmp_path, 'extends = "middle.toml"\n[day_one.waiting]\ncsv = "cases.csv"\n', "own.toml")
    service = load_service(own)
    assert service.files == ("small.toml", "middle.toml", "own.toml")
    assert [case.days_since_contact for case in service.base.day_one.waiting_cases] == [4]


def test_the_file_extended_is_looked_for_beside_the_one_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    write(tmp_path / "base", SMALL)
    own = write(tmp_path, 'extends = "base/small.toml"\n', "own.toml")
    assert load_service(own).base.title == "Small"


def test_a_shipped_config_can_be_extended_by_name(tmp_path: Path) -> None:
    own = write(tmp_path, 'extends = "thurrock-2014"\n[day_one.waiting]\ncases = 0\n', "own.toml")
    stock = load_service(own).base.day_one.waiting
    assert stock is not None
    assert stock.cases is not None
    assert stock.cases.value == 0


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_config_loads_by_its_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_service(name).name == Path(name).name


def test_changes_of_both_files_come_in_order_of_date(base: Path, tmp_path: Path) -> None:
    change = '[[change]]\nfrom = {}\nset = {{ "role.planner.casework_share" = {} }}\n'
    write(tmp_path, CHILD + change.format("2015-06-01", 0.6), "middle.toml")
    own = 'extends = "middle.toml"\n' + change.format("2014-06-01", 0.5)
    service = load_service(write(tmp_path, own, "own.toml"))
    shares = [epoch.scenario.role["planner"].casework_share.value for epoch in service.epochs]
    assert shares == [0.7, 0.5, 0.6]


def test_a_circle_of_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, 'extends = "two.toml"\n', "one.toml")
    write(tmp_path, 'extends = "one.toml"\n', "two.toml")
    assert problems(tmp_path / "one.toml") == [
        "two.toml: extends: files extend one another in a circle (found 'one.toml')."
    ]


def test_a_file_cannot_extend_itself(tmp_path: Path) -> None:
    own = write(tmp_path, 'extends = "own.toml"\n', "own.toml")
    assert problems(own) == ["own.toml: extends: files extend one another in a circle (found 'own.toml')."]


def test_a_missing_file_is_told_where_it_is_named(tmp_path: Path) -> None:
    assert problems(child(tmp_path, "")) == ["child.toml: extends: there is no such file (found 'small.toml')."]


@pytest.mark.parametrize("given", ['["small.toml", 3]', "[]", "3", "{}"])
def test_extends_names_files(base: Path, tmp_path: Path, given: str) -> None:
    own = write(tmp_path, f"extends = {given}\n", "own.toml")
    rule = "own.toml: extends: the name of a file is wanted, or a list of names"
    assert [problem.partition(" (found")[0] for problem in problems(own)] == [rule]


def test_a_problem_is_told_of_the_file_that_holds_it(tmp_path: Path) -> None:
    write(tmp_path, SMALL.replace("caseload = 20", 'caseload = "20"'))
    own = child(tmp_path, "[role.planner]\ncasework_shar = 0.7\n[team.north.posts]\nnurse = -1\n")
    assert problems(own) == [
        "small.toml: role.planner.caseload: a whole number is wanted (found '20').",
        "child.toml: role.planner.casework_shar: there is no such setting. Did you mean 'casework_share'?",
        "child.toml: team.north.posts.nurse.number: must be at least 0 (found -1).",
    ]


def test_a_problem_in_a_change_is_told_of_the_file_that_holds_it(tmp_path: Path) -> None:
    write(tmp_path, SMALL + '[[change]]\nfrom = 2015-04-01\nset = { "role.planner.caseloads" = 3 }\n')
    own = child(tmp_path, '[[change]]\nfrom = 2014-06-01\nset = { "role.planner.casework_share" = 0.6 }\n')
    assert problems(own)[0].startswith('small.toml: change[0].set."role.planner.caseloads": ')
