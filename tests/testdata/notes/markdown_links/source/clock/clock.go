package clock

// Now returns the seconds since the start.
func Now() int { return 1 }
