"""Input that is made to be slow: the worst files of every format, the worst questions, and their cost.

``python -m tools.hostile_input.files`` and ``python -m tools.hostile_input.questions`` measure them; the
tests make smaller ones of the same shapes.
"""
