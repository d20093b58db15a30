#!/usr/bin/env python3
"""Hold every `import` under Sources/ against the module table of docs/contributing.md.

usage: check-imports.py [ROOT]

SwiftPM lets a target import whatever its dependencies reach; this is what keeps the layers apart.
Exits 1 and names file, line and import for each one that the table does not allow.
"""

import pathlib
import re
import sys

# What any module may import: the language's own libraries.
ALWAYS = {"Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch"}
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)"
)


def module_table(page: pathlib.Path) -> dict[str, set[str]]:
    """Modules by name with what each may import, read from the first table of `page`."""
    rows = []
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            break
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row[0])]
    table = {}
    for first, _, modules, packages in rows:
        words = set(re.findall(r"\w+", packages))
        allowed = set(names) if modules == "all" else set(re.findall(r"`(\w+)`", modules))
        if packages.startswith("all"):
            words |= {word for row in rows for word in re.findall(r"\w+", row[3])}
        for name in re.findall(r"`(\w+)`", first):
            table[name] = allowed | words | ALWAYS
    return table


def violations(root: pathlib.Path):
    table = module_table(root / "docs" / "contributing.md")
    for folder in sorted(path for path in (root / "Sources").iterdir() if path.is_dir()):
        if folder.name not in table:
            yield f"{folder}: module {folder.name} is not in the table of docs/contributing.md"
            continue
        for file in sorted(folder.rglob("*.swift")):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                found = IMPORT.match(line)
                if found and found[1] not in table[folder.name]:
                    yield f"{file}:{number}: {folder.name} may not import {found[1]}"


def main() -> int:
    default = pathlib.Path(__file__).resolve().parent.parent
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    found = list(violations(root))
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print("every import is in the module table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
