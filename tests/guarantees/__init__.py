"""Promises that cross the wings: each is a line of docs/guarantees.md."""
