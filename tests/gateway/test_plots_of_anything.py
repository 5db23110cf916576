"""Plots of what nobody expects: they are drawn, readable as XML, and have no script."""

import io
import xml.etree.ElementTree as ET

import pytest

from gateway import plots
from gateway.plots import Plot, PlotKind

VALUES = {
    "nothing": [],
    "one": [3.0],
    "none of them": [None, None],
    "nought": [0.0, 0.0],
    "equal": [5.0, 5.0, 5.0],
    "huge": [1e12, 2.0, None],
    "below nought": [-4.0, 2.5],
    "tiny": [0.000001, 0.000002],
    "many": [float(n % 7) for n in range(62)],
}
NAME = '<script>alert(1)</script> & "Łucja" 😀 \u202e' + "long " * 40


def read(written):
    return ET.parse(io.BytesIO(written)).getroot()  # noqa: S314 (our own plot)


@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize("kind", PlotKind)
@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_it_is_drawn(kind, values, percent):
    labels = [f"{NAME} {n}" for n in range(len(values))]
    series = [(f"{NAME} a", values), ("b", [None if v is None else abs(v) for v in values])]
    written = plots.svg(Plot(kind, labels, series, percent, "Nothing <yet> & so"))
    root = read(written)
    tags = {one.tag.rsplit("}")[-1] for one in root.iter()}
    assert root.tag.endswith("svg")
    assert "script" not in tags
    assert not [name for one in root.iter() for name in one.attrib if name.lower().startswith("on")]
    assert b"NaN" not in written
    assert b"nan" not in written
    assert b"inf" not in written.lower().replace(b"info", b"")


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\ufffe", "\ud800"])
def test_what_no_xml_may_have_is_left_out(bad):
    written = plots.svg(Plot(PlotKind.LYING, [f"Au{bad}rora", "B"], [("a", [1.0, 2.0])]))
    assert "Aurora" in "".join(read(written).itertext())
