"""What every address takes to be allowed, written down a second time, by hand (PERM-4).

What getcrm does is decided by `http/routes`. Whoever changes that changes it here too: to look
at something takes the access to its kind, to make or change it what its command takes, and to
set up what all share takes the settings (REL-3).
"""

from tests.policy import permission

ROUTES = """
GET    /company                                             crm.access
PUT    /company                                             crm.settings
PUT    /company/name                                        crm.settings
PUT    /company/duplicate-checks/{field}                    crm.settings
PUT    /company/auto-forget                                 crm.settings
PUT    /company/potential-thresholds                        crm.settings
PUT    /company/board-drag                                  crm.settings
PUT    /company/history-start                               crm.settings

GET    /history-imports                                     history.record
POST   /history-imports                                     history.record
PUT    /history-imports/{history_import}/completion         history.record

POST   /sessions                                            anybody

DELETE /session                                             signed_in

POST   /setup                                               anybody

GET    /sign-in/oidc                                        anybody
GET    /sign-in/oidc/callback                               anybody

GET    /me                                                  signed_in
PUT    /me/password                                         signed_in
POST   /me/confirmation                                     signed_in
POST   /me/totp                                             signed_in
PUT    /me/totp                                             signed_in
DELETE /me/totp                                             signed_in
GET    /me/sessions                                         signed_in
DELETE /me/sessions/{session}                               signed_in
PATCH  /me/language                                         crm.access
GET    /me/notifications                                    crm.access
POST   /me/notifications/read                               crm.access
POST   /me/notifications/unread                             crm.access
GET    /me/notifications/stream                             crm.access
GET    /me/notifications/preferences                        crm.access
PUT    /me/notifications/preferences/{object}/{action}      crm.access

GET    /messages                                            crm.access
POST   /messages                                            messages.write
GET    /messages/{message}                                  crm.access
PUT    /messages/{message}/read                             crm.access
PUT    /messages/{message}/archive                          crm.access
DELETE /messages/{message}/archive                          crm.access

POST   /attachments                                         messages.write
GET    /attachments/{attachment}                            crm.access

GET    /users                                               crm.access
POST   /users                                               users.add
GET    /users/{user}                                        crm.access
PATCH  /users/{user}                                        users.edit
PUT    /users/{user}/name                                   users.edit
PUT    /users/{user}/role                                   roles.edit
PUT    /users/{user}/department                             departments.edit
PUT    /users/{user}/deactivation                           users.edit
DELETE /users/{user}/deactivation                           users.edit
POST   /users/{user}/invitation                             users.edit
DELETE /users/{user}/totp                                   users.edit
PUT    /users/{user}/tokens/{token}                         crm.access
DELETE /users/{user}/tokens/{token}                         crm.access
GET    /users/{user}/holdings                               users.edit
GET    /users/{user}/sessions                               users.sessions
DELETE /users/{user}/sessions/{session}                     users.sessions

GET    /roles                                               crm.access
POST   /roles                                               roles.edit
PATCH  /roles/{role}                                        roles.edit
DELETE /roles/{role}                                        roles.edit
PUT    /roles/{role}/restoration                            roles.edit

GET    /departments                                         crm.access
POST   /departments                                         departments.edit
GET    /departments/{department}                            crm.access
PATCH  /departments/{department}                            departments.edit
DELETE /departments/{department}                            departments.edit
PUT    /departments/{department}/restoration                departments.edit

GET    /relationship-stages                                 crm.access
POST   /relationship-stages                                 crm.settings
PUT    /relationship-stages/order                           crm.settings
PATCH  /relationship-stages/{stage}                         crm.settings
DELETE /relationship-stages/{stage}                         crm.settings
PUT    /relationship-stages/{stage}/restoration             crm.settings

GET    /customer-groups                                     crm.access
POST   /customer-groups                                     crm.settings
PATCH  /customer-groups/{group}                             crm.settings
DELETE /customer-groups/{group}                             crm.settings
PUT    /customer-groups/{group}/restoration                 crm.settings

GET    /sources                                             crm.access
POST   /sources                                             crm.settings
PATCH  /sources/{entry}                                     crm.settings
DELETE /sources/{entry}                                     crm.settings
PUT    /sources/{entry}/restoration                         crm.settings

GET    /tiers                                               crm.access
POST   /tiers                                               crm.settings
PATCH  /tiers/{entry}                                       crm.settings
DELETE /tiers/{entry}                                       crm.settings
PUT    /tiers/{entry}/restoration                           crm.settings

GET    /loss-reasons                                        crm.access
POST   /loss-reasons                                        crm.settings
PATCH  /loss-reasons/{entry}                                crm.settings
DELETE /loss-reasons/{entry}                                crm.settings
PUT    /loss-reasons/{entry}/restoration                    crm.settings

GET    /transaction-types                                   crm.access
POST   /transaction-types                                   crm.settings
PATCH  /transaction-types/{type}                            crm.settings
DELETE /transaction-types/{type}                            crm.settings
PUT    /transaction-types/{type}/restoration                crm.settings

GET    /customers                                           customers.access
POST   /customers                                           customers.add
GET    /customers/{customer}                                customers.access
PATCH  /customers/{customer}                                customers.edit
DELETE /customers/{customer}                                customers.delete
PUT    /customers/{customer}/restoration                    customers.delete
PUT    /customers/{customer}/stage                          customers.edit
PUT    /customers/{customer}/owner                          customers.edit
PUT    /customers/{customer}/groups                         customers.edit
PUT    /customers/{customer}/sources                        customers.edit
PUT    /customers/{customer}/tier                           customers.edit
PUT    /customers/{customer}/sharing                        customers.edit
PUT    /customers/{customer}/sharing/users/{id}             customers.edit
DELETE /customers/{customer}/sharing/users/{id}             customers.edit
PUT    /customers/{customer}/sharing/departments/{id}       customers.edit
DELETE /customers/{customer}/sharing/departments/{id}       customers.edit
POST   /customers/{customer}/contacts                       customers.edit
PATCH  /customers/{customer}/contacts/{contact}             customers.edit
DELETE /customers/{customer}/contacts/{contact}             customers.edit
POST   /customers/{customer}/interactions                   customers.edit
GET    /customers/{customer}/potential-stars                customers.access
GET    /customers/{customer}/timeline                       customers.access
GET    /customers/{customer}/visibility                     customers.access
GET    /customers/{customer}/visibility/people              users.access
GET    /customers/{customer}/comments                       customers.access

POST   /customer-stage-changes                              customers.edit

POST   /customer-owner-changes                              customers.edit

GET    /customer-board                                      customers.access
GET    /customer-board/entries                              customers.access

GET    /potential-score-preview                             crm.settings

GET    /transactions                                        transactions.access
POST   /transactions                                        transactions.add
GET    /transactions/{transaction}                          transactions.access
PATCH  /transactions/{transaction}                          transactions.edit
DELETE /transactions/{transaction}                          transactions.delete
PUT    /transactions/{transaction}/restoration              transactions.delete
PUT    /transactions/{transaction}/start                    transactions.edit
PUT    /transactions/{transaction}/completion               transactions.edit
PUT    /transactions/{transaction}/cancellation             transactions.edit
PUT    /transactions/{transaction}/reopening                transactions.edit
PUT    /transactions/{transaction}/customer                 transactions.edit
GET    /transactions/{transaction}/visibility               transactions.access
GET    /transactions/{transaction}/visibility/people        users.access

GET    /campaigns                                           campaigns.access
POST   /campaigns                                           campaigns.add
GET    /campaigns/{campaign}                                campaigns.access
PATCH  /campaigns/{campaign}                                campaigns.edit
DELETE /campaigns/{campaign}                                campaigns.delete
PUT    /campaigns/{campaign}/restoration                    campaigns.delete
PUT    /campaigns/{campaign}/participants                   campaigns.edit
PUT    /campaigns/{campaign}/lock                           campaigns.edit
DELETE /campaigns/{campaign}/lock                           campaigns.edit
POST   /campaigns/{campaign}/methods                        campaigns.edit
PUT    /campaigns/{campaign}/methods/order                  campaigns.edit
PATCH  /campaigns/{campaign}/methods/{method}               campaigns.edit
DELETE /campaigns/{campaign}/methods/{method}               campaigns.edit
GET    /campaigns/{campaign}/board                          opportunities.access
GET    /campaigns/{campaign}/visibility                     campaigns.access
GET    /campaigns/{campaign}/visibility/people              users.access
GET    /campaigns/{campaign}/board/entries                  opportunities.access

GET    /opportunities                                       opportunities.access
POST   /opportunities                                       opportunities.add
GET    /opportunities/{opportunity}                         opportunities.access
PATCH  /opportunities/{opportunity}                         opportunities.edit
DELETE /opportunities/{opportunity}                         opportunities.delete
PUT    /opportunities/{opportunity}/restoration             opportunities.delete
PUT    /opportunities/{opportunity}/method                  opportunities.edit
PUT    /opportunities/{opportunity}/owner                   opportunities.edit
PUT    /opportunities/{opportunity}/claim                   opportunities.edit
PUT    /opportunities/{opportunity}/won                     opportunities.edit
PUT    /opportunities/{opportunity}/lost                    opportunities.edit
PATCH  /opportunities/{opportunity}/outcome                 opportunities.edit
DELETE /opportunities/{opportunity}/outcome                 opportunities.edit
POST   /opportunities/{opportunity}/copies                  opportunities.add
GET    /opportunities/{opportunity}/idleness                opportunities.access
GET    /opportunities/{opportunity}/timeline                opportunities.access
GET    /opportunities/{opportunity}/visibility              opportunities.access
GET    /opportunities/{opportunity}/visibility/people       users.access
GET    /opportunities/{opportunity}/comments                opportunities.access

GET    /idle-opportunities                                  opportunities.access

POST   /comments                                            comments.write
GET    /comments/{comment}                                  crm.access
PATCH  /comments/{comment}                                  comments.write
DELETE /comments/{comment}                                  comments.write
PUT    /comments/{comment}/restoration                      comments.write

GET    /indicators                                          kpi.access

GET    /kpi/{indicator}                                     kpi.access
GET    /kpi/{indicator}/entries                             kpi.access

GET    /timeline                                            audit.access
"""
"""Method, path and permission. signed_in: whoever is, for what is their own. anybody: also
whoever is not."""


def permissions() -> dict[str, str]:
    lines = [line.split() for line in ROUTES.splitlines() if line]
    return {f"{method} {path}": permission(needed) for method, path, needed in lines}


PERMISSIONS = permissions()
