"""``carecap check``: is the file sound, and does offered load fit capacity, before anything runs."""

import click


@click.command("check", short_help="Validity, and offered load against capacity, before any run.")
@click.argument("config")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON records.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def command(config: str, as_json: bool, quiet: bool) -> None:
    """Check CONFIG: every problem in it, and offered load against the capacity of each role and team.

    Nothing is simulated. A load above 1 means that a list grows for as long as it lasts.
    """
    from sim.scenario import load_service

    service = load_service(config)
    if as_json:
        from sim.report.check_view import check_records
        from sim.report.records import print_json

        print_json(check_records(service))
    elif not quiet:
        from sim.report.check_view import print_check

        print_check(service)
