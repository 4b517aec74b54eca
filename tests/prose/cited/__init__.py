"""Answers that cite."""
