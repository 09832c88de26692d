"""Verdicts of dated rule sets, and the way from a proposal to a decision."""
