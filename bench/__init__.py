"""Measurements: `make bench` prints a table. No test asserts a time; machines are noisy, so compare within one run."""
