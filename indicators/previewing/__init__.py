"""From a file to its preview: reading it, looking at what it would do, and both as jobs where a
request would take too long."""
