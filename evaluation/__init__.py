"""Evaluation: ask gold questions, judge the answers, compute figures, compare and show them."""
