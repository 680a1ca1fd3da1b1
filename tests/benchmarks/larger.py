"""Thurrock many times over: more councils of the same size in one service, with staff and demand alike.

Every team has copies, each with posts, lenders and work of its own. A list that names a team, or any team, becomes one
list for each council, and cases are shared out evenly between them. Where a case's own team comes first and any team
after it, there is no second choice: it would be anybody in the country. With ``apart=False`` work for "any team" may
be done by any team of any council, which makes lists as long as the whole.
"""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from sim.scenario import Service
from sim.scenario.load import service_of
from sim.scenario.read import read_scenario

Raw = dict[str, Any]


def larger(config: str, times: int, *, years: float, apart: bool = True) -> Service:
    """The service of a config without dated changes, so many times as large, for so many years.

    Parameters
    ----------
    config
        A name or file that :func:`sim.scenario.load_service` takes.
    times
        How many councils.
    years
        Length of the run.
    apart
        Whether each council keeps its work for "any team" to itself.
    """
    reading = read_scenario(config)
    assert "change" not in reading.raw
    raw = _Copies(deepcopy(reading.raw), times, apart=apart).made()
    raw["clock"]["years"] = years
    return service_of(replace(reading, raw=raw))


class _Copies:
    def __init__(self, raw: Raw, times: int, *, apart: bool) -> None:
        self.raw = raw
        self.times = times
        self.apart = apart
        self.teams = list(raw["team"])

    def made(self) -> Raw:
        raw = self.raw
        self._demand()
        self._lists()
        for role in raw["role"].values():
            role["blocks"] = {name: _scaled(hours, self.times) for name, hours in role.get("blocks", {}).items()}
        raw["team"] = {self._name(name, copy): self._team(name, copy) for copy in self._all for name in self.teams}
        for table in (*raw.get("group", {}).values(), *raw.get("target", ())):
            if "teams" in table:
                table["teams"] = [self._name(name, copy) for copy in self._all for name in table["teams"]]
        return raw

    @property
    def _all(self) -> range:
        return range(self.times)

    @staticmethod
    def _name(team: str, copy: int) -> str:
        return team if copy == 0 else f"{team}_{copy + 1}"

    def _team(self, name: str, copy: int) -> Raw:
        team: Raw = deepcopy(self.raw["team"][name])
        team["label"] = f"{team['label']} {copy + 1}"
        if "borrows" in team:
            team["borrows"] = {role: self._name(lender, copy) for role, lender in team["borrows"].items()}
        return team

    def _demand(self) -> None:
        """As many times the people."""
        raw = self.raw
        stocks = raw["day_one"]
        counted = [
            *((kind, "supported") for kind in raw.get("clients", {}).values()),
            *((group, "people") for group in raw.get("population", {}).values()),
            *((stock, "cases") for stock in (stocks["waiting"], stocks["open"], *stocks.get("places", {}).values())),
            *((stream, "per_year") for stream in raw["demand"].values()),
            *((batch, "cases") for stream in raw["demand"].values() for batch in stream.get("batches", ())),
        ]
        for table, key in counted:
            if key in table:
                table[key] = _scaled(table[key], self.times)
        for stream in raw["demand"].values():
            if "teams" in stream:
                stream["teams"] = self._spread(stream["teams"])

    def _lists(self) -> None:
        """Lists for each council, with the share of its cases."""
        tables = [*self.raw["activity"].values(), *self.raw["work_type"].values()]
        for table in (*tables, *(table["joint"] for table in tables if "joint" in table)):
            if "by" in table:
                table["by"] = [item for given in _as_lists(table["by"]) for item in self._list(given)]
            if "gate" in table and "capacity" in table["gate"]:
                table["gate"]["capacity"] = _scaled(table["gate"]["capacity"], self.times)

    def _list(self, given: Raw) -> list[Raw]:
        if self.apart and "teams" not in given and not all("@" in who for who in given["who"]):
            given = given | {"who": [who for who in given["who"] if not who.endswith("@any")]}
        if not any("@" in who and (self.apart or not who.endswith("@any")) for who in given["who"]):
            return [given | ({"teams": self._spread(given["teams"])} if "teams" in given else {})]
        copies = []
        for copy in self._all:
            item = given | {"share": _scaled(given.get("share", 1), 1 / self.times)}
            item["who"] = [name for who in given["who"] for name in self._who(who, copy)]
            if "teams" in given:
                item["teams"] = {self._name(team, copy): share for team, share in given["teams"].items()}
            copies.append(item)
        return copies

    def _who(self, who: str, copy: int) -> list[str]:
        role, at, team = who.partition("@")
        if not at or (team == "any" and not self.apart):
            return [who]
        teams = [name for name in self.teams if self._has(name, role)] if team == "any" else [team]
        return [f"{role}@{self._name(name, copy)}" for name in teams]

    def _has(self, team: str, role: str) -> bool:
        """Whether anybody in a team has a role, or a warrant of that name."""
        posts = self.raw["team"][team]["posts"]
        return role in posts or any(
            role in given.get("warrants", ()) for given in posts.values() if type(given) is dict
        )

    def _spread(self, shares: Raw) -> Raw:
        return {
            self._name(team, copy): _scaled(share, 1 / self.times)
            for copy in self._all
            for team, share in shares.items()
        }


def _scaled(number: Any, factor: float) -> Any:
    """A number as a config writes it, with its low and its high, times a factor."""
    if isinstance(number, dict):
        return number | {key: number[key] * factor for key in ("value", "low", "high") if key in number}
    return number * factor


def _as_lists(by: Any) -> list[Raw]:
    if isinstance(by, str):
        return [{"who": [by]}]
    return [{"who": by}] if all(isinstance(item, str) for item in by) else by
