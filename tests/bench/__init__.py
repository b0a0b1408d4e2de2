"""Time and memory as ratios within one run: `python -m tests.bench`, or `make bench`.

Each module here has ``run()``, which gives tuples (name, ratio, limit). They are no tests: a ratio
says more than seconds do, but on a busy machine it may still be off.
"""
