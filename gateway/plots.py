"""Plots of reports as SVG, drawn by pygal; without a script, in light, in the dark and on paper.

pygal writes a style sheet and a script of its own, descriptions for the script, and tooltips. All
of that is left out, and a short style sheet put in its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

WIDTH, HEIGHT = 640, 300
_BAR = 34
"""Height of a horizontal bar with its gap."""
_MOST_LABELS = 12
_COUNTED = 8
"""Up to how many a scale has a line for each."""
_SVG = "{http://www.w3.org/2000/svg}"
_LEFT_OUT = frozenset({f"{_SVG}{name}" for name in ("script", "desc", "defs", "title")})
_NO_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may have; an image with one is no image."""
_OVERLAYS = ("plot overlay", "plot text-overlay", "plot tooltip-overlay")
_STYLE = """
text{font:12px system-ui,sans-serif;fill:#3c4654;stroke:none}
.background{fill:none}.axis .line{stroke:#566070;fill:none}.axis .guide{stroke:#d8dde4}
.axis.x .guide{stroke:none}.axis.y text{text-anchor:end}.axis.x text{text-anchor:middle}
.horizontal .axis.x .guide{stroke:#d8dde4}.horizontal .axis.y .guide{stroke:none}
.nofill{fill:none}.series .line{stroke-width:2.5}
.color-0{stroke:#1f5fae;fill:#1f5fae}.color-1{stroke:#b45309;fill:#b45309}
.color-2{stroke:#6b3fa0;fill:#6b3fa0}.color-3{stroke:#b3261e;fill:#b3261e}
.color-1 .line{stroke-dasharray:8 4}.color-2 .line{stroke-dasharray:2 4}
.color-3 .line{stroke-dasharray:10 3 2 3}.series .nofill{fill:none}
.no_data{font-size:18px;text-anchor:middle}
@media screen and (prefers-color-scheme:dark){text{fill:#c6ced8}.axis .line{stroke:#a3aebb}
.axis .guide,.horizontal .axis.x .guide{stroke:#39424d}
.axis.x .guide,.horizontal .axis.y .guide{stroke:none}
.color-0{stroke:#8ab8f5;fill:#8ab8f5}.color-1{stroke:#f0b06a;fill:#f0b06a}
.color-2{stroke:#c3a5ee;fill:#c3a5ee}.color-3{stroke:#f2a29b;fill:#f2a29b}}
"""


class PlotKind(StrEnum):
    """How figures are drawn."""

    LINES = "lines"
    BARS = "bars"
    STACKED = "stacked"
    LYING = "lying"


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn.

    Attributes:
        kind: how.
        labels: of the rows, in order.
        series: (name, a value for each row; None draws nothing).
        percent: whether values are percents: the axis is then 0 to 100, or less for bars.
        nothing: what is said where there is nothing to draw.
    """

    kind: PlotKind
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[float | None]]]
    percent: bool = False
    nothing: str = ""


def svg(plot: Plot) -> bytes:
    """Draw a plot; this takes some milliseconds, and belongs into a thread."""
    import pygal  # type: ignore[import-untyped]
    from pygal.etree import etree  # type: ignore[import-untyped]

    lying = plot.kind is PlotKind.LYING
    kinds = {
        PlotKind.LINES: pygal.Line,
        PlotKind.BARS: pygal.Bar,
        PlotKind.STACKED: pygal.StackedBar,
        PlotKind.LYING: pygal.HorizontalBar,
    }
    rows = len(plot.labels)
    each = -(-rows // _MOST_LABELS) if not lying else 1
    chart = kinds[plot.kind](
        js=[],
        no_prefix=True,
        width=WIDTH,
        height=max(HEIGHT, 90 + _BAR * rows * len(plot.series) // 2) if lying else HEIGHT,
        legend_at_bottom=True,
        legend_at_bottom_columns=min(4, len(plot.series)),
        legend_box_size=12,
        show_legend=True,
        margin=10,
        range=(0, 100) if plot.kind is PlotKind.LINES and plot.percent else None,
        min_scale=4,
        include_x_axis=True,
        dots_size=3,
        no_data_text=_plain(plot.nothing),
        x_labels_major_every=each if each > 1 else None,
        show_minor_x_labels=each <= 1,
        truncate_label=-1,
        truncate_legend=-1,
        value_formatter=_percent if plot.percent else _number,
    )
    # lying bars are drawn from below
    order = slice(None, None, -1) if lying else slice(None)
    chart.x_labels = [_plain(one) for one in plot.labels][order]
    for name, values in plot.series:
        chart.add(_plain(name), [None if one is None else round(one, 2) for one in values][order])
    if not plot.percent and 0 < _highest(plot) <= _COUNTED:
        # a few visits are not divided into tenths
        chart.y_labels = list(range(_highest(plot) + 1))
    root = chart.render_tree()
    _bare(root)
    # pygal writes by lxml where it is installed, which has the namespace in its tags
    style = etree.Element(f"{_SVG}style" if root.tag.startswith(_SVG) else "style")
    style.text = _STYLE
    root.insert(0, style)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _highest(plot: Plot) -> int:
    """Return the highest whole number that is drawn; 0 if fractions are."""
    columns = [
        [one or 0 for _, values in plot.series for one in values[at : at + 1]]
        for at in range(len(plot.labels))
    ]
    if any(one % 1 for column in columns for one in column):
        return 0
    reach = sum if plot.kind is PlotKind.STACKED else max
    return int(max((reach(column) for column in columns), default=0))


def _plain(text: str) -> str:
    return _NO_XML.sub("", text)


def _percent(value: float) -> str:
    return f"{value:g} %"


def _number(value: float) -> str:
    return f"{value:g}"


def _bare(node: Any) -> None:
    """Leave out what only scripts use, and what nobody may put in: scripts and their handlers."""
    for child in list(node):
        # a comment's tag is a function
        name = child.tag if isinstance(child.tag, str) else ""
        plain = name if name.startswith(_SVG) or not name else f"{_SVG}{name}"
        overlay = child.get("class", "") in _OVERLAYS if name else False
        if not name or plain in _LEFT_OUT or overlay:
            node.remove(child)
        else:
            _bare(child)
    for attribute in [one for one in node.attrib if one.lower().startswith("on")]:
        del node.attrib[attribute]
