"""What writes an org's files: each task prepares all contents as values first, and one place puts them on the disk."""
