"""The results folder of a staffing search: the posts, the certificate, and every plan that was tried."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.experiment.staffing import (
    Answer,
    Bought,
    Certificate,
    KeptTarget,
    Obstacle,
    OneFewer,
    OutOfReach,
    Solved,
    StaffingResult,
)
from sim.report.design_rows import Row
from sim.report.experiment_manifest import ExperimentRun, experiment_manifest
from sim.report.folder import write_results_folder
from sim.report.staffing_budget import budget_row, next_post_rows
from sim.report.staffing_plans import plan_figures_rows, plans_rows, written
from sim.report.staffing_recruitment import recruitment_rows
from sim.report.staffing_robust import growth_rows, tornado_rows
from sim.report.staffing_senses import Sense, sense_of, senses_of
from sim.report.staffing_side_by_side import side_by_side_rows
from sim.report.staffing_words import answer_sentences
from sim.report.tables import columns_of_records


def write_staffing(folder: Path, found: StaffingResult, *, where: str) -> list[str]:
    """Write everything a staffing search leaves behind; earlier results stay until all of it is there.

    Parameters
    ----------
    folder
        The results folder.
    found
        What was found.
    where
        In words, where it was run; for the manifest.

    Returns
    -------
    list of str
        Names of the files.
    """
    from sim.report.staffing_charts import write_staffing_charts

    return write_results_folder(
        folder,
        {name: columns_of_records(rows) for name, rows in staffing_tables(found).items()},
        charts=lambda scratch: write_staffing_charts(scratch, found),
        manifest=lambda names: _manifest(found, where=where, files=names),
    )


def staffing_tables(found: StaffingResult) -> dict[str, list[Row]]:
    """The tables of a search's results folder by name, as rows; those without any are left out."""
    bought = [(each, each.answer) for each in found.solved if isinstance(each.answer, Bought)]
    tables = {
        "posts": posts_rows(found),
        "side_by_side": side_by_side_rows(found),
        "budget": [budget_row(*each) for each in bought],
        "next_post": [row for each in bought for row in next_post_rows(*each)],
        "recruitment": recruitment_rows(found),
        "promises": promises_rows(found),
        "other_lists": other_lists_rows(found),
        "certificate": certificate_rows(found),
        "plans": plans_rows(found),
        "plan_figures": plan_figures_rows(found),
        "out_of_reach": out_of_reach_rows(found),
        "growth": growth_rows(found),
        "tornado": tornado_rows(found),
    }
    return {name: rows for name, rows in tables.items() if rows}


def posts_rows(found: StaffingResult) -> list[Row]:
    """A row for each role and team under each demand scenario: posts and FTE today, and needed."""
    rows: list[Row] = []
    for each in found.solved:
        (_, needed), entries = each.setup.layout.schedule(each.answer.plan)[-1], each.setup.layout.entries
        fte_now, fte_needed = each.setup.fte(), each.setup.fte(each.answer.plan)
        for item in entries:
            for team, now in zip(item.teams, item.now, strict=True):
                cell = team, item.role
                posts = needed[cell]
                rows.append(
                    {
                        "scenario": each.setup.design.scenario,
                        "group": item.name,
                        "label": item.label,
                        "role": item.role,
                        "team": team,
                        "qualified": int(item.qualified),
                        "posts_now": now,
                        "posts_needed": posts,
                        "posts_more": posts - now,
                        "fte_now": fte_now[cell],
                        "fte_needed": fte_needed[cell],
                        "fte_more": fte_needed[cell] - fte_now[cell],
                        "gbp_per_year": each.setup.pay[item.name],
                    }
                )
    return rows


def promises_rows(found: StaffingResult) -> list[Row]:
    """A row for each promise and whose posts: its mean in the same futures, with its 95 % interval."""
    rows: list[Row] = []
    for each in found.solved:
        for promise in each.promises:
            for posts, (mean, half) in promise.comes_to.items():
                rows.append(
                    {
                        "scenario": each.setup.design.scenario,
                        "promise": promise.name,
                        "promised": math.nan if promise.promised is None else promise.promised,
                        "posts": posts,
                        "mean": mean,
                        "low": mean - half,
                        "high": mean + half,
                        "unit": promise.unit,
                        "replications": promise.number,
                    }
                )
    return rows


def other_lists_rows(found: StaffingResult) -> list[Row]:
    """A row for each list of staff who do not vary: what waits there in the baseline and with the plan."""
    return [
        {
            "scenario": each.setup.design.scenario,
            "role": item.role,
            "team": item.team,
            "label": item.label,
            "period": item.period,
            "baseline": item.baseline,
            "plan": item.plan,
            "difference": item.more.mean,
            "low": item.more.low,
            "high": item.more.high,
            "longer": int(item.longer),
            "replications": item.more.n,
        }
        for each in found.solved
        for item in each.others
    ]


def certificate_rows(found: StaffingResult) -> list[Row]:
    """A row for each statement of each attempt at a certificate: what was wanted, what came, and the verdict."""
    rows: list[Row] = []
    for each in found.solved:
        senses = senses_of(each.answer.problem.requirements)
        for certificate in _certificates(each.answer):
            head: Row = {
                "scenario": each.setup.design.scenario,
                "attempt": certificate.attempt,
                "confidence": certificate.confidence,
                "first_replication": certificate.first,
            }
            for kept in certificate.targets:
                rows.append(head | _statement(certificate.plan, "", kept.name, kept, senses[kept.name]))
            for less in certificate.fewer:
                rows.append(head | _statement(less.plan, less.lever, less.breaks, less, senses[less.breaks]))
    return rows


def _certificates(answer: Answer | Bought) -> tuple[Certificate, ...]:
    return answer.certificates if isinstance(answer, Answer) else ()


def _statement(plan: Sequence[int], lever: str, requirement: str, item: KeptTarget | OneFewer, sense: Sense) -> Row:
    return {
        "plan": written(plan),
        "one_fewer_of": lever,
        "requirement": requirement,
        **sense.row(item.wanted, item.mean, item.low, item.high),
        "replications": item.number,
        "verdict": item.verdict,
    }


def out_of_reach_rows(found: StaffingResult) -> list[Row]:
    """Rows for each requirement that no staffing meets: what it comes to when posts are ample, and without a rule."""
    rows: list[Row] = []
    for each in found.solved:
        for item in each.answer.out_of_reach:
            sense = sense_of(item.requirement)
            head: Row = {
                "scenario": each.setup.design.scenario,
                "requirement": item.requirement.name,
                "sense": sense.wanted,
                "wanted": sense.told(item.requirement.wanted),
            }
            rows.append(head | {"without": ""} | _ample(item, sense))
            stops = (stop for stop in each.obstacles if stop.requirement == item.requirement.name)
            rows += [head | {"without": stop.without} | _ample(stop, sense) for stop in stops]
    return rows


def _ample(item: OutOfReach | Obstacle, sense: Sense) -> Row:
    return {
        "mean_with_ample_posts": sense.told(item.mean),
        "standard_error": item.error,
        "unit": sense.unit,
        "replications": item.number,
    }


def _robust_entry(each: Solved) -> dict[str, Any]:
    """What of the plan's robustness stands in no table; nothing if that was not asked."""
    robust = each.robust
    if robust is None:
        return {}
    growth = robust.growth
    absorbed = None
    if growth is not None:
        absorbed = {
            "mean_percent": growth.near,
            "surely_percent": growth.surely,
            "surely_not_percent": growth.not_surely,
            "confidence": growth.confidence,
            "streams": list(robust.streams),
        }
    return {"growth_absorbed": absorbed, "numbers_left_out": dict(robust.left_out)}


def _manifest(found: StaffingResult, *, where: str, files: Sequence[str]) -> dict[str, Any]:
    experiment = found.experiment
    answers = [
        {
            "scenario": each.setup.design.scenario,
            "sentences": list(answer_sentences(each)),
            "plan": dict(zip([lever.name for lever in each.answer.problem.levers], each.answer.plan, strict=True)),
            "cost_gbp_per_year": each.answer.cost,
            "bounds": {lever.name: [lever.least, lever.most] for lever in each.answer.problem.levers},
            "plans_tried": len(each.answer.sample.plans),
            **_own(each.answer),
            "replications_looked_at": each.answer.replications,
            **_robust_entry(each),
        }
        for each in found.solved
    ]
    most = max(_looked_at(each.answer) for each in found.solved)
    run = ExperimentRun(most, experiment.seed, found.engine, where, found.run, found.kept, found.seconds)
    more: dict[str, Any] = {"staffing": answers}
    return experiment_manifest(experiment, experiment.designs, run=run, files=files, more=more)


def _own(answer: Answer | Bought) -> dict[str, Any]:
    """What only a search of this kind says."""
    if isinstance(answer, Answer):
        return {"looked_around": answer.looked_around}
    return {"budget": {answer.budget.unit: answer.budget.limit}, "slippage": answer.slippage.mean}


def _looked_at(answer: Answer | Bought) -> int:
    """The most fresh futures that the plan, or one whose certificate failed, was looked at in."""
    return max([len(answer.fresh), *(certificate.number for certificate in _certificates(answer))])
