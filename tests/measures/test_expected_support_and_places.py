"""Expected numbers of people in support, of places and of work beside the main path, each worked out by hand."""

import math
from pathlib import Path

import pytest
from scipy.stats import poisson

from sim.measures.client_model import ClientTerms, course, reviews_a_year
from sim.measures.day_one_load import places_on_day_one
from sim.measures.load import OfferedLoad, offered_load
from sim.measures.place_load import erlang_b
from worlds import head, load, role

# 31 March 2014 to 30 March 2015: 261 days of 8 hours.
YEAR_HOURS = 261 * 8

START = (
    head(years=2)
    + role("clerk")
    + """
[team.office.posts]
clerk = 1
[activity.desk]
by = "clerk@office"
effort_hours = 2
next = "close"
"""
)


def expected(folder: Path, text: str, year: int = 0) -> OfferedLoad:
    return offered_load(load(folder, text), year)


def visits(found: OfferedLoad) -> dict[str, float]:
    return {item.activity: item.visits for item in found.activities}


# Ways of coming


def test_uptake_is_so_many_contacts_a_person_of_a_band_that_grows(tmp_path: Path) -> None:
    text = START + (
        "[population.carers]\npeople = 1000\ngrowth_per_year = 0.1\n"
        '[demand.carers]\nuptake = { of = "carers", per_person_per_year = 0.3 }\nbegins_at = "desk"\n'
    )
    growth = 0.1 / 0.0953101798  # g / ln(1 + g), the average level over a year
    assert expected(tmp_path, text).streams["carers"] == pytest.approx(1000 * 0.3 * growth)
    assert expected(tmp_path, text, 1).streams["carers"] == pytest.approx(1000 * 1.1 * 0.3 * growth)


def test_batches_count_in_the_years_that_their_days_fall_in(tmp_path: Path) -> None:
    text = (
        START
        + """
[demand.leavers]
batches = [
  { date = 2014-06-02, cases = 24, every_year = true },
  { date = 2015-03-21, cases = 10, over_days = 40 },
  { date = 2015-09-01, cases = 7 },
]
begins_at = "desk"
"""
    )
    # From 21 March 2015 one comes in the middle of every four days: on the third day, the seventh, and the
    # eleventh, which is the first day of the second year.
    assert expected(tmp_path, text).streams["leavers"] == 24 + 2
    assert expected(tmp_path, text, 1).streams["leavers"] == 24 + 8 + 7


def test_people_who_come_back_come_back_again(tmp_path: Path) -> None:
    text = START + ('[demand.calls]\nper_year = 300\nreturns = { share = 0.25, after_days = 60 }\nbegins_at = "desk"\n')
    assert expected(tmp_path, text).streams["calls"] == pytest.approx(300 * 4 / 3)  # 1 + 1/4 + 1/16 + ...
    off = text + "[rules]\nreturns = false\n"
    assert visits(expected(tmp_path, off)) == pytest.approx({"desk": 300})


# People in support

THURROCK = ClientTerms(leaves=0.20, changes=750 / 2_900, review_after=1.0, takes=28 / 365.25)


def test_reviews_follow_from_leaving_changing_and_the_time_a_case_is_open() -> None:
    # r + x = 0.458621; e^-0.458621 = 0.632155; (1 - 0.632155) / 0.458621 = 0.802068 years a running clock.
    # S = 2,900 (1 - 0.0766598 x 0.258621) / (0.802068 + 0.0766598 x 0.632155) = 3,342.04; R = S x 0.632155.
    assert reviews_a_year(2_900, THURROCK) == pytest.approx(2_112.69, abs=0.05)


def test_clocks_running_and_cases_open_are_all_the_people_there_are() -> None:
    reviews = reviews_a_year(2_900, THURROCK)
    risk = THURROCK.leaves + THURROCK.changes
    begun = reviews * math.exp(risk)
    running = begun * (1 - math.exp(-risk)) / risk
    assert running + THURROCK.takes * (reviews + 750) == pytest.approx(2_900)


@pytest.mark.parametrize(
    ("terms", "each"),
    [
        (ClientTerms(leaves=0.0, changes=0.0, review_after=1.0, takes=0.0), 1.0),
        (ClientTerms(leaves=0.0, changes=0.0, review_after=1.0, takes=0.25), 0.8),  # one every 15 months
        (ClientTerms(leaves=0.0, changes=4.0, review_after=1.0, takes=0.25), 0.0),  # a case is always open
        (ClientTerms(leaves=0.3, changes=0.2, review_after=None, takes=0.1), 0.0),
    ],
)
def test_reviews_of_one_person_where_they_can_be_told_at_sight(terms: ClientTerms, each: float) -> None:
    assert reviews_a_year(100, terms) == pytest.approx(100 * each)


def test_the_number_in_support_runs_towards_joins_over_leaves() -> None:
    later, average = course(1_000, 0, math.log(2), 1)
    assert (later, average) == (pytest.approx(500), pytest.approx(500 / math.log(2)))
    assert course(1_000, 200, 0.2, 3) == (pytest.approx(1_000), pytest.approx(1_000))
    assert course(10, 6, 0, 2) == (pytest.approx(22), pytest.approx(16))
    assert course(0, 200, 0.2, 60)[0] == pytest.approx(1_000, rel=1e-5)


SUPPORT = (
    head(years=2)
    + role("clerk")
    + """
[team.office.posts]
clerk = 1
[clients.long_term]
supported = 1000
leaves_per_year = 0.2
joined_at = ["start"]
join_share = 0.5
review_takes_days = 36.525
[demand.calls]
per_year = 800
begins_at = "desk"
[demand.reviews]
from_clients = { of = "long_term", review_after_days = 365.25 }
begins_at = "review"
[demand.changes]
from_clients = { of = "long_term", per_client_per_year = 0.25 }
begins_at = "start"
[activity.desk]
by = "clerk@office"
effort_hours = 0.1
next = { start = 0.5, close = 0.5 }
[activity.start]
by = "clerk@office"
effort_hours = 0.1
next = { start = 0.2, close = 0.8 }
[activity.review]
by = "clerk@office"
effort_hours = 1
next = "close"
"""
)


def test_people_join_once_and_only_those_who_are_not_in_support(tmp_path: Path) -> None:
    found = expected(tmp_path, SUPPORT)
    # 400 of 800 calls come to the start, some of them twice, and half of these people join: 0.2 x 1,000 leave.
    assert found.clients["long_term"].joins == pytest.approx(200)
    assert found.clients["long_term"].leaves == pytest.approx(200)
    assert found.clients["long_term"].number == pytest.approx(1_000)
    # The 250 changes of need come there too: (400 + 250) / 0.8 visits.
    assert visits(found)["start"] == pytest.approx(812.5)


def test_people_in_support_bring_reviews_and_changes(tmp_path: Path) -> None:
    found = expected(tmp_path, SUPPORT)
    # r + x = 0.45: 1,000 (1 - 0.025) x 0.637628 / (0.805271 + 0.1 x 0.637628).
    assert found.streams["reviews"] == pytest.approx(715.38, abs=0.01)
    assert found.streams["changes"] == pytest.approx(250)
    assert visits(found)["review"] == pytest.approx(715.38, abs=0.01)


def test_fewer_in_support_bring_fewer_cases_in_the_years_after(tmp_path: Path) -> None:
    text = SUPPORT.replace("join_share = 0.5", "join_share = 0")
    average = 1_000 * math.exp(-0.2) * (1 - math.exp(-0.2)) / 0.2  # of the second year
    found = expected(tmp_path, text, 1)
    assert found.clients["long_term"].number == pytest.approx(average)
    assert found.streams["changes"] == pytest.approx(0.25 * average)
    assert found.streams["reviews"] == pytest.approx(0.71538 * average, rel=1e-4)


def test_a_dated_change_of_demand_changes_who_joins_from_its_date(tmp_path: Path) -> None:
    text = SUPPORT + '[[change]]\nfrom = 2015-03-31\nset = { "demand.calls.per_year" = 0 }\n'
    assert expected(tmp_path, text).clients["long_term"].number == pytest.approx(1_000)
    found = expected(tmp_path, text, 1).clients["long_term"]
    assert (found.joins, found.number) == (0, pytest.approx(1_000 * (1 - math.exp(-0.2)) / 0.2))


# Work beside the main path

BESIDE = (
    head(years=1)
    + role("nurse", direct_work_share=0.5)
    + role("clerk")
    + """
[team.north.posts]
nurse = { number = 4, part_time = [0.5], warrants = { approved = 1 } }
clerk = 1
[team.south.posts]
nurse = 1
clerk = 1
[team.partner]
external = true
[team.partner.posts]
clerk = 1
[warrant.approved]
[demand.calls]
per_year = 100
teams = { north = 0.75, south = 0.25 }
begins_at = "visit"
[activity.visit]
by = "nurse"
held = true
effort_hours = 4
alongside = "sums"
joint = { by = ["nurse", "clerk"], effort_hours = 3 }
next = { visit = 0.2, hearing = 0.8 }
[activity.sums]
by = "clerk"
effort_hours = 1
next = "letter"
[activity.letter]
by = "clerk@partner"
effort_hours = 2
next = "close"
[activity.hearing]
by = "approved@any"
effort_hours = 5.22
next = "settled"
[activity.settled]
awaits = "sums"
next = "close"
"""
)


def test_each_visit_with_a_side_path_adds_a_case_of_the_same_team_to_it(tmp_path: Path) -> None:
    found = expected(tmp_path, BESIDE)
    assert visits(found) == pytest.approx({"visit": 125, "sums": 125, "letter": 125, "hearing": 100})
    assert found.cell("clerk", "south").work_hours == pytest.approx(125 * 0.25)
    off = expected(tmp_path, BESIDE + "[rules]\nside_work = false\n")
    assert visits(off) == pytest.approx({"visit": 125, "hearing": 100})


def test_a_joint_step_is_borne_by_the_holder_and_by_the_second_list(tmp_path: Path) -> None:
    alone = expected(tmp_path, BESIDE + "[rules]\njoint_steps = false\n").cell("nurse", "south").work_hours
    assert alone == pytest.approx(125 * 0.25 * 4 * 1.5)
    found = expected(tmp_path, BESIDE)
    assert found.cell("nurse", "south").work_hours == pytest.approx(alone + 125 * 0.25 * 3)
    second = next(item for item in found.lists if item.activity == "visit" and item.team == "south")
    assert (second.cases, second.hours, second.cover) == (0, pytest.approx(93.75), ("clerk",))


def test_work_for_a_warrant_falls_on_its_cell_and_is_set_against_its_holders(tmp_path: Path) -> None:
    found = expected(tmp_path, BESIDE)
    # It is shared work, so no direct work comes with it.
    assert found.cell("nurse", "north").work_hours == pytest.approx(125 * 0.75 * (4 * 1.5 + 3) + 522)
    (warrant,) = found.warrants
    assert (warrant.warrant, warrant.posts, warrant.work_hours) == ("approved", 1, pytest.approx(522))
    # The first of four posts is the half one; a year's minutes are whole numbers.
    assert warrant.capacity_hours == pytest.approx(YEAR_HOURS / 2, rel=1e-3)
    assert warrant.load == pytest.approx(0.5, rel=1e-3)


def test_direct_work_goes_by_the_first_role_of_a_list_that_begins_with_a_warrant(tmp_path: Path) -> None:
    text = BESIDE.replace("effort_hours = 5.22", "effort_hours = 5.22\nheld = true")
    assert expected(tmp_path, text).warrants[0].work_hours == pytest.approx(522)
    text = text.replace('"approved@any"', '["approved@any", "nurse@any"]')
    assert expected(tmp_path, text).warrants[0].work_hours == pytest.approx(522 * 1.5)


def test_a_partners_staff_are_no_part_of_the_councils_roles(tmp_path: Path) -> None:
    found = expected(tmp_path, BESIDE)
    assert found.cell("clerk", "partner").work_hours == pytest.approx(250)
    assert (found.role("clerk").posts, found.role("clerk").work_hours) == (2, pytest.approx(125))


# Places

PLACES = (
    head(years=1).replace("number = 1", "number = 1\ndelay_factor = 0.5")
    + role("clerk")
    + role("coordinator", caseload=2)
    + """
[team.office.posts]
clerk = 1
coordinator = 1
[demand.calls]
per_year = 400
priorities = { urgent = 0.5, standard = 0.5 }
begins_at = "ask"
[activity.ask]
by = "coordinator@office"
place = { if_full = "desk" }
next = "meet"
[activity.meet]
by = "coordinator@office"
held = true
effort_hours = 1
next = { kept = 0.5, close = 0.5 }
[activity.kept]
delay_days = 4.87
releases = true
next = { desk = 0.5, close = 0.5 }
[activity.desk]
by = "clerk@office"
effort_hours = 1
next = "later"
[activity.later]
delay_days = 1000
next = "close"
"""
)


def test_places_wanted_are_requests_times_the_delays_until_release(tmp_path: Path) -> None:
    (place,) = expected(tmp_path, PLACES).places
    # Half keep the place for 4.87 days, half of these urgent, whose delays are half as long.
    assert place.days_held == pytest.approx(4.87 * 0.5 * 0.75)
    assert place.requests == pytest.approx(400)
    assert place.offered == pytest.approx(2, rel=1e-4)
    assert place.places == pytest.approx(2)
    assert place.overflow_share == pytest.approx(0.4, rel=1e-4)  # (2^2 / 2) / (1 + 2 + 2^2 / 2)


def test_lists_of_the_same_places_fill_them_together(tmp_path: Path) -> None:
    one = '[activity.ask]\nby = "coordinator@office"\nplace = { if_full = "desk" }\nnext = "meet"\n'
    other = one.replace("activity.ask", "activity.beside").replace('"desk"', '"close"')
    text = PLACES.replace(one, one + other).replace("per_year = 400", "per_year = 200")
    text += '[demand.others]\nper_year = 200\npriorities = { urgent = 0.5, standard = 0.5 }\nbegins_at = "beside"\n'
    places = expected(tmp_path, text).places
    assert [place.offered for place in places] == pytest.approx([1, 1], rel=1e-4)
    assert [place.overflow_share for place in places] == pytest.approx([0.4, 0.4], rel=1e-4)


def test_the_loads_suppose_that_everybody_finds_a_place(tmp_path: Path) -> None:
    found = expected(tmp_path, PLACES)
    assert visits(found) == pytest.approx({"meet": 400, "desk": 100})
    assert not any(item.activity == "allocation" for item in found.lists if item.cases > 0)


def test_without_limits_nobody_is_turned_away(tmp_path: Path) -> None:
    (place,) = expected(tmp_path, PLACES + "[rules]\nplace_limits = false\n").places
    assert place.places is None
    assert place.overflow_share == 0


def test_erlangs_formula_is_exact_and_stable() -> None:
    assert erlang_b(2.0, 0) == 1
    assert erlang_b(0.0, 3) == 0
    assert erlang_b(1.0, 3) == pytest.approx((1 / 6) / (1 + 1 + 1 / 2 + 1 / 6))
    assert erlang_b(5_000.0, 5_000) == pytest.approx(poisson.pmf(5_000, 5_000) / poisson.cdf(5_000, 5_000))


def test_places_held_on_day_one_are_held_by_those_who_give_them(tmp_path: Path) -> None:
    stock = '[day_one.places.kept]\ncases = 2\nstream = "calls"\nreached = { kept = 1 }\n'
    held = {item.role: item.held for item in places_on_day_one(load(tmp_path, PLACES + stock))}
    assert held == pytest.approx({"coordinator": 2})
