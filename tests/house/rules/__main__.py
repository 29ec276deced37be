"""Name every breach of a rule in core, plugins and web; exit with 1 when there is one."""

import sys

from tests.house.rules.all_rules import RULES
from tests.house.source import PARTS, ROOT, python_files


def breaches() -> list[str]:
    """File, line and rule of every breach."""
    return [
        f"{file.relative_to(ROOT)}:{line}: {rule.name}"
        for file in python_files(*PARTS)
        for rule in RULES
        for line in rule.read(file.relative_to(ROOT), file.read_text("utf-8"))
    ]


if __name__ == "__main__":
    found = breaches()
    sys.stdout.writelines(f"{each}\n" for each in found)
    sys.exit(bool(found))
