"""What there is to document: a config, what is compared with it, and how that was run, if it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.report.paper.found import Found
from sim.report.paper.kept import kept_service, lost_designs
from sim.scenario import Service, load_service
from sim.scenario.experiments import Experiment, load_experiment
from sim.scenario.option_sheet import OptionSheet
from sim.scenario.read import parsed, read_scenario, read_text
from sim.scenario.shipped import find_config, find_experiment


@dataclass(frozen=True, slots=True)
class Version:
    """A service that is compared with another, ``before``."""

    name: str
    label: str
    service: Service = field(repr=False)
    before: Service = field(repr=False)

    @property
    def sheet(self) -> OptionSheet | None:
        """The sheet of the option, unless it is that of what it is compared with."""
        sheet = self.service.base.option
        return sheet if sheet != self.before.base.option else None


@dataclass(frozen=True, slots=True)
class Described:
    """What is documented.

    Attributes
    ----------
    service
        The config, or the baseline of the experiment.
    versions
        What is compared with it.
    asked
        What is known of the experiment, by the names that manifests have; empty without one.
    run
        The manifest of the results; empty if nothing was run.
    lost
        Labels of what is compared, but cannot be described as its texts are missing or mean something else; by the
        reason.
    """

    title: str
    service: Service = field(repr=False)
    versions: tuple[Version, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict, repr=False)
    run: Mapping[str, Any] = field(default_factory=dict, repr=False)
    lost: Mapping[str, Sequence[str]] = field(default_factory=dict)


def described_results(found: Found) -> Described:
    """What results say of the model behind them; what is compared and cannot be made again is ``lost``.

    Raises
    ------
    InputFault
        If the manifest does not hold the texts of the baseline.
    """
    base = found.service(found.baseline)
    versions = []
    # A sweep has hundreds of points, which differ in its factors alone.
    for each in found.designs[1:] if found.kind != "sweep" else ():
        before = kept_service(found, str(each.get("against") or found.baseline))
        service = kept_service(found, str(each["name"]))
        if service is not None and before is not None:
            versions.append(Version(str(each["name"]), str(each["label"]), service, before))
    asked = found.manifest if found.kind != "run" else {}
    return Described(found.title, base, tuple(versions), asked, found.manifest, lost_designs(found))


def described_file(name: str | Path) -> Described:
    """What a config or an experiment says, without any run.

    Parameters
    ----------
    name
        A file, or the name of a config or an experiment that comes with carecap.

    Raises
    ------
    InputFault
        With every problem of the file.
    """
    if not _is_experiment(name):
        service = load_service(name)
        return Described(service.base.title, service, _as_option(name, service))
    experiment = load_experiment(name)
    designs = {design.name: design for design in experiment.designs}
    first, *others = experiment.designs
    versions = (
        Version(each.name, each.label, each.service, designs[each.against or first.name].service) for each in others
    )
    return Described(experiment.title, first.service, tuple(versions), _asked(experiment))


def _as_option(name: str | Path, service: Service) -> tuple[Version, ...]:
    """An option beside the config that it is laid over, so that what it changes from the first day stands there too."""
    *others, own = read_scenario(name).layers
    of_path = {layer.path: layer for layer in others}
    under = own
    while "option" in under.raw and under.extends:
        under = of_path[under.extends[0]]
    if under is own or under.path is None or service.base.option is None:
        return ()
    return (Version(service.name, service.base.option.label, service, load_service(under.path)),)


def _is_experiment(name: str | Path) -> bool:
    """Whether a file is an experiment, which has a baseline; of a name that both kinds have the config is meant."""
    for find in (find_config, find_experiment):
        try:
            file = find(name)
        except (OSError, ValueError):
            continue
        return "baseline" in parsed(read_text(file), file.name)
    return False


def _asked(experiment: Experiment) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "question": experiment.question,
        "period": experiment.period,
        "seed": experiment.seed,
        "figures": [{"label": each.label, "measure": each.measure} for each in experiment.figures],
    }
    if experiment.replications is not None:
        asked["replications"] = experiment.replications
    if experiment.sweep is not None:
        factors = [{"label": factor.label, "settings": factor.settings} for factor in experiment.sweep.factors]
        asked["sweep"] = {"method": experiment.sweep.method, "factors": factors, "points": experiment.sweep.number}
    if experiment.staffing is not None:
        asked["staffing"] = []
    return asked
