"""The configs that come with carecap, found by name wherever the package is installed.

There is one source, the repository's ``configs/`` folder; building the package copies it to
``sim/_configs``. A checkout or an editable install has no such copy and reads ``configs/`` itself.
"""

from importlib.resources import files
from pathlib import Path

_SUFFIX = ".toml"
_FOLDER = "configs"


def find_config(path: str | Path) -> Path:
    """The file meant by ``path``: on disk if it is there, else a shipped config of that name.

    ``thurrock-2014``, ``thurrock-2014.toml`` and ``configs/thurrock-2014.toml`` all name the same
    shipped config. A file on disk always comes first.

    Raises
    ------
    FileNotFoundError
        If there is neither such a file nor such a shipped config.
    """
    given = Path(path)
    if given.is_file():
        return given
    folder = shipped_folder()
    if folder is not None and not given.is_absolute() and ".." not in given.parts:
        parts = given.parts[1:] if given.parts[:1] == (_FOLDER,) else given.parts
        if parts:
            wanted = folder.joinpath(*parts)
            if wanted.suffix != _SUFFIX:
                wanted = wanted.with_name(wanted.name + _SUFFIX)
            if wanted.is_file():
                return wanted
    raise FileNotFoundError(str(path))


def shipped_folder() -> Path | None:
    """The folder of shipped configs, or None if the package came without them."""
    installed = Path(str(files("sim"))) / "_configs"
    if installed.is_dir():
        return installed
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / _FOLDER).is_dir():
        return checkout / _FOLDER
    return None


def shipped_names() -> tuple[str, ...]:
    """Names of the shipped configs, without suffix, in alphabetical order."""
    folder = shipped_folder()
    if folder is None:
        return ()
    return tuple(sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob(f"*{_SUFFIX}")))
