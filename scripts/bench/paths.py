"""Where things are."""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENGRAM = ROOT / ".build" / "release" / "engram"
SQL = ROOT / "Sources" / "Domain"
# What the service has no statement for.
OWN_SQL = ROOT / "scripts" / "bench" / "sql"
