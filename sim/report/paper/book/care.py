"""Sheets of the Care Matrix: hours of each kind of work by role, and the posts that they take; from the config."""

from collections.abc import Iterator

from sim.report.paper.book.sheet import Field, Sheet, Value
from sim.report.paper.found import Material
from sim.report.paper.matrix import Matrix, matrices

_SAID = (
    "Arithmetic on the config, not a simulation: people expected, the hours that each piece of work takes, and the"
    " hours that posts give. Roles with a partner's posts are told apart."
)
_CASE = (
    Field("future", "With", "name", "Which future; empty for things as they stand."),
    Field("role", "Role", "name"),
    Field("partner", "Whose posts"),
)
_WORK = (
    *_CASE,
    Field("kind", "Kind of work", "name", "An activity of the config, or hours booked out of a role's days."),
    Field("now_year", "Now"),
    Field("future_year", "In future"),
    Field("now", "Now (hours a year)", "whole"),
    Field("then", "In future (hours a year)", "whole"),
    Field("gap", "More (hours a year)", "whole"),
)
_POSTS = (
    *_CASE,
    Field("now_year", "Now"),
    Field("future_year", "In future"),
    Field("posts_now", "Posts now", "decimal"),
    Field("work_now", "Work now (hours a year)", "whole"),
    Field("load_now", "Load now", "share", "Expected work over expected time of the posts."),
    Field("posts_then", "Posts in future", "decimal"),
    Field("work_then", "Work in future (hours a year)", "whole"),
    Field("time_then", "Time of the posts in future (hours a year)", "whole"),
    Field("load_then", "Load in future", "share", "Expected work over expected time of the posts."),
    Field(
        "lacking_hours", "Lacking (hours a year)", "whole", "At a load of 90 %; below nought there is time to spare."
    ),
    Field("lacking_posts", "Lacking (posts)", "decimal", "At a load of 90 %; below nought there are posts to spare."),
)


def care_sheets(material: Material) -> list[Sheet]:
    """Roles by kinds of work, and roles by posts; none where the results do not hold their configs."""
    found = matrices(material)
    work = [row for matrix in found for row in _work(matrix)]
    posts = [row for matrix in found for row in _posts(matrix)]
    return [
        Sheet(name, title, fields, rows, (_SAID,))
        for name, title, fields, rows in (
            ("Care Matrix", "Care Matrix: roles by kinds of work", _WORK, work),
            ("Care Matrix posts", "Care Matrix: roles by posts", _POSTS, posts),
        )
        if rows
    ]


def _work(matrix: Matrix) -> Iterator[tuple[Value, ...]]:
    for key, label in matrix.labels.items():
        for kind in matrix.kinds:
            now, then = matrix.now.of(kind, key), matrix.future.of(kind, key)
            if now or then:
                years = (matrix.now.label, matrix.future.label)
                yield (matrix.title, label, _whose(key[1]), kind, *years, now, then, then - now)


def _posts(matrix: Matrix) -> Iterator[tuple[Value, ...]]:
    for gap in matrix.gaps():
        now, then = gap.now, gap.future
        yield (
            matrix.title, gap.label, _whose(gap.partner), matrix.now.label, matrix.future.label,
            now.posts, now.work_hours + now.block_hours, now.load,
            then.posts, then.work_hours + then.block_hours, then.capacity_hours, then.load, gap.hours, gap.posts,
        )  # fmt: skip


def _whose(partner: bool) -> str:
    return "a partner's" if partner else "the council's"
