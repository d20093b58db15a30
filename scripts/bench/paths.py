"""Where things are."""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENGRAM = ROOT / ".build" / "release" / "engram"
SQL = ROOT / "Sources" / "Domain"
