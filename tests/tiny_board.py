"""A small experiment: no change of the small service, and five options with sheets of their own."""

from pathlib import Path

from tiny import TINY, tiny_config

_SHEET = """
extends = "../tiny.toml"

[option]
label = "{label}"
kind = "{kind}"
owner = "Service manager"
mechanism = "{mechanism}"
one_off_gbp = {{ value = {one_off}, low = 0, high = 90_000, grade = "derived" }}
yearly_gbp = {yearly}

{change}
"""

OPTIONS = {
    "second-worker": (
        "A second social worker in the north, from the first day", "staff", "one more post", 3_000, 500,
        "[team.north.posts]\nsocial_worker = 2",
    ),
    "quicker": (
        "Shorter assessments", "method", "less time for each assessment", 0, 0,
        '[activity.assessment]\neffort_hours = { distribution = "lognormal", mean = 7, cv = 0.7, grade = "published" }',
    ),
    "dearer": (
        "Advisers at a higher grade", "pay", "nothing but pay", 0, 0,
        "[role.adviser]\nannual_pay_gbp = 24_000",
    ),
    "more-people": (
        "A third more referrals", "pressure", "more people ask", 0, 0,
        '[demand.referral]\nper_year = { value = 400, low = 200, high = 500, grade = "derived" }',
    ),
    "twice-the-people": (
        "Twice the referrals", "pressure", "many more people ask", 0, 0,
        '[demand.referral]\nper_year = { value = 600, low = 200, high = 800, grade = "derived" }',
    ),
}  # fmt: skip

SCENARIOS = """
[[scenario]]
name = "as-it-is"
files = []

[[scenario]]
name = "surge"
label = "A surge of referrals"
files = ["options/more-people.toml"]
"""
"""Two demand scenarios, for the end of an experiment."""

LABELS = {name: parts[0] for name, parts in OPTIONS.items()}


def tiny_board(folder: Path, *, options: str = "*", replications: str = "replications = 6", more: str = "") -> Path:
    """Write the small service, its options and the experiment ``board.toml``; ``more`` comes at its end."""
    tiny_config(folder)
    (folder / "options").mkdir(exist_ok=True)
    for name, (label, kind, mechanism, one_off, yearly, change) in OPTIONS.items():
        text = _SHEET.format(label=label, kind=kind, mechanism=mechanism, one_off=one_off, yearly=yearly, change=change)
        (folder / "options" / f"{name}.toml").write_text(text, encoding="utf-8")
    file = folder / "board.toml"
    file.write_text(
        f"""
title = "Options of a small service"
question = "What shortens waits?"
baseline = "tiny.toml"
options = ["options/{options}.toml"]
{replications}
seed = 7
measures = ["contact_to_assessment_mean_days", "contact_to_assessment_within_28_days"]
{more}
""",
        encoding="utf-8",
    )
    return file


def tiny_sweep(folder: Path) -> Path:
    """Write the small service and a sweep of it."""
    tiny_config(folder)
    file = folder / "posts.toml"
    file.write_text(
        """
title = "Posts"
question = "How many?"
baseline = "tiny.toml"
replications = 2
[sweep]
method = "grid"
[sweep.grid]
"team.north.posts.social_worker" = [1, 2]
""",
        encoding="utf-8",
    )
    return file


assert "social_worker = 1 }" in TINY, "the options change this"
