"""``carecap story``: one person's journey in sentences, from a results folder."""

from pathlib import Path

import click


@click.command("story", short_help="One person's journey in sentences.")
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("case", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON records.")
def command(results: Path, case: str | None, as_json: bool) -> None:
    """Tell what happened to CASE in RESULTS, a folder that carecap run wrote: when, by whom, and each wait.

    CASE is a number of cases.csv (the first replication). Without it a few cases are listed to choose from.
    """
    from sim.report.records import print_json
    from sim.report.story import case_number, story_records, tell
    from sim.report.story_read import read_results
    from sim.report.story_view import picks, picks_records, print_picks, print_story

    read = read_results(results)
    if case is None:
        found = picks(read)
        print_json(picks_records(found)) if as_json else print_picks(read, found)
        return
    story = tell(read, case_number(read, case))
    print_json(story_records(story)) if as_json else print_story(story)
