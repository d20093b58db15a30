"""What all sections share."""

import argparse
import pathlib
from dataclasses import dataclass

from report import Report


@dataclass
class Context:
    options: argparse.Namespace
    report: Report
    # A folder that goes away at the end; other users may pass through it.
    work: pathlib.Path
