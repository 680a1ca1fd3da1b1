"""manifest.json: what a figure stands on, so that anyone can make it again."""

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim import __version__
from sim.experiment import OptionResult
from sim.scenario.register import evidence_register, grade_counts, weakest_grade

MANIFEST = "manifest.json"
QUESTION = "How long do people wait, how long are the lists, how loaded is each role, and which targets hold?"

_LIBRARIES = ("numpy", "scipy", "pandas", "simpy", "pydantic", "holidays", "matplotlib", "pyarrow")


def manifest_of(result: OptionResult, *, files: list[str]) -> dict[str, Any]:
    """Everything needed to make the figures of a run again, and what they stand on."""
    service = result.service
    register = evidence_register(service)
    return {
        "question": QUESTION,
        "title": service.base.title,
        "description": service.base.description,
        "option": service.name,
        "config": {
            "files": [Path(file).name for file in service.files],
            "hash": "sha256:" + hashlib.sha256(service.content.encode()).hexdigest(),
            "texts": texts_told(service.texts),
        },
        "start_date": service.start_date.isoformat(),
        "end_date": service.date_of(service.horizon).date().isoformat(),
        "years": service.base.clock.years.value,
        "seed": result.seed,
        "engine": result.engine,
        "replications": len(result.replications),
        "interval": "95 % Student t interval of the mean over replications",
        "evidence": {"numbers_by_grade": grade_counts(register), "weakest_grade": weakest_grade(register)},
        "run": {
            "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "wall_seconds": round(result.seconds, 2),
            "seconds_per_replication": [round(each.seconds, 2) for each in result.replications],
            "jobs": result.jobs,
            "replications_kept_from_before": result.resumed,
        },
        "versions": versions(),
        "files": sorted(files),
    }


def texts_told(texts: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Files with their texts, as manifests have them."""
    return [{"file": Path(file).name, "text": text} for file, text in texts]


def versions() -> dict[str, str]:
    """Versions of carecap, Python and the libraries that figures depend on."""
    # Not the release of the kernel, which is the machine's own and no figure depends on.
    system = " ".join(part for part in (platform.system(), platform.machine(), *platform.libc_ver()) if part)
    found = {"carecap": __version__, "python": platform.python_version(), "platform": system}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write manifest.json into a folder."""
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def written_by_carecap(manifest: dict[str, Any] | None) -> bool:
    """Whether a manifest is one of carecap's: many programs call a file of theirs so."""
    versions = (manifest or {}).get("versions")
    return isinstance(versions, dict) and "carecap" in versions


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a results folder, or None if there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
