"""``carecap story``: a person's journey in sentences, read off the files that a run wrote."""

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.experiment.verification.running import WORLDS
from sim.report.story_events import Telling, hand_overs
from sim.report.story_read import Results, Visit
from tiny import tiny_config
from worlds import head, role

Told = Callable[..., list[str]]

CHAIN = (
    head()
    + """
[demand.referral]
label = "Referrals"
dates = [2014-03-31T09:00:00, 2014-03-31T09:10:00]
teams = { north = 1 }
priorities = { standard = 1 }
begins_at = "front_door"

[activity.front_door]
label = "Front door"
by = ["adviser"]
effort_hours = 0.5
reaches_at_start = "response"
next = "letter"

[activity.letter]
label = "Until the letter is answered"
delay_days = 2
next = "assessment"

[activity.assessment]
by = ["social_worker"]
held = true
effort_hours = 10
reaches = "assessment"
next = "panel"

[activity.panel]
label = "Funding panel"
gate = { every = "week", day = "wed", cut_off_days = 1 }
next = "close"

[team.north]
label = "Locality North"
posts = { adviser = 1, social_worker = 1 }
"""
    + role("adviser", label="Adviser")
    + role("social_worker")
)


@pytest.fixture
def carecap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def told(carecap: Callable[..., Result], tmp_path: Path) -> Told:
    """The lines of the story of a case in a run of a config."""

    def tell(config: str, case: int) -> list[str]:
        (tmp_path / "world.toml").write_text(config, encoding="utf-8")
        run = carecap("run", "world.toml", "--replications", 1, "--jobs", 1, "--quiet", "--out", "out")
        assert run.exit_code == 0, run.output
        done = carecap("story", "out", case)
        assert done.exit_code == 0, done.output
        return done.stdout.splitlines()

    return tell


def test_a_journey_from_contact_to_closing_is_told_in_order(told: Told) -> None:
    # The adviser is with case 0 until 09:30, the social worker until Thursday 11:30 (7.5 hours on Wednesday).
    assert told(CHAIN, 1)[:11] == [
        "Case 1: Referrals, Standard priority, Locality North",
        "",
        "Contact was made on Mon 31 March 2014 at 09:10.",
        "Front door: after 20 minutes waiting for a worker, Adviser 1 of Locality North began on Mon 31 March 2014"
        " at 09:30, and finished at 10:00 (30 minutes of work).",
        "The first response was made on Mon 31 March 2014 at 09:30, 0.0 days after contact.",
        "Until the letter is answered: 2 days, until Wed 2 April at 10:00.",
        "Social worker 1 of Locality North took it at once.",
        "Assessment: after 1 day 1 hour in the tray, the same worker began on Thu 3 April 2014 at 11:30, and"
        " finished on Fri 4 April at 13:30 (10 hours of work).",
        "The assessment was complete on Fri 4 April 2014 at 13:30, 4.2 days after contact.",
        "Funding panel: after 4 days 20 hours of waiting, the meeting on Wed 9 April 2014 at 10:00 passed it.",
        "The case was closed on Wed 9 April 2014 at 10:00.",
    ]


def test_totals_say_how_long_and_where_the_time_went(told: Told) -> None:
    lines = told(CHAIN, 1)
    assert lines[12] == (
        "4.2 days from contact to assessment, 9.0 days in all; 10 hours 30 minutes of staff time by 2 workers."
    )
    # 30 minutes at the front door, 26 hours from Thursday 11:30 to Friday 13:30.
    table = [line.split("  ") for line in lines if line.endswith(" %")]
    assert [(row[0], row[-2].strip() or row[-3].strip(), row[-1].strip()) for row in table] == [
        ("Before Funding panel", "4 days 20 hours", "54 %"),
        ("Until the letter is answered", "2 days", "22 %"),
        ("Being worked on", "1 day 2 hours", "12 %"),
        ("In a worker's tray", "1 day 1 hour", "12 %"),
        ("Waiting for a worker", "20 minutes", "0 %"),
    ]


def test_json_gives_the_events_with_minutes(carecap: Callable[..., Result], told: Told) -> None:
    told(CHAIN, 1)
    events = json.loads(carecap("story", "out", 1, "--json").stdout)
    assert [event["event"] for event in events] == [
        "came", "work", "milestone", "delay", "allocated", "work", "milestone", "meeting", "closed",
    ]  # fmt: skip
    assert events[5] == {
        "case": 1,
        "at": "2014-04-03T11:30",
        "event": "work",
        "activity": "assessment",
        "worker": "north/social_worker/1",
        "second_worker": "",
        "until": "2014-04-04T13:30",
        "waited_minutes": 1530,
        "waited_for": "in a worker's tray",
        "lasted_minutes": 1560,
        "staff_minutes": 600,
        "sentence": "Assessment: after 1 day 1 hour in the tray, the same worker began on Thu 3 April 2014 at"
        " 11:30, and finished on Fri 4 April at 13:30 (10 hours of work).",
    }


def test_a_case_not_done_by_the_end_is_told_as_far_as_it_went(told: Told) -> None:
    # The run ends on Tuesday 1 April at 02:18: 0.003 years are 1.09575 days.
    lines = told(CHAIN.replace("years = 0.1", "years = 0.003"), 1)
    assert "Until the letter is answered: from Mon 31 March 2014 at 10:00, and not over when the run ended." in lines
    assert "When the run ended the case was open, without a worker." in lines
    # From Monday 09:10 to Tuesday 02:18.
    assert "0.7 days in all; 30 minutes of staff time by 1 worker." in lines


def test_labels_come_from_the_config_that_was_run_even_where_files_extend_one_another(
    told: Told, carecap: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "base.toml").write_text(CHAIN, encoding="utf-8")
    lines = told('title = "Another"\nextends = "base.toml"\n[activity.front_door]\nlabel = "First call"\n', 0)
    assert any(line.startswith("First call: Adviser 1 of Locality North began at once, on Mon") for line in lines)
    assert any(line.startswith("Until the letter is answered: ") for line in lines)
    (tmp_path / "base.toml").unlink()
    assert carecap("story", "out", 0).stdout.splitlines() == lines


def test_without_a_case_a_few_are_listed_to_choose_from(carecap: Callable[..., Result], tmp_path: Path) -> None:
    tiny_config(tmp_path)
    carecap("run", "tiny.toml", "--replications", 1, "--jobs", 1, "--quiet", "--out", "out")
    listed = carecap("story", "out")
    assert listed.exit_code == 0
    assert "carecap story out CASE" in listed.stdout
    picks = {pick["why"].split(":")[0]: pick for pick in json.loads(carecap("story", "out", "--json").stdout)}
    assert {"typical", "the longest wait for an assessment", "an urgent one"} <= picks.keys()
    assert picks["typical"]["days"] < picks["the longest wait for an assessment"]["days"]
    assert picks["an urgent one"]["priority"] == "Urgent"
    for pick in picks.values():
        assert carecap("story", "out", pick["case"]).exit_code == 0


@pytest.mark.parametrize("case", ["2", "-1", "one", "1.0", "²"])
def test_a_case_that_is_not_there_ends_with_2_and_the_range(
    carecap: Callable[..., Result], told: Told, case: str
) -> None:
    told(CHAIN, 0)
    done = carecap("story", "out", "--", case)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "numbered 0 to 1" in done.stderr


def test_what_is_no_results_folder_ends_with_2_and_one_line(carecap: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    for name in ("nowhere", "empty", "file"):
        done = carecap("story", name, 0)
        assert (done.exit_code, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert name in done.stderr


def test_results_of_an_older_carecap_are_told_with_a_remark(
    carecap: Callable[..., Result], told: Told, tmp_path: Path
) -> None:
    told(CHAIN, 0)
    table = tmp_path / "out" / "cases.csv"
    rows = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()]
    kept = [place for place, name in enumerate(rows[0]) if name not in ("origin", "outcome", "episode", "client")]
    table.write_text("\n".join(",".join(row[place] for place in kept) for row in rows) + "\n", encoding="utf-8")
    done = carecap("story", "out", 0)
    assert done.exit_code == 0
    assert "written by an older carecap" in done.stdout


def staffed(**posts: int) -> str:
    """Team North with so many posts of each role, who work from 09:00 to 17:00."""
    named = ", ".join(f"{name} = {number}" for name, number in posts.items())
    roles = "".join(role(name, caseload=1, slice_hours=2) for name in posts)
    return f'{roles}[team.north]\nlabel = "North"\nposts = {{ {named} }}\n'


def test_a_visit_by_two_names_both(told: Told) -> None:
    lines = told((Path(str(WORLDS)) / "joint.toml").read_text(encoding="utf-8"), 1)
    assert lines[2:6] == [
        "Contact was made on Mon 31 March 2014 at 10:00.",
        "Social worker 1 of All took it at once.",
        "Visit: after 3 hours in the tray, the same worker began on Mon 31 March 2014 at 13:00, together with Nurse 1"
        " of All, and finished on Tue 1 April at 11:00 (6 hours of work); the second worker was done on Mon 31 March"
        " at 15:00 (2 hours of work).",
        "The case was closed on Tue 1 April 2014 at 11:00.",
    ]


def test_who_gives_up_waiting_and_comes_back_is_told_as_one_person(
    carecap: Callable[..., Result], told: Told, tmp_path: Path
) -> None:
    # The adviser is with case 0 for the whole week; the run ends on Monday 7 April at 07:18.
    text = (
        head(years=0.02)
        + """
[demand.referral]
label = "Referrals"
dates = [2014-03-31T09:00:00, 2014-03-31T09:10:00]
priorities = { standard = 1 }
begins_at = "front_door"
patience = { days = 1, then = { withdraw = 1 } }
returns = { share = 0.95, after_days = 3 }
[activity.front_door]
by = ["adviser@any"]
effort_hours = 40
next = "close"
"""
        + staffed(adviser=1)
    )
    lines = told(text, 1)
    assert lines[2:5] == [
        "Contact was made on Mon 31 March 2014 at 09:10.",
        "Front door: nobody had begun after 1 day when the person had waited long enough and withdrew on Tue 1 April"
        " 2014 at 09:10.",
        "The case was closed on Tue 1 April 2014 at 09:10.",
    ]
    with (tmp_path / "out" / "cases.csv").open(encoding="utf-8", newline="") as file:
        (back,) = (row["case"] for row in csv.DictReader(file) if row["origin"] == "return")
    assert lines[7] == (
        f"The same person's other cases: case {back} (Referrals, return, on Fri 4 April 2014 at 09:10, closed on"
        " Sat 5 April 2014 at 09:10)."
    )
    assert "The person came back on Fri 4 April 2014 at 09:10." in carecap("story", "out", back).stdout


def test_side_work_is_told_beside_the_case_and_awaited(told: Told) -> None:
    text = (
        head()
        + """
[demand.referral]
dates = [2014-03-31T09:00:00]
teams = { north = 1 }
priorities = { standard = 1 }
begins_at = "assessment"
[activity.assessment]
by = ["social_worker"]
held = true
alongside = "finance"
effort_hours = 1
next = "money"
[activity.money]
label = "Financial assessment in"
awaits = "finance"
next = "close"
[activity.finance]
label = "Financial assessment"
by = ["adviser"]
effort_hours = 2
next = "close"
"""
        + staffed(adviser=1, social_worker=1)
    )
    lines = told(text, 0)
    (inset,) = {line.split("]")[0] for line in lines if "Financial assessment: " in line}
    assert lines[2:9] == [
        "Contact was made on Mon 31 March 2014 at 09:00.",
        f"{inset}] Side work began on Mon 31 March 2014 at 09:00.",
        "Social worker 1 of North took it at once.",
        "Assessment: the same worker began at once, on Mon 31 March 2014 at 09:00, and finished at 10:00 (1 hour of"
        " work).",
        f"{inset}] Financial assessment: Adviser 1 of North began at once, on Mon 31 March 2014 at 09:00, and"
        " finished at 11:00 (2 hours of work).",
        "Financial assessment in: after 1 hour the side work was done, on Mon 31 March 2014 at 11:00.",
        "The case was closed on Mon 31 March 2014 at 11:00.",
    ]


def test_work_put_aside_is_taken_up_again(told: Told) -> None:
    # Two hours in, the worker looks up: the urgent case of 10:00 goes first, from 11:00 to 12:00.
    text = (
        head()
        + """
[demand.referral]
dates = [2014-03-31T09:00:00]
priorities = { standard = 1 }
begins_at = "assessment"
[demand.crisis]
dates = [2014-03-31T10:00:00]
priorities = { urgent = 1 }
begins_at = "response"
[activity.assessment]
by = ["social_worker@any"]
effort_hours = 6
next = "close"
[activity.response]
by = ["social_worker@any"]
effort_hours = 1
next = "close"
"""
        + staffed(social_worker=1)
    )
    assert told(text, 0)[3:5] == [
        "Assessment: Social worker 1 of North began at once, on Mon 31 March 2014 at 09:00, and set it aside at 11:00"
        " for something more urgent (2 hours of work).",
        "Assessment: the same worker took it up again on Mon 31 March 2014 at 12:00, 1 hour later, and finished at"
        " 16:00 (4 hours of work).",
    ]


def test_a_place_found_and_a_place_not_found_are_told(carecap: Callable[..., Result], told: Told) -> None:
    text = (
        head()
        + """
[demand.referral]
dates = [2014-03-31T09:00:00, 2014-03-31T09:10:00]
priorities = { standard = 1 }
begins_at = "coordinator"
[activity.coordinator]
label = "Local area coordinator"
by = ["coordinator@any"]
place = { if_full = "advice" }
next = "kept"
[activity.kept]
label = "With the coordinator"
delay_days = 10
next = "close"
[activity.advice]
by = ["adviser@any"]
effort_hours = 1
next = "close"
"""
        + staffed(coordinator=1, adviser=1)
    )
    assert told(text, 0)[3:5] == [
        "Local area coordinator: a place was free, and was given at once, on Mon 31 March 2014 at 09:00.",
        "With the coordinator: 10 days, until Thu 10 April at 09:00.",
    ]
    assert (
        "Local area coordinator: no place was free on Mon 31 March 2014 at 09:10, and the case went on to Advice."
        in carecap("story", "out", 1).stdout
    )


def test_a_hand_over_names_who_gave_and_who_took_and_the_wait_between() -> None:
    monday, tuesday = dt.datetime(2014, 3, 31, 9), dt.datetime(2014, 4, 1, 9)
    row = {"case": "0", "worker": "", "allocation": "2014-03-31T09:00", "source": "arrival", "outcome": "completed"}
    config = {"activity": {"visit": {"held": True, "effort_hours": 4}}}
    results = Results(Path("out"), config, ends=monday + dt.timedelta(days=30), cases={0: row})
    visits = [
        Visit(0, 0, "visit", "north/social_worker/1", monday, monday, tuesday, 180, "handed_back"),
        Visit(0, 0, "visit", "north/social_worker/2.2", monday, tuesday.replace(hour=11), tuesday.replace(hour=12), 60,
              "finished"),
    ]  # fmt: skip
    assert [event.sentence for event in Telling(results, 0, visits).events()] == [
        "Social worker 1 of North took it at once.",
        "Visit: Social worker 1 of North began at once, on Mon 31 March 2014 at 09:00, and handed it back unfinished"
        " on Tue 1 April at 09:00 (3 hours of work).",
        "Visit: Social worker 2 of North (the second in the post) took it over on Tue 1 April 2014 at 11:00, 2 hours"
        " later, and finished at 12:00 (1 hour of work).",
    ]
    assert hand_overs(visits) == 1
