import xml.etree.ElementTree as ET

from tools.benchmarks.scaling.latency_plot import latency_plot


def test_every_line_is_drawn_with_its_name_and_its_points() -> None:
    drawn = ET.fromstring(latency_plot({"ours & theirs": [(1000, 0.5), (1_000_000, 7)], "x": [(1000, 2)]}))
    names = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]

    assert "ours & theirs" in names
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))) == 2
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 3


def test_a_longer_latency_is_drawn_higher() -> None:
    drawn = ET.fromstring(latency_plot({"slow": [(10, 100)], "fast": [(10, 1)]}))
    slow, fast = (float(each.get("cy", "")) for each in drawn.iter("{http://www.w3.org/2000/svg}circle"))

    assert slow < fast
