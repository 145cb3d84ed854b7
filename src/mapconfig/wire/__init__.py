"""Speaking HTTP with a platform that may be slow, wrong, or not the one it claims to be.

`origin` says which addresses a login may be used with, `login` finds the login for one outside the org's files,
`client` sends one request and says what became of it. What a request means is for the backend; nothing here knows a
vendor. This is the only room that opens a connection to somewhere else.
"""
