import pytest

from bot.monitoring.metrics import Metrics


def test_questions_are_counted_by_grade() -> None:
    metrics = Metrics()

    metrics.question("answer", 0.004)
    metrics.question("answer", 0.2)
    metrics.question("none", 0.001)

    text = metrics.exposition().decode()

    assert 'quoth_questions_total{grade="answer"} 2.0' in text
    assert 'quoth_questions_total{grade="none"} 1.0' in text
    assert 'quoth_answer_seconds_bucket{le="0.005"} 2.0' in text


def test_a_call_without_a_response_is_counted_with_status_0() -> None:
    metrics = Metrics()

    with pytest.raises(ConnectionError), metrics.calling("sendMessage"):
        raise ConnectionError

    assert 'quoth_telegram_calls_total{method="sendMessage",status="0"} 1.0' in metrics.exposition().decode()


def test_long_polls_do_not_count_as_slow_calls() -> None:
    metrics = Metrics()

    metrics.call("getUpdates", 200, 30.0)

    assert "quoth_telegram_call_seconds_count 0.0" in metrics.exposition().decode()


def test_a_gauge_is_evaluated_when_the_metrics_are_read() -> None:
    metrics, depth = Metrics(), [3.0]
    metrics.gauge("quoth_outbox_depth", "Messages waiting.", lambda: depth[0])

    depth[0] = 5.0

    assert "quoth_outbox_depth 5.0" in metrics.exposition().decode()


def test_two_bots_in_one_process_have_separate_counts() -> None:
    one, other = Metrics(), Metrics()

    one.reload("published")

    assert 'outcome="published"' in one.exposition().decode()
    assert 'outcome="published"' not in other.exposition().decode()
