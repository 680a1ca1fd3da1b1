"""Client Level Data, read back: its fields and codes as the collection has them, its dates those of the results."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from exported import Exported, export, own_table, run

from random_services import random_service
from tiny import TINY
from worlds import head, role

# The specification: fields in order, values, and what must stand in every row that a council sends.
FIELDS = [
    "LA_Code", "Reporting_Period_Start_Date", "Reporting_Period_End_Date", "NHS_Number",
    "LA_Person_Unique_Identifier", "GP_Practice_Code", "Gender", "Ethnicity", "Date_of_Birth", "Date_of_Death",
    "Client_Type", "Primary_Support_Reason", "Postcode", "Accommodation_Status", "Employment_Status",
    "Has_Unpaid_Carer", "Autism_Spectrum_Disorder_ASD", "Visual_Impairment", "Hearing_Impairment", "Dementia",
    "Client_Funding_Status", "Event_Type", "Event_Reference", "Event_Start_Date", "Event_End_Date",
    "Event_Description", "Event_Outcome", "Request_Route_of_Access", "Assessment_Type", "Eligible_Needs_Identified",
    "Method_of_Assessment", "Total_Hrs_Caring_per_week", "No_of_adults_being_cared_for", "Adult_1_Linked_Person_ID",
    "Adult_2_Linked_Person_ID", "Adult_3_Linked_Person_ID", "Service_Type", "Service_Component",
    "Delivery_Mechanism", "Provider_CQC_Location_ID", "Review_Reason", "Review_Outcomes_Achieved",
    "Method_of_Review", "Unit_Cost", "Cost_Frequency_Unit_Type", "Planned_units_per_week",
]  # fmt: skip
VALUES = {
    "Client_Type": {"Service user", "Unpaid carer"},
    "Event_Type": {"Request", "Assessment", "Service", "Review"},
    "Event_Outcome": {
        "Progress to reablement/ST-Max",
        "Progress to assessment, review or reassessment",
        "Progress to support planning or services",
        "Continuation of support or services",
        "Admitted to hospital",
        "NFA: Responsibility moved to another local authority",
        "NFA: Referral to NHS services or NHS funded social care",
        "NFA: Self-funded client or under 12wk disregard",
        "NFA: Information and advice or signposting",
        "NFA: Referral to other service within the local authority",
        "NFA: Support declined",
        "NFA: Deceased",
        "NFA: Support ended as planned",
        "NFA: Support ended for other reason",
        "NFA: No services offered for other reason",
        "NFA: Other",
    },
}
MANDATORY = (
    "Reporting_Period_Start_Date", "Reporting_Period_End_Date", "LA_Person_Unique_Identifier", "Client_Type",
    "Event_Type", "Event_Start_Date",
)  # fmt: skip
MANDATORY_UNLESS_A_SERVICE = ("Event_End_Date", "Event_Outcome")
OF_ONE_TYPE = {
    "Request_Route_of_Access": "Request",
    "Assessment_Type": "Assessment",
    "Service_Type": "Service",
    "Review_Reason": "Review",
}
KNOWN = (
    {*MANDATORY, *MANDATORY_UNLESS_A_SERVICE, *OF_ONE_TYPE}
    | {"Event_Reference", "Event_Description", "LA_Code"}
)  # fmt: skip
DATES = [name for name in FIELDS if name.endswith("_Date")]

PATHWAY = (
    head(years=0.5)
    + """
[demand.referral]
label = "Referrals"
dates = [2014-03-31T09:00:00, 2014-04-01T09:00:00, 2014-04-02T09:00:00, 2014-04-03T09:00:00]
teams = { north = 1 }
begins_at = "front_door"

[demand.carer]
label = "Carers"
person = "carer"
dates = [2014-04-07T09:00:00]
teams = { north = 1 }
begins_at = "advice"

[demand.review]
label = "Reviews"
teams = { north = 1 }
begins_at = "review"
from_clients = { of = "supported", review_after_days = 30 }

[clients.supported]
supported = 3
leaves_per_year = 0
joined_at = ["service_start"]
join_share = 0
days_since_review = 20

[work_type.assessment]
label = "Needs assessment"
assessment = true
effort_hours = 12
begins_at = "screening"
priorities = { standard = 1 }

[work_type.review]
label = "Yearly review"
assessment = true
effort_hours = 2
begins_at = "visit"
priorities = { standard = 1 }
at.sign_off.next = "close"

[activity.front_door]
by = ["adviser"]
effort_hours = 0.5
next = "assessment"

[activity.advice]
by = ["adviser"]
effort_hours = 1
next = "close"

[activity.screening]
delay_days = 2
next = "visit"

[activity.visit]
by = ["social_worker"]
held = true
effort_share = 1
next = "sign_off"

[activity.sign_off]
by = ["adviser"]
effort_hours = 1
releases = true
reaches = "assessment"
next = "service_start"

[activity.service_start]
delay_days = 10
reaches = "support"
next = "close"

[team.north]
posts = { adviser = 1, social_worker = 1 }
"""
    + role("adviser")
    + role("social_worker")
)

JOINING = PATHWAY.replace("join_share = 0", "join_share = 1")

CODES = """
la_code = "999"
[route_of_access]
referral = "Community / Other route"
carer = "Community / Other route"
[assessment_type]
assessment = "Long term assessment"
[service_type]
service_start = "Long term support: Community"
"""

SERVICES = {"tiny": TINY, "pathway": PATHWAY, **{f"made up {seed}": random_service(seed) for seed in (2, 5, 9)}}


@pytest.fixture(scope="module", params=SERVICES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export(run(tmp_path_factory.mktemp("run"), SERVICES[request.param]), "cld")


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("coded")
    (folder / "codes.toml").write_text(CODES, encoding="utf-8")
    return export(run(folder, PATHWAY), "cld", "--codes", folder / "codes.toml")


def events(made: Exported) -> pd.DataFrame:
    return pd.read_csv(made.file, dtype=str, keep_default_na=False)


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()


def test_the_fields_are_those_of_the_collection_in_its_order(made: Exported) -> None:
    assert list(events(made).columns) == FIELDS


def test_every_value_is_one_of_its_list_and_every_date_a_date(made: Exported) -> None:
    read = events(made)
    assert len(read)
    for name, values in VALUES.items():
        assert set(read[name]) - {""} <= values, name
    for name in DATES:
        for text in set(read[name]) - {""}:
            assert day(text).strftime("%d/%m/%Y") == text


def test_mandatory_fields_that_a_simulation_knows_are_filled(made: Exported) -> None:
    read = events(made)
    for name in MANDATORY:
        assert (read[name] != "").all(), name
    for name in MANDATORY_UNLESS_A_SERVICE:
        assert ((read[name] != "") == (read["Event_Type"] != "Service")).all(), name
    assert read["Event_Reference"].is_unique


def test_nothing_is_invented(made: Exported) -> None:
    read = events(made)
    assert (read[sorted(set(FIELDS) - KNOWN)] == "").all(axis=None)
    for name, kind in OF_ONE_TYPE.items():
        assert (read[name][read["Event_Type"] != kind] == "").all(), name
    assert set(read["Review_Reason"]) <= {"", "Planned"}
    assert set(read["Assessment_Type"]) == set(read["Request_Route_of_Access"]) == set(read["LA_Code"]) == {""}


def test_events_end_after_they_begin_and_within_the_period(made: Exported) -> None:
    for row in events(made).to_dict("records"):
        last = day(row["Reporting_Period_End_Date"])
        assert day(row["Event_Start_Date"]) <= day(row["Event_End_Date"] or row["Reporting_Period_End_Date"]) <= last
        if row["Event_Type"] == "Request":
            assert day(row["Event_Start_Date"]) >= day(row["Reporting_Period_Start_Date"])


def test_requests_come_on_the_days_of_the_results_and_services_begin_on_theirs(made: Exported) -> None:
    read = events(made)
    cases = made.cases.set_index(made.cases["case"].astype(str))
    for kind, column in (("Request", "received"), ("Service", "support")):
        rows = read[read["Event_Type"] == kind]
        numbers = rows["Event_Reference"].str.split("-").str[0]
        assert [day(text) for text in rows["Event_Start_Date"]] == cases.loc[numbers, column].dt.date.tolist()
    own = cases[~cases["origin"].isin(("side_work", "chaser"))]
    assert (read["Event_Type"] == "Service").sum() == own["support"].notna().sum()


def test_assessments_and_reviews_end_when_the_results_complete_them(made: Exported) -> None:
    read = events(made)
    cases = made.cases.set_index(made.cases["case"].astype(str))
    done = read[read["Event_Type"].isin(("Assessment", "Review"))]
    numbers = done["Event_Reference"].str.split("-").str[0]
    completed = cases.loc[numbers, "assessment"].fillna(cases.loc[numbers, "closed"])
    assert [day(text) for text in done["Event_End_Date"]] == completed.dt.date.tolist()
    assert (
        cases.loc[numbers, "assessment"].notna().sum()
        == (
            cases["assessment"].notna()
            & (cases["source"] != "day_one_open")
            & ~cases["origin"].isin(("side_work", "chaser"))
        ).sum()
    )


def test_a_pathway_worked_by_hand(coded: Exported) -> None:
    # Each contact takes half an hour at nine; screening two days; a day and a half of visits one after another.
    read = events(coded)
    columns = ["Event_Type", "Event_Start_Date", "Event_End_Date", "Event_Outcome", *OF_ONE_TYPE]
    mine = read[read["LA_Person_Unique_Identifier"] == read["LA_Person_Unique_Identifier"].iloc[0]]
    assert mine[columns].to_numpy().tolist() == [
        ["Request", "31/03/2014", "31/03/2014", "Progress to assessment, review or reassessment",
         "Community / Other route", "", "", ""],
        ["Assessment", "02/04/2014", "03/04/2014", "Progress to support planning or services",
         "", "Long term assessment", "", ""],
        ["Service", "13/04/2014", "", "", "", "", "Long term support: Community", ""],
    ]  # fmt: skip
    carer = read[read["Client_Type"] == "Unpaid carer"]
    assert carer[columns[:4]].to_numpy().tolist() == [["Request", "07/04/2014", "07/04/2014", "NFA: Other"]]
    reviews = read[read["Event_Type"] == "Review"]
    assert set(reviews["Event_Outcome"]) == {"Continuation of support or services"}
    assert set(reviews["Review_Reason"]) == {"Planned"}
    assert set(read["LA_Code"]) == {"999"}
    assert set(mine["Event_Description"]) == {"Referrals: Needs assessment"}


def test_the_national_method_finds_the_waits_of_the_results(coded: Exported) -> None:
    """From each request to the person's first later assessment and service, in days, by the department's method."""
    read = events(coded)
    read = read[read["Client_Type"] == "Service user"]
    start = read["Event_Start_Date"].map(day).groupby([read["LA_Person_Unique_Identifier"], read["Event_Type"]]).first()
    waits = start.unstack()
    waits = waits[waits["Request"].notna()]
    figures = pd.read_csv(coded.folder / "replications.csv").query("period == 'all'").set_index("measure")["value"]
    to_response = (waits["Assessment"] - waits["Request"]).map(lambda length: length.days)
    to_service = (waits["Service"] - waits["Request"]).map(lambda length: length.days)
    assert len(waits) == figures["dhsc_requests"] == 4
    assert to_response.median() == figures["dhsc_first_response_median_days"]
    assert to_service.median() == figures["dhsc_first_service_median_days"]


def test_a_person_keeps_their_identifier_when_they_come_into_support(tmp_path: Path) -> None:
    made = export(run(tmp_path, JOINING), "cld")
    read = events(made)
    whose = read.groupby("LA_Person_Unique_Identifier")["Event_Type"].agg(list)
    joined = whose[[name.startswith("referral/") for name in whose.index]].tolist()
    assert joined == [["Request", "Assessment", "Service", *["Review"] * 5]] * 4
    assert set(whose.index[[name.startswith("client/") for name in whose.index]]) == {
        "client/0",
        "client/1",
        "client/2",
    }
    # The log of vidigi has the same people.
    log = pd.read_csv(export(made.folder, "vidigi").file).drop_duplicates("entity_id").set_index("entity_id")["person"]
    number = read["Event_Reference"].str.split("-").str[0].astype(int)
    assert log.loc[number].tolist() == read["LA_Person_Unique_Identifier"].tolist()


def test_results_that_do_not_say_with_which_case_people_joined_give_reviews_as_those_of_clients(tmp_path: Path) -> None:
    results = run(tmp_path, JOINING)
    table = pd.read_csv(results / "cases.csv", dtype=str, keep_default_na=False)
    table.drop(columns="joined_with").to_csv(results / "cases.csv", index=False)
    read = events(export(results, "cld"))
    assert read[read["Event_Type"] == "Review"]["LA_Person_Unique_Identifier"].str.startswith("client/").all()


def test_streams_that_the_collection_does_not_cover_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "codes.toml").write_text('leave_out_streams = ["carer", "review"]', encoding="utf-8")
    read = events(export(run(tmp_path, PATHWAY), "cld", "--codes", tmp_path / "codes.toml"))
    assert set(read["Event_Description"]) == {"Referrals: Needs assessment"}


def test_who_gives_up_before_anybody_sees_to_them_is_no_request(tmp_path: Path) -> None:
    gives_up = """
[demand.referral.patience]
days = 0.01
then = { withdraw = 1 }
"""
    text = PATHWAY.replace("[demand.carer]", gives_up + "[demand.carer]").replace(
        "2014-04-03T09:00:00", "2014-03-31T09:00:00"
    )
    made = export(run(tmp_path, text), "cld")
    withdrawn = own_table(made.folder, "cases").query("outcome == 'withdrawn'")
    assert len(withdrawn) == 1
    assert f"{withdrawn['case'].iloc[0]}-request" not in set(events(made)["Event_Reference"])


def test_parquet_holds_days(tmp_path: Path) -> None:
    results = run(tmp_path, PATHWAY)
    read = pd.read_parquet(export(results, "cld", ending="parquet").file)
    text = events(export(results, "cld"))
    assert read["Event_Start_Date"].dt.strftime("%d/%m/%Y").tolist() == text["Event_Start_Date"].tolist()
    assert read["Event_End_Date"].isna().tolist() == (text["Event_End_Date"] == "").tolist()
