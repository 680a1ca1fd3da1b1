"""A staffing experiment that cannot be searched is refused with one clear error for each fault."""

from pathlib import Path

import pytest

from sim.errors import InputFault
from sim.experiment.staffing.required import required
from sim.scenario.experiments import load_experiment
from tiny import tiny_config

WHOLE = """
baseline = "tiny.toml"
period = "2015/16"

[staffing]
from = 2015-04-01

[[staffing.role]]
name = "workers"
role = "social_worker"
"""


def write(folder: Path, text: str = WHOLE, *, config: str = "") -> Path:
    """Write the small service, with more at its end, and a staffing experiment."""
    baseline = tiny_config(folder)
    if config:
        baseline.write_text(baseline.read_text(encoding="utf-8") + config, encoding="utf-8")
    file = folder / "staffing.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(file: Path) -> list[str]:
    """Each problem of an experiment, as it is told."""
    with pytest.raises(InputFault) as fault:
        load_experiment(file)
    return [str(problem) for problem in fault.value.problems]


def test_what_a_file_leaves_open_is_filled_in(tmp_path: Path) -> None:
    staffing = load_experiment(write(tmp_path)).staffing
    assert staffing is not None
    assert staffing.targets == ("Assessed within 28 days",)
    assert staffing.periods == ("2015/16",)
    assert staffing.growth_per_week == 0.5
    (workers,) = staffing.roles
    assert (workers.label, workers.teams, workers.now) == ("Social workers", ("north",), (1,))


LIST = "[[staffing.list]]\nunder = 5"
ROLE, NAME, FROM = 'role = "social_worker"', 'name = "workers"', "from = 2015-04-01"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (ROLE, 'role = "social_workers"', ["staffing.role[0].role", "there is no role", "social_worker'"]),
        (NAME, f'{NAME}\nteams = ["nort"]', ["staffing.role[0].teams[0]", "there is no team", "north"]),
        (NAME, f"{NAME}\nleast = 5\nmost = 3", ["most (3) may not be below least (5)"]),
        (NAME, f"{NAME}\nshares = {{ north = 0 }}", ["the shares of teams must add up to 1 (found 0)"]),
        (
            NAME,
            f'{NAME}\nshares = "equal"',
            ["staffing.role[0].shares", "load or posts is wanted, or a table", "equal"],
        ),
        (FROM, "from = 2025-04-01", ["staffing.from"]),
        (FROM, 'targets = ["Assessed in 28 days"]', ["there is no target", "Assessed within 28 days"]),
        (FROM, 'periods = ["2019/20"]', ["this is no year of the run", "'2019/20'"]),
        (FROM, f'{FROM}\nperiods = ["2014/15"]', ["staffing.periods[0]", "from 2015-04-01 on, when this year is over"]),
        (FROM, "assurance = 1.5", ["staffing.assurance"]),
        (FROM, "growth_per_week = -1", ["staffing.growth_per_week", "must be at least 0, or false", "-1"]),
        (FROM, 'growth_per_week = "none"', ["staffing.growth_per_week", "a number is wanted, or false", "none"]),
        (FROM, f"{FROM}\n[staffing.phases]\nuntil = 2036-10-01", ["staffing.phases.until", "the run ends before"]),
        (ROLE, f"{ROLE}\n{LIST}\nby = 2015-02-01", ["staffing.list[0].by", "posts differ only from 2015-04-01 on"]),
        (
            ROLE,
            f'{ROLE}\n{LIST}\nby = 2015-05-01\nrole = "adviser"',
            ["staffing.list[0].role", "no posts of this role vary"],
        ),
        (FROM, "tolerance = 0.02", ['tolerance goes with levels = "baseline"']),
        (FROM, "list_tolerance = false", ['list_tolerance goes with levels = "baseline"']),
        (FROM, 'levels = "baseline"', ["staffing.levels", "for a demand scenario only", "Write a [[scenario]]"]),
        (FROM, 'levels = "best"', ["staffing.levels", "promised", "baseline"]),
        (FROM, "most_posts = -1", ["staffing.most_posts"]),
        ("[staffing]", "replications = 5\n[staffing]", ["a staffing search has no replications"]),
        (ROLE, f"{ROLE}\n[staffing.search]\nfirst = 20\nmost = 10", ["first may not be above most"]),
        (ROLE, f"{ROLE}\n[staffing.certificate]\nlooks = [100, 50]", ["numbers that ascend"]),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    assert old in WHOLE
    (problem,) = problems(write(tmp_path, WHOLE.replace(old, new)))
    for text in told:
        assert text in problem


def test_lists_are_guarded_in_every_period_so_that_none_piles_up_first(tmp_path: Path) -> None:
    text = WHOLE.replace(FROM, f'{FROM}\nperiods = ["2015/16", "2016/17"]').replace(
        "[staffing]", "years = 3\n[staffing]", 1
    )
    experiment = load_experiment(write(tmp_path, text))
    assert experiment.staffing is not None
    names = [item.requirement.name for item in required(experiment.staffing, experiment.baseline.service)]
    guards = [f"List of social workers grows by at most 0.5 a week, {period}" for period in ("2015/16", "2016/17")]
    assert [name for name in names if name.startswith("List")] == guards


def test_posts_that_cost_nothing_are_refused_unless_their_price_is_given(tmp_path: Path) -> None:
    text = WHOLE.replace(NAME, 'name = "partners"').replace(ROLE, 'role = "partner"\nteams = ["north"]')
    unpaid = "\n[role.partner]\ncontract_hours_per_week = 37\n"
    (problem,) = problems(write(tmp_path, text, config=unpaid))
    assert "the config gives no pay of this role, so that posts would cost nothing" in problem
    assert "gbp_per_year" in problem
    priced = text.replace('role = "partner"', 'role = "partner"\ngbp_per_year = 30_000')
    staffing = load_experiment(write(tmp_path, priced, config=unpaid)).staffing
    assert staffing is not None
    assert staffing.roles[0].gbp_per_year == 30_000


def test_what_the_baseline_sets_has_usual_tolerances(tmp_path: Path) -> None:
    (tmp_path / "more.toml").write_text('extends = "tiny.toml"\n[demand.referral]\nper_year = 60\n', encoding="utf-8")
    scenario = '[[scenario]]\nname = "more"\nfiles = ["more.toml"]\n'
    text = WHOLE.replace(FROM, f'{FROM}\nlevels = "baseline"').replace("[staffing]", f"{scenario}[staffing]", 1)
    found = load_experiment(write(tmp_path, text))
    assert found.staffing is not None
    assert (found.staffing.tolerance, found.staffing.list_tolerance) == (0.01, 0.05)
    left = load_experiment(write(tmp_path, text.replace("levels", "list_tolerance = false\nlevels")))
    assert left.staffing is not None
    assert left.staffing.list_tolerance is None


def test_a_total_below_the_least_of_all_roles_is_refused(tmp_path: Path) -> None:
    text = WHOLE.replace("from =", "most_posts = 3\nfrom =").replace("name =", "least = 4\nname =")
    (problem,) = problems(write(tmp_path, text))
    assert "the roles have 4 posts at least, so there can be no plan" in problem


def test_posts_are_varied_once_and_names_given_once(tmp_path: Path) -> None:
    twice = WHOLE + '\n[[staffing.role]]\nname = "workers"\nrole = "social_worker"\n'
    told = " ".join(problems(write(tmp_path, twice)))
    assert "staffing.role[0] has this name too" in told
    assert "varies the posts of this role in 'north' too" in told


def test_posts_follow_roles_of_the_search_only(tmp_path: Path) -> None:
    tied = WHOLE + '\n[[staffing.tied]]\nname = "advisers"\nrole = "adviser"\none_for = 4\nof = ["worker"]\n'
    (problem,) = problems(write(tmp_path, tied))
    assert "there is no role of the search" in problem
    assert "workers" in problem


def test_without_a_target_there_is_nothing_to_staff_for(tmp_path: Path) -> None:
    file = write(tmp_path)
    baseline = tmp_path / "tiny.toml"
    text = baseline.read_text(encoding="utf-8")
    begin, end = text.index("[[target]]"), text.index("[[comparator]]")
    baseline.write_text(text[:begin] + text[end:], encoding="utf-8")
    (problem,) = problems(file)
    assert "the baseline has no target to staff for" in problem


def test_a_sweep_and_a_search_do_not_go_together(tmp_path: Path) -> None:
    both = WHOLE + '\n[sweep]\nmethod = "grid"\n[sweep.grid]\n"team.north.posts.adviser" = [1, 2]\n'
    assert any("a sweep or a staffing search, not both" in problem for problem in problems(write(tmp_path, both)))
