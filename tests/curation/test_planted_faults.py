"""Every fault that is planted in a sound curation is told, at its line."""

from pathlib import Path
from shutil import copytree

import pytest

from kg.curation.checks import check
from tests.conftest import MINIATURE, ROOT
from tests.support.explorer import DEEP
from tests.support.faults import KINDS, Planter

MOST = 200 if DEEP else 60


@pytest.mark.parametrize(("source", "number"), [(MINIATURE, MOST * 2 // 3), (ROOT / "seeds", MOST // 3)])
def test_every_planted_fault_is_told_at_its_line(source: Path, number: int, tmp_path):
    folder = Path(copytree(source, tmp_path / "seeds"))
    known = {(each.file, each.line, each.what) for each in check(folder).notes}
    planted = list(Planter(folder).faults(number))
    assert {fault.kind for fault in planted} <= KINDS.keys() and len(planted) == number
    for fault in planted:
        path = folder / fault.file
        sound = path.read_bytes()
        path.write_text(fault.text, encoding="utf-8")
        report = check(folder)
        path.write_bytes(sound)
        told = {
            each
            for each in (*report.problems, *report.notes)
            if (each.file, each.line, each.what) not in known
        }
        places = {(each.file.removeprefix(f"{folder.as_posix()}/"), each.line) for each in told}
        assert fault.places & places, (fault.kind, fault.places, sorted(map(str, told)))
