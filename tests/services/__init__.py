"""Real servers for tests: started when first asked for, shared by all workers, always stopped.

`session` decides how long servers live, `postgres` and `mariadb` say how one is started,
`keeper` is the process that stands over one server, `databases` makes empty databases in it,
and `fixtures` offers all of it to tests.
"""
