"""The catalogue's data: what is known of an org, one plain document a page; `mapconfig.report.catalogue` draws them.

`facts` has everything that was gathered, once. The other modules each make documents of it and do no I/O; only
`gathering` asks files, git, records and people.
"""
