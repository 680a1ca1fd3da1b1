"""What an option changes is told by setting: what was, what is, and from when until when."""

import datetime as dt
from pathlib import Path

from sim.scenario import Service, load_service
from sim.scenario.altered import Altered, altered, states_told
from tiny import tiny_config

START, END = dt.date(2014, 4, 1), dt.date(2016, 4, 1)


def services(folder: Path, option: str) -> tuple[Service, Service]:
    """The small service, and an option laid over it."""
    base = tiny_config(folder)
    file = folder / "option.toml"
    file.write_text(f'extends = "tiny.toml"\n{option}', encoding="utf-8")
    return load_service(str(base)), load_service(str(file))


def told(folder: Path, option: str) -> list[Altered]:
    base, after = services(folder, option)
    return altered(after, states_told(base))


def test_a_service_differs_from_itself_in_nothing(tmp_path: Path) -> None:
    base, same = services(tmp_path, 'title = "Another title"\n')
    assert altered(same, states_told(base)) == []


def test_a_number_is_told_with_its_range_and_evidence(tmp_path: Path) -> None:
    (change,) = told(
        tmp_path, '[demand.referral]\nper_year = { value = 400, low = 200, high = 500, grade = "derived" }'
    )
    assert change.before is not None
    assert change.after is not None
    assert (change.path, change.first) == ("demand.referral.per_year", START)
    assert change.before.value == 300
    assert (change.after.value, change.after.low, change.after.high, change.after.grade) == (400, 200, 500, "derived")


def test_a_change_that_ends_is_told_with_its_days(tmp_path: Path) -> None:
    one, two = "2014-10-01", "2015-04-01"
    posts = '"team.north.posts.social_worker"'
    text = f"[[change]]\nfrom = {one}\nset = {{ {posts} = 3 }}\n[[change]]\nfrom = {two}\nset = {{ {posts} = 1 }}\n"
    (change,) = told(tmp_path, text)
    assert (change.first, change.end) == (dt.date.fromisoformat(one), dt.date.fromisoformat(two))
    assert change.before is not None
    assert change.after is not None
    assert (change.before.value, change.after.value, change.after.unit) == (1, 3, "posts")


def test_what_is_no_number_is_told_in_words(tmp_path: Path) -> None:
    changes = told(
        tmp_path,
        '[activity.assessment]\neffort_hours = { distribution = "gamma", mean = 9, cv = 0.5 }\n'
        '[rules]\ndispatch = "oldest_first"\n',
    )
    words = {change.path: (change.before, change.after) for change in changes}
    before, after = words["rules.dispatch"]
    assert before is not None
    assert after is not None
    assert (before.words, after.words) == ("held_first", "oldest_first")
    assert words["activity.assessment.effort_hours"][1] is not None
    assert "gamma, cv 0.5" in str(words["activity.assessment.effort_hours"][1])


def test_what_is_new_has_nothing_before_and_no_settings_that_nobody_wrote(tmp_path: Path) -> None:
    role = (
        "[role.helper]\nannual_pay_gbp = 20_000\ncontract_hours_per_week = 37\ncasework_share = 0.8\n"
        "[team.north.posts]\nhelper = 1\n"
    )
    changes = told(tmp_path, role)
    assert all(change.before is None for change in changes)
    assert {change.path for change in changes} == {
        "role.helper.annual_pay_gbp",
        "role.helper.contract_hours_per_week",
        "role.helper.casework_share",
        "team.north.posts.helper",
    }
