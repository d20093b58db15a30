"""Virtual environments with what is compared with."""

import pathlib
import subprocess
import sys


def make(folder: pathlib.Path, packages: list[str]) -> pathlib.Path:
    """The Python of a virtual environment with the packages, made now."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                    *packages], check=True)
    return python


def versions(python: pathlib.Path, names: tuple[str, ...]) -> str:
    """The versions of packages whose names begin so."""
    freeze = subprocess.run([python, "-m", "pip", "freeze"], stdout=subprocess.PIPE,
                            text=True, check=True).stdout.splitlines()
    return " ".join(line for line in freeze if line.startswith(names))
