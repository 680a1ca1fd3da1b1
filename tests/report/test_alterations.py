"""What an option alters: told once, from its day, and when it ends."""

import datetime as dt
from pathlib import Path

from sim.report.paper.alteration_words import told, used_at_last
from sim.scenario import Service, load_service
from tiny import tiny_config

DAY = dt.date


def services(folder: Path, more: str) -> tuple[Service, Service]:
    before = tiny_config(folder)
    option = folder / "option.toml"
    option.write_text(f'extends = "{before.name}"\n{more}', encoding="utf-8")
    return load_service(before), load_service(option)


def said(folder: Path, more: str) -> list[tuple[str, str, str, dt.date]]:
    before, after = services(folder, more)
    return [(item.what, item.was, item.now, item.begins) for item in told(before, after, used_at_last(before))]


def test_a_change_for_a_while_is_told_when_it_begins_and_when_it_ends(tmp_path: Path) -> None:
    more = """
[[change]]
from = 2014-10-01
set = { "activity.front_door.effort_hours" = 0.75 }
[[change]]
from = 2015-04-01
set = { "activity.front_door.effort_hours" = 0.5 }
"""
    assert said(tmp_path, more) == [
        ("front door: hours of work", "0.50", "0.75", DAY(2014, 10, 1)),
        ("front door: hours of work", "", "as without it", DAY(2015, 4, 1)),
    ]


def test_posts_are_told_for_all_teams_together(tmp_path: Path) -> None:
    more = """
[team.south]
label = "South"
posts = { social_worker = 2 }
[team.north.posts]
social_worker = { number = 2, part_time = [0.5] }
"""
    assert said(tmp_path, more) == [
        ("posts (full-time equivalents): social workers", "", "2.5 more", DAY(2014, 4, 1)),
    ]


def test_posts_that_only_move_are_not_told_as_more(tmp_path: Path) -> None:
    more = """
[team.south]
label = "South"
posts = { social_worker = 1 }
[team.north.posts]
social_worker = 0
"""
    assert said(tmp_path, more)[0][2] == "moved between teams"


def test_an_activity_that_nobody_came_to_before_is_new(tmp_path: Path) -> None:
    more = """
[activity.advice]
label = "Advice online"
delay_days = 1
next = "close"
[activity.front_door]
next = { assessment = 0.25, advice = 0.25, close = 0.5 }
"""
    found = {what: (was, now) for what, was, now, _ in said(tmp_path, more)}
    assert "new activity: advice online" in found
    assert found["front door, share that is then: assessment"] == ("50.0 %", "25.0 %")
    assert found["front door, share that is then: advice online"] == ("none", "25.0 %")


def test_who_does_it_is_told_with_labels(tmp_path: Path) -> None:
    (found,) = said(tmp_path, '[activity.front_door]\nby = ["adviser@any"]\n')
    assert found[0] == "front door: done by"
    assert found[2].endswith("of any team")


def test_another_range_of_the_same_posts_is_not_told(tmp_path: Path) -> None:
    assert said(tmp_path, "[team.north.posts]\nsocial_worker = { value = 1, low = 0, high = 2 }\n") == []


def test_of_another_shape_with_the_same_mean_the_shape_is_told(tmp_path: Path) -> None:
    shape = '{ distribution = "gamma", mean = 0.5, cv = 0.7 }'
    ((what, was, now, _),) = said(tmp_path, f"[activity.front_door]\neffort_hours = {shape}\n")
    assert (what, was, now) == ("front door: hours of work", "fixed", "gamma, cv 0.7")
