/** Counts the coins in the drawer. */
int till_count(void) { return 0; }
