"""Drawings in notes."""
