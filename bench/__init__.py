"""Measurements: `make bench` prints a table. Machines are noisy, so compare only within one run."""
