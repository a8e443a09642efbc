"""docs/api.md: how the HTTP API is used, and every address there is."""

from collections.abc import Iterator
from itertools import groupby

from getcrm.commands.credential import INVITATION_HOURS
from getcrm.http.acts import COOKIE, DEVICE_COOKIE
from getcrm.http.openapi.operations import in_words
from getcrm.http.problems import STATUS
from getcrm.http.requests import BODY_LIMIT
from getcrm.http.responders import COOKIE_SECONDS
from getcrm.http.route import PREFIX, Route
from getcrm.http.routes import ROUTES, WITHOUT_ROUTE
from getcrm.sign_in.sessions import CONFIRMED_FOR

MINUTES = CONFIRMED_FOR // 60
HEAD = f"""\
# The HTTP API

<!-- made by `python -m getcrm.docs api`; do not edit -->

Everything getcrm does is an address under `{PREFIX}`. While it runs, `/openapi.json` is the
complete description (OpenAPI 3.1), and `/docs` is the same to read and to try out, also offline.

Clients are generated from it, without options: `openapi-python-client` makes a function of every
operation, `openapi-typescript` the types for `openapi-fetch`.

```sh
TOKEN=$(cat data/admin-token)
curl -H "Authorization: Bearer $TOKEN" "localhost:8000{PREFIX}/customers?q=nguyen"
curl -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: an-phat-1" \\
     --json '{{"name": "An Phát", "phones": ["0912345678"]}}' localhost:8000{PREFIX}/customers
```

## Commands

`POST` makes something new, or does something to many; `PUT` replaces what stands at the address;
`PATCH` changes the given fields only; `DELETE` takes it away, softly. Fields come as a JSON object
of at most {BODY_LIMIT:,} bytes, those of a `DELETE` in the query string. What the address says is
not repeated. Nothing is guessed: an unknown field, a key that occurs twice, `true` for 1 are
refused. Dates and times lie in the years 1900 to 2199; a time has an offset.

- `Idempotency-Key`: 1 to 200 visible ASCII characters of your choice. The same command under the
  same key is done once; a repetition is answered the same, with `Idempotency-Replayed: true`.
  Another command under the same key: 422.
- `If-Match`: the version you have seen, `"7"`, as an `ETag` gave it. Another one by now: 412, and
  nothing has changed. As a compressing proxy changes it, `W/"7"`, it means the same.
- `Occurred-At`: when it happened, where that was in the past, `2026-01-31T08:00:00Z` (LOG-1).

The answer has `id`, of what was made or of the record that changed (`main` for a list of which
the company has one), `version` of that record or of the list that holds it, the `position` of the
log, how many `events` were recorded (0: it already was as asked), `warnings`, and `created`, the id
of what was made. You may choose that id yourself. The headers `ETag`, `Log-Position` and `Location`
say the same.

## Queries

`GET`, with parameters in the query string, each once unless it is a list. `as_of` (a date or a
time) shows it as it was then, `as_known_at` (a position or a time) as it was known then. A filter
that names a record which there is not, or which the caller may not see, is refused with the name of
the field (400). Lists are paged: give an answer's `next` back as `cursor`. `Log-Position` says what
an answer rests on. What has an `ETag` need not be sent twice: where the answer would be the same,
`If-None-Match` gives 304, without a body.

`GET /customers/{{customer}}?include=opportunities&include=timeline` answers the page of a customer
with the first page of what belongs to it: `opportunities`, `transactions`, `comments`, `timeline`,
`potential_stars`; null, where the caller's role does not allow it.

Another program follows along with `changed_since` in the lists of customers, opportunities,
transactions, users and campaigns, and `full=true` for all details (opportunities and campaigns are
whole already): ask from 0 on, keep the `Log-Position` of the first page, go through all pages, and
next time ask with that position. Nothing is missed between two such rounds, something may come
twice. The deleted ones come too, with `deleted: true`; whoever has left, with `active: false`. What
the caller may not see any more does not come, nor does a record of which only the names of others,
the days without contact or the points of a type have changed.

Read models follow the log within milliseconds. `At-Least-Position`, with the `position` that a
command answered, waits for them; where they do not get there in time, the answer is 503 with the
code `Behind`, how far behind, and `Retry-After`. Browsers need not care: a command leaves its
position in a cookie for {COOKIE_SECONDS} seconds.

## Signing in

Programs send `Authorization: Bearer gc_…` on every address under `{PREFIX}`; `/healthz`,
`/readyz`, `/metrics`, `/openapi.json`, `/docs` and `/setup` need none.
`PUT /users/{{user}}/tokens/{{token}}` issues another token;
`token` is a UUID of your choice, and the secret, `api_token`, is shown in that answer and never
again. A revoked token opens nothing any more, from that moment.

People begin a session: `POST /sessions` with e-mail, password and, where a second factor is on,
`code`. Its secret is in the cookie `{COOKIE}` and nowhere else. A session ends after some hours
without a request, after some days in any case (docs/operations.md), when it is signed out of or
ended, with a new password, and when its user is deactivated. A second cookie, `{DEVICE_COOKIE}`,
opens nothing: by it a browser is known again, so that others who fail with the same e-mail address
keep nobody waiting there. `GET /sign-in/oidc` leads to the
company's identity provider, where there is one.

```sh
curl -c jar --json '{{"email": "an@anphat.vn", "password": "…"}}' https://crm.anphat.vn{PREFIX}/sessions
curl -b jar https://crm.anphat.vn{PREFIX}/me
curl -b jar -H "Origin: https://crm.anphat.vn" --json '{{"name": "An Phát"}}' \\
     https://crm.anphat.vn{PREFIX}/customers
```

- What changes something in a session comes as JSON and from the same origin (`Sec-Fetch-Site` or
  `Origin`): else 403 `NotSameOrigin`. Tokens need neither.
- What is marked "confirmed" below takes a proof of the last {MINUTES} minutes that it is
  still the same person: signing in is one, `POST /me/confirmation` another; else 403
  `ConfirmationNeeded`. Programs have nobody to ask: a token does what its scopes allow, and none
  changes by what its user signs in.
- Whoever fails waits, each time twice as long, per account and per network address: 429
  `TooManyAttempts`, with `Retry-After`.
- `POST /users/{{user}}/invitation` gives a link by which somebody chooses a password, once, within
  {INVITATION_HOURS} hours: a page, whose script asks `POST /setup` with the `code` of the link. The
  first start prints one, and so does `getcrm password USER`.

## Problems

Every error is `application/problem+json` (RFC 9457). Its texts, like names and sentences
everywhere, are in the language that the user has chosen (`PATCH /me/language`); where they have
chosen none, or nobody is signed in, in that of `Accept-Language` (`vi` or `en`):

```json
{{"type": "urn:getcrm:problem:StageHasCustomers", "title": "Refused", "status": 422,
 "code": "StageHasCustomers", "detail": "…",
 "errors": [{{"pointer": "/stage", "detail": "…", "code": "StageHasCustomers"}}]}}
```

`X-Request-ID` says what the request is called in the access log: as you called it, if you sent that
header, up to 100 characters.

`code` is stable and names the rule; `pointer` names the field, `header` the header.

| status | |
|---|---|
"""
MEANINGS = (
    (400, "the request makes no sense as it is"),
    (401, "nobody is signed in: the token or session is missing, wrong or over"),
    (403, "your role does not allow it, or it is not yours to change"),
    (404, "there is no such record, or not for you, or no such address"),
    (405, "the address does not know the method; see `Allow`"),
    (409, "somebody else was first"),
    (412, "not the version you expected; or the log has not come to that position"),
    (413, "the body is too large"),
    (415, "the body is not JSON"),
    (422, "a business rule forbids it"),
    (429, "too many attempts have failed; see `Retry-After`"),
    (500, "a fault of ours; `instance` is its reference in our log"),
    (502, "the identity provider does not answer as it should"),
    (503, "what is shown is behind the position asked for"),
)


def document() -> str:
    """The page, as it should be."""
    return HEAD + "\n".join([*statuses(), "", *addresses()]) + "\n"


def statuses() -> Iterator[str]:
    kinds = {status: kind.__name__ for kind, status in STATUS.items()}
    for status, meaning in MEANINGS:
        kind = f" (`{kinds[status]}`)" if status in kinds else ""
        yield f"| {status} | {meaning}{kind} |"


def addresses() -> Iterator[str]:
    yield "## Addresses"
    for noun, routes in groupby(ROUTES, key=lambda route: route.noun):
        yield from ("", f"### {noun}", "", "| | | what | permission |", "|---|---|---|---|")
        yield from map(row, routes)
    yield from ("", "Not over HTTP:", "")
    yield from (f"- `{name}`: {reason}" for name, reason in WITHOUT_ROUTE.items())


def row(route: Route) -> str:
    return (
        f"| {route.method} | `{route.path}` | {in_words(route.asked)} (`{route.asked}`) "
        f"| `{route.permission}`{', confirmed' if route.confirm else ''} |"
    )
