"""The configs and experiments that come with carecap, found by name wherever the package is installed.

There is one source of each, the repository's ``configs/`` and ``experiments/`` folders; building the package
copies them to ``sim/_configs`` and ``sim/_experiments``. A checkout or an editable install has no such copies
and reads the folders themselves.
"""

from importlib.resources import files
from pathlib import Path

_SUFFIX = ".toml"
_CONFIGS = "configs"
_EXPERIMENTS = "experiments"


def find_config(path: str | Path) -> Path:
    """The file meant by ``path``: on disk if it is there, else a shipped config of that name.

    ``thurrock-2014``, ``thurrock-2014.toml`` and ``configs/thurrock-2014.toml`` all name the same
    shipped config. A file on disk always comes first.

    Raises
    ------
    FileNotFoundError
        If there is neither such a file nor such a shipped config.
    """
    return _find(path, _CONFIGS)


def find_experiment(path: str | Path) -> Path:
    """The file meant by ``path``: on disk if it is there, else a shipped experiment of that name; raises as above."""
    return _find(path, _EXPERIMENTS)


def _find(path: str | Path, kind: str) -> Path:
    given = Path(path)
    if given.is_file():
        return given
    folder = _shipped(kind)
    if folder is not None and not given.is_absolute() and ".." not in given.parts:
        parts = given.parts[1:] if given.parts[:1] == (kind,) else given.parts
        if parts:
            wanted = folder.joinpath(*parts)
            if wanted.suffix != _SUFFIX:
                wanted = wanted.with_name(wanted.name + _SUFFIX)
            if wanted.is_file():
                return wanted
    raise FileNotFoundError(str(path))


def shipped_folder() -> Path | None:
    """The folder of shipped configs, or None if the package came without them."""
    return _shipped(_CONFIGS)


def shipped_names() -> tuple[str, ...]:
    """Names of the shipped configs, without suffix, in alphabetical order."""
    return _names(_CONFIGS)


def shipped_experiments() -> tuple[str, ...]:
    """Names of the shipped experiments, without suffix, in alphabetical order."""
    return _names(_EXPERIMENTS)


def _shipped(kind: str) -> Path | None:
    installed = Path(str(files("sim"))) / f"_{kind}"
    if installed.is_dir():
        return installed
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    return None


def _names(kind: str) -> tuple[str, ...]:
    folder = _shipped(kind)
    if folder is None:
        return ()
    return tuple(sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob(f"*{_SUFFIX}")))
