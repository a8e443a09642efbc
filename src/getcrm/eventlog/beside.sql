-- What is kept beside the log because the log must not know it: secrets, as hashes wherever a
-- hash will do, and what changes with every request. SQLite and PostgreSQL read the same words.

-- kind: password, totp, recovery_code, invitation: it counts as long as the log names its id;
-- device: a browser that is known again, of which the log knows nothing.
-- step: of a TOTP secret, the last one whose code was used.
CREATE TABLE IF NOT EXISTS credential (
  id text NOT NULL,
  kind text NOT NULL,
  "user" text NOT NULL,
  secret text NOT NULL,
  step bigint NOT NULL,
  made_at text NOT NULL,
  PRIMARY KEY (id, secret)
);
CREATE INDEX IF NOT EXISTS credential_secret ON credential (secret);

-- Secrets of the installation. made_ids: with which ids are made of idempotency keys.
CREATE TABLE IF NOT EXISTS installation_secret (
  name text PRIMARY KEY,
  secret text NOT NULL
);

-- One row per living session; hash: of what is in the browser's cookie.
CREATE TABLE IF NOT EXISTS session (
  session text PRIMARY KEY,
  hash text NOT NULL UNIQUE,
  "user" text NOT NULL,
  seen_at text NOT NULL,
  confirmed_at text NOT NULL
);
CREATE INDEX IF NOT EXISTS session_seen ON session (seen_at);

-- key: an account or a network address. Nobody tries before "until".
CREATE TABLE IF NOT EXISTS back_off (
  key text PRIMARY KEY,
  failures bigint NOT NULL,
  failed_at text NOT NULL,
  until text NOT NULL
);
CREATE INDEX IF NOT EXISTS back_off_failed ON back_off (failed_at);

-- Sign-ins under way at the identity provider. hash: of the state.
CREATE TABLE IF NOT EXISTS single_sign_on (
  hash text PRIMARY KEY,
  nonce text NOT NULL,
  verifier text NOT NULL,
  expires_at text NOT NULL
);

-- By which rules of comparison the guard table was derived from the log (domain/text.py).
CREATE TABLE IF NOT EXISTS guard_rules (
  version bigint NOT NULL PRIMARY KEY
);

-- The bytes of uploaded files; those count whose id and hash the log names.
CREATE TABLE IF NOT EXISTS attachment (
  id text NOT NULL,
  sha256 text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (id, sha256)
);

-- Up to which position of the log notifications have been taken up to go by e-mail. After a
-- server has failed, nothing is tried before due_at.
CREATE TABLE IF NOT EXISTS mail_outbox (
  name text PRIMARY KEY,
  position bigint NOT NULL,
  failures bigint NOT NULL,
  due_at text NOT NULL
);

-- One row per e-mail, kept for good, so that none goes twice. sent_at, failure: '' while it is
-- still to go.
CREATE TABLE IF NOT EXISTS mail (
  "user" text NOT NULL,
  position bigint NOT NULL,
  tries bigint NOT NULL,
  due_at text NOT NULL,
  sent_at text NOT NULL,
  failure text NOT NULL,
  PRIMARY KEY ("user", position)
);
CREATE INDEX IF NOT EXISTS mail_due ON mail (sent_at, failure, due_at);
