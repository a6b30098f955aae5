"""``make bench``: speed as ratios, each next to its aim. ``python -m tests.bench --help`` tells the parts."""
