"""Files and git revisions to an Org with findings; nothing in the content of a file makes it raise."""
