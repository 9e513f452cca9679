"""Deciding: plain Python on plain values, with `now` handed in."""
