"""Stand-ins for servers and services, each checked against the real thing."""
