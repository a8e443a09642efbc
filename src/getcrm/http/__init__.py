"""The thin outside: requests become commands and queries, refusals become problems."""

import falcon

App = falcon.App[falcon.Request, falcon.Response]
