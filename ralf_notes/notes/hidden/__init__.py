"""What a note keeps for the next run, in one line that readers do not see."""
