"""What the model leaves out, said once: the board paper prints it, and docs/model.md is checked against it."""

from typing import Final

LEFT_OUT: Final = (
    (
        "One person, several parts",
        "somebody in support who rings the front door is a new person there; carer and cared-for are two people who"
        " know nothing of one another.",
    ),
    (
        "Care itself",
        "what services cost, whether providers have room, what reablement does beside the share who need more.",
    ),
    (
        "Places in waiting",
        "nobody waits for a coordinator's or a partner's place; a list for them must be written as held work.",
    ),
    (
        "Feedback on staff",
        "sickness, leavers and vacancies are the same in a calm and in an overloaded service.",
    ),
    (
        "Triage while waiting",
        "a case becomes more urgent by chance, not because somebody looked at it.",
    ),
    (
        "What goes wrong",
        "missed visits, complaints, appeals, and priorities that fall.",
    ),
)
"""What is not modelled: a name, and what that means."""

LEAST_CERTAIN: Final = (
    "Figures of a heavily overloaded option rest on patience, calls and returns most, and these on the weakest evidence"
    " of the config. They are the least certain ones."
)

SUPPOSED: Final = (
    "All dice fall before the work begins. Nobody's needs change because they wait, but that a share may become"
    " urgent.",
    "Waiting makes work only as the config says: calls, and needs that become urgent. The share who come back,"
    " the hours of an assessment and what it leads to do not depend on how long somebody waited.",
    "Patience does not depend on urgency: the urgent wait as patiently as others of their stream and kind of work.",
    "Death does not depend on the wait, and a death ends the person's case but not that of somebody who cares"
    " for them.",
    "Workers of a role differ only in timetable and warrants. All are equally fast, but for starters and dips."
    " Changing from one step to another costs no time.",
    "Nobody works overtime, paid or not, but as the config says, and nobody slows down, speeds up, falls ill or"
    " leaves because of load.",
    "Work is done at any opening minute; visits are not appointments that can fail.",
    "Long absence and cover by agency staff are only as the config's absence, vacancy and posts say.",
    "While a case of somebody in support is open no review of theirs falls due. Changes of need come all the"
    " same, and are then a second case.",
    "Age and condition of a person are not modelled. Groups are made of streams, kinds of work and teams.",
)
"""What is supposed whatever the config says."""
