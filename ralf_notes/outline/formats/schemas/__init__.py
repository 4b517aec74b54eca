"""Kinds of files that describe data: tables, messages, types, interfaces over HTTP."""
