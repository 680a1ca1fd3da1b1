"""The figures of an experiment: the usual ones, the cells that names stand for, and what is wrong with a name."""

from dataclasses import replace
from pathlib import Path

import pytest
from comparing import TARGET, WAIT, WITHIN, design, experiment, variant

from sim.errors import InputFault
from sim.experiment.figure_table import Cell
from sim.experiment.headline import Headline, headlines, usual_headlines
from sim.scenario import Service
from sim.scenario.experiments import FigureRef

GROUPS = """
[group.referral]
label = "Everybody referred"
streams = ["referral"]
[group.new]
label = "New people"
streams = ["referral"]
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return variant(tmp_path_factory.mktemp("headlines"), groups="[[target]] => " + GROUPS + "[[target]]")


def found(service: Service, *refs: FigureRef) -> tuple[Headline, ...]:
    return headlines(experiment(design("tiny", service), figures=refs), service)


def problems(service: Service, *refs: FigureRef) -> list[str]:
    with pytest.raises(InputFault) as fault:
        found(service, *refs)
    assert {problem.file for problem in fault.value.problems} == {"trial.toml"}
    return [str(problem).removeprefix("trial.toml: ") for problem in fault.value.problems]


def test_the_usual_figures_are_the_mean_wait_and_the_share_within_the_longest_limit(service: Service) -> None:
    assert [item.cell for item in found(service)] == [WAIT, WITHIN]
    assert [item.better for item in found(service)] == [-1, 1]
    assert [item.unit for item in found(service)] == ["days", "share"]


def test_the_longest_limit_in_days_is_taken_and_without_one_there_is_only_the_mean(tmp_path: Path) -> None:
    more = '[[target]]\nlabel = "{}"\nclock = "contact_to_assessment"\n{}\nshare = 0.5\n'
    extra = more.format("Six weeks", "days = 42") + more.format("Soon", "working_days = 60") + "[[target]]"
    longer = variant(tmp_path, target=f"[[target]] => {extra}")
    assert found(longer)[1].cell[0] == "contact_to_assessment_within_42_days"
    none = variant(tmp_path, "none", days="days = 28 => working_days = 20")
    assert [item.cell for item in found(none)] == [WAIT]


@pytest.mark.parametrize(
    ("ref", "cell"),
    [
        (FigureRef("utilisation", role="adviser", team="north", period="2014/15"),
         ("utilisation", "", "", "", "adviser", "north", "2014/15", "share")),
        (FigureRef("contact_to_response_p90_days", stream="referral"),
         ("contact_to_response_p90_days", "referral", "", "", "", "", "all", "days")),
        (FigureRef("contact_to_response_p90_days", group="referral"),
         ("contact_to_response_p90_days", "referral (group)", "", "", "", "", "all", "days")),
        (FigureRef("contact_to_response_p90_days", group="new", period="day_one"),
         ("contact_to_response_p90_days", "new", "", "", "", "", "day_one", "days")),
        (FigureRef("target_met", activity=TARGET),
         ("target_met", "", "", TARGET, "", "", "all", "share")),
        (FigureRef("step_wait_mean_days", activity="assessment"),
         ("step_wait_mean_days", "", "", "assessment", "", "", "all", "days")),
        (FigureRef("closed", period="2015-01"),
         ("closed", "", "", "", "", "", "2015-01", "cases")),
    ],
)  # fmt: skip
def test_a_name_stands_for_a_cell_of_the_results(service: Service, ref: FigureRef, cell: Cell) -> None:
    (item,) = found(service, ref)
    assert item.cell == cell


def test_labels_say_of_whom_and_when_and_a_given_label_is_kept(service: Service) -> None:
    given = FigureRef("utilisation", label="How busy")
    whose = FigureRef("contact_to_response_mean_days", group="new", period="2014/15")
    what = FigureRef("target_share", activity=TARGET)
    assert [item.label for item in found(service, given, whose, what)] == [
        "How busy",
        "Contact to first response: mean wait, New people, 2014/15",
        f"Share within the target, {TARGET}",
    ]


def test_an_unknown_measure_is_named_with_its_place_and_the_nearest(service: Service) -> None:
    assert problems(service, FigureRef("utilisation"), FigureRef("contact_to_asessment_mean_days")) == [
        "measures[1]: there is no such measure (found 'contact_to_asessment_mean_days')."
        " Did you mean 'contact_to_assessment_mean_days'?"
    ]


def test_a_share_within_a_limit_that_nobody_asks_for_is_refused(service: Service) -> None:
    assert problems(service, FigureRef("contact_to_assessment_within_56_days")) == [
        "measures[0]: no target or comparator of the scenario asks for a share within this limit"
        " (found 'contact_to_assessment_within_56_days'). Did you mean 'contact_to_assessment_within_28_days'?"
    ]


def test_a_dimension_that_the_measure_is_not_given_by_is_refused(service: Service) -> None:
    assert problems(service, FigureRef("hours_per_case", role="adviser"), FigureRef("target_met")) == [
        "measures[0]: hours_per_case is not given by role. It is given by nothing.",
        "measures[1]: target_met is not given by nothing. It is given by activity.",
    ]


@pytest.mark.parametrize(
    ("ref", "place", "hint"),
    [
        (FigureRef("utilisation", role="advisor"), "role: there is no such role (found 'advisor')", "'adviser'"),
        (FigureRef("utilisation", team="nord"), "team: there is no such team (found 'nord')", "'north'"),
        (FigureRef("received", stream="referal"), "stream: there is no such stream (found 'referal')", "'referral'"),
        (FigureRef("received", group="nwe"), "group: there is no such group (found 'nwe')", "'new'"),
        (FigureRef("received", priority="urgnt"), "priority: there is no such priority (found 'urgnt')", "'urgent'"),
        (FigureRef("target_met", activity="Assessed"), "activity: there is no such target (found 'Assessed')", ""),
        (FigureRef("received", period="2016/17"),
         "period: received is not given for this period (found '2016/17')", "'2015/16'"),
        (FigureRef("utilisation", period="day_one"),
         "period: utilisation is not given for this period (found 'day_one')", ""),
    ],
)  # fmt: skip
def test_an_unknown_name_is_told_with_the_nearest(service: Service, ref: FigureRef, place: str, hint: str) -> None:
    (problem,) = problems(service, ref)
    assert problem.startswith(f"measures[0].{place}.")
    assert hint in problem


def test_every_problem_is_told_at_once(service: Service) -> None:
    assert len(problems(service, FigureRef("tea"), FigureRef("received", stream="x", period="y"))) == 3


def test_names_that_only_an_option_has_are_known(service: Service, tmp_path: Path) -> None:
    south = variant(tmp_path, team="[day_one.waiting] => [team.south]\nposts = { adviser = 1 }\n[day_one.waiting]")
    trial = experiment(
        design("tiny", service),
        design("south", south, against="tiny"),
        figures=[FigureRef("utilisation", team="south")],
    )
    assert headlines(trial, service)[0].cell[5] == "south"


def test_a_period_of_months_leaves_the_usual_figures_to_the_whole_run(service: Service) -> None:
    trial = replace(experiment(design("tiny", service), figures=[FigureRef("closed")]), period="2015-01")
    assert [item.cell for item in usual_headlines(trial, service)] == [WAIT, WITHIN]
    with pytest.raises(InputFault, match=r"trial.toml: period: contact_to_assessment_mean_days is not given"):
        headlines(replace(trial, figures=()), service)
