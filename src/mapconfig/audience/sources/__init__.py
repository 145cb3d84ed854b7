"""Where people come from: each source becomes a snapshot on disk, which engines read."""
