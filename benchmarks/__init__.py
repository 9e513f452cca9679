"""Measurements, as ratios to a baseline in the same run; never part of the tests."""
