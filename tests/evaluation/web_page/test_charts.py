import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest

from evaluation.statistics import Bin
from evaluation.web_page import charts
from evaluation.web_page.charts import Bar, Part, Rate, Series


def marks(svg: str, tag: str) -> list[dict[str, str]]:
    return [element.attrib for element in ET.fromstring(svg).iter(tag)]


PLOTS = [
    charts.reliability_diagram([("ours & <theirs>", "answerable", [Bin(5, 0.5, 0.4), Bin(1, 0.9, 1.0)])]),
    charts.histogram("answerable", "answerable", [0, 3, 1], last=True),
    charts.stacked_bars([Bar("a < b", [Part("right", "right", 0.75, 3), Part("none", "none", 0.25, 1)])]),
    charts.rates([Rate("who & what", 0.5, 0.4, 0.6, 0.9, 12)], "By type"),
    charts.curves([Series("ours", "answerable", [(0, 0), (1, 0.5)])], "coverage", "risk", "Risk"),
]


@pytest.mark.parametrize("svg", PLOTS)
def test_a_plot_is_well_formed_whatever_its_texts_and_scales_with_the_page(svg: str) -> None:
    root = ET.fromstring(svg)

    assert root.attrib["viewBox"].startswith(f"0 0 {charts.WIDTH} ")
    assert "width" not in root.attrib
    assert root.attrib["aria-label"]


@pytest.mark.parametrize("svg", PLOTS)
def test_marks_stay_within_the_plot(svg: str) -> None:
    height = float(ET.fromstring(svg).attrib["viewBox"].split()[3])

    for bar in marks(svg, "rect"):
        assert 0 <= float(bar["x"]) <= float(bar["x"]) + float(bar["width"]) <= charts.WIDTH
        assert 0 <= float(bar["y"]) <= float(bar["y"]) + float(bar["height"]) <= height
    for point in marks(svg, "circle"):
        assert 0 < float(point["cx"]) < charts.WIDTH
        assert 0 < float(point["cy"]) < height


def test_a_larger_bin_is_a_larger_point_and_a_better_one_is_higher() -> None:
    large, small = marks(PLOTS[0], "circle")

    assert float(large["r"]) > float(small["r"])
    assert float(small["cy"]) < float(large["cy"])


def test_parts_of_a_bar_are_as_long_as_their_shares() -> None:
    right, none = (float(bar["width"]) + 2 for bar in marks(PLOTS[2], "rect"))

    assert right == pytest.approx(3 * none, rel=0.01)


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_empty_plots_are_drawn(counts: Sequence[int]) -> None:
    assert "svg" in charts.histogram("answerable", "answerable", counts or [0], last=False)
    assert "svg" in charts.reliability_diagram([])


def test_a_legend_names_each_class_once_and_escapes() -> None:
    keys = charts.legend([("a < b", "answerable"), ("c", "near-miss")])

    assert re.findall(r'class="([a-z-]+)"></i>([^<]+)<', keys) == [
        ("answerable", "a &lt; b"),
        ("near-miss", "c"),
    ]
