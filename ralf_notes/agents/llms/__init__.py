"""`llms.txt` and `llms-full.txt` beside each overview: the way in for agents that read files.

The first one leads to the notes, the second one holds them. Both are made from the notes, of which
they show our text alone: the user's text stays where it is.
Source: https://llmstxt.org
"""
