"""Answer HTTP apart from any web framework: one table of routes for the JSON API and the pages.

`http` holds requests and responses, `routes` the rows of the table, `api` the rows of the JSON API,
`pages` those of the HTML pages, and `application` runs a row: `WebApp(kit).handle(request)`.

What `pages` offers to `application`:

- `pages.routes.PAGES`: a tuple of `Route` with `page=True`. Handlers get `(me, request, params)`
  and return `Html(template, context, status)` or `Redirect(path)`. Where a handler raises, the page
  `problem.html` is shown with `problem` (see `problems.Problem`) and the status of the problem.
- `pages.environment(*, loader=None, globals=None)`: a Jinja2 environment whose templates are found
  under `socialkit/...`, first in `loader` (the host's own), then in the package.
- Every template is given, beside its context: `me` (the `Session`), `site` (`http.Site`: prefix,
  base template, addresses of assets), `sk_request` (`http.Request`).
- `pages.STATIC`: the folder of the stylesheet and the script, served below `/static/`.
"""

from __future__ import annotations
