"""What the model leaves out, said once: the board paper prints it, and docs/model.md is checked against it."""

from typing import Final

LEFT_OUT: Final = (
    (
        "Care itself",
        "what services cost, whether providers have room for more people, and what reablement does beside the share of"
        " people who need more care after it.",
    ),
    (
        "How staff take overload",
        "sickness, leavers and empty posts are the same in a calm service and in an overloaded one.",
    ),
    (
        "One person, several parts",
        "somebody in support who rings the front door is a new person there; a carer and the person cared for are two"
        " people who know nothing of one another.",
    ),
    (
        "Watching those who wait",
        "a case becomes more urgent by chance, not because somebody looked at it again.",
    ),
    (
        "What goes wrong",
        "missed visits, complaints, appeals, and cases that become less urgent.",
    ),
    (
        "Waiting for a place",
        "nobody waits for a coordinator's or a partner's place; a list for them must be written as held work.",
    ),
)
"""What is not modelled: a name, and what that means; what matters most to a decision first."""

FIRST: Final = 5
"""So many of them a short account names."""

LEAST_CERTAIN: Final = (
    "The least certain figures are those of a service with very long lists: they depend on how long people are willing"
    " to wait, how often they call and who comes back, and that is what least is known about."
)

SUPPOSED: Final = (
    "What chance brings to a person (what is needed, how many hours it takes, when) is drawn before any work is done,"
    " so an option that leaves demand alone meets the same people with the same needs. Waiting changes nobody's needs,"
    " but a share become urgent.",
    "Waiting makes extra work in two ways only: calls, and needs that become urgent. How many come back, how many"
    " hours an assessment takes and what it leads to do not depend on how long somebody waited.",
    "Patience does not depend on urgency: the urgent wait as patiently as others of their stream and kind of work.",
    "Whether somebody dies does not depend on the wait. A death ends the person's own case, not that of somebody who"
    " cares for them.",
    "Workers of a role differ only in their hours and in what they are approved to do. All are equally fast, but for"
    " starters and for teams that learn something new. Changing from one step to another costs no time.",
    "Nobody works overtime, paid or not, unless the config says so, and nobody slows down, speeds up, falls ill or"
    " leaves because of load.",
    "Work is done at any minute of the opening hours; visits are not appointments that can fail.",
    "Long absence and cover by agency staff are only as the absence, vacancies and posts of the config say.",
    "While somebody in support has a case open no review of theirs falls due. Changes of need come all the same, and"
    " are then a second case.",
    "A person's age and condition are not modelled. Groups are made of streams, kinds of work and teams.",
)
"""What is supposed whatever the config says."""
