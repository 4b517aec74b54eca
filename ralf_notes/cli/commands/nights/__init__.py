"""What a job that runs at night needs around it: the launcher, sleep, the log."""
