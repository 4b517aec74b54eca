#pragma once

/* Seconds since the start. */
unsigned long clock_now(void);
