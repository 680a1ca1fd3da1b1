"""Papers of a run, of a sweep and of a search for posts: what they answer, and what they plainly do not."""

import csv
import re
from html import unescape
from pathlib import Path
from typing import Any

from small_papers import done


def words(file: Path) -> str:
    """The words of a paper as a reader sees them."""
    body = re.sub(r"<(style|svg|script).*?</\1>", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def test_the_paper_of_a_run_says_how_long_people_wait_and_which_targets_are_kept(papers: Any) -> None:
    told = words(papers.paper("single_run"))
    with (papers.results("single_run") / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["period"] == "all" and not (row["stream"] or row["priority"])
        ]
    wait = next(row for row in rows if row["measure"] == "contact_to_assessment_mean_days" and not row["activity"])
    assert f"People who come in the whole run wait {float(wait['mean']):.0f} days (" in told
    share = next(row for row in rows if row["measure"] == "target_share")
    assert f"“{share['activity']}” is kept for {100 * float(share['mean']):.0f} %" in told
    left = next(row for row in rows if row["measure"] == "waiting_cases_end" and not (row["role"] or row["team"]))
    assert f"Waiting for a worker at the end: {float(left['mean']):,.0f} (" in told


def test_no_sentence_of_a_run_lacks_its_numbers_or_speaks_of_options(papers: Any) -> None:
    told = words(papers.paper("single_run"))
    assert "- wait and" not in told
    assert "of each option" not in told
    assert "Figures are of all" not in told


def test_the_paper_of_a_sweep_says_that_it_holds_no_answer(papers: Any) -> None:
    assert "These are results of a sweep, which answers no question by itself" in words(papers.paper("small_sweep"))


def test_further_results_that_add_nothing_are_named(papers: Any, tmp_path: Path) -> None:
    done("report", papers.results("comparison"), papers.results("single_run"), "--out", tmp_path / "report")
    assert "add nothing to this paper but a place under 'How to repeat it'" in words(tmp_path / "report" / "paper.html")
    assert "add nothing to this paper" not in words(papers.paper("comparison+plan_for_staff"))


def test_results_of_a_search_have_no_chart_of_how_busy_people_are(papers: Any) -> None:
    assert not (papers.paper("plan_for_staff").parent / "load-by-role.png").exists()
    assert (papers.paper("single_run").parent / "load-by-role.png").exists()
