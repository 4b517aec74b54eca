"""How the links of a tree's files are kept, and which of them a change may alter."""
