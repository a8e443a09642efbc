-- The log of one company, in a schema of its own. Every statement may run again.
CREATE TABLE IF NOT EXISTS event (
  position bigint PRIMARY KEY,
  stream text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  topic text NOT NULL,
  recorded_at text COLLATE "C" NOT NULL,
  body text NOT NULL,
  UNIQUE (stream, version)
);
CREATE TABLE IF NOT EXISTS guard (
  scope text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  PRIMARY KEY (scope, key, owner)
);
CREATE TABLE IF NOT EXISTS receipt (
  by text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  answer text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (by, key)
);
CREATE TABLE IF NOT EXISTS api_token (
  hash text PRIMARY KEY,
  token text NOT NULL UNIQUE,
  "user" text NOT NULL,
  name text NOT NULL,
  issued_at text NOT NULL
);

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the event log is append-only';
END $$;

-- A sharded cluster (Citus) allows no triggers; there the application's role has no such grants.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    CREATE OR REPLACE TRIGGER event_is_never_changed
      BEFORE UPDATE OR DELETE OR TRUNCATE ON event EXECUTE FUNCTION refuse_change();
  END IF;
END $$;

CREATE OR REPLACE FUNCTION fact_answer(what text, of_scope text, of_key text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF what = 'owners' THEN
    RETURN (SELECT coalesce(string_agg(owner, ',' ORDER BY owner), '')
            FROM guard WHERE scope = of_scope AND key = of_key);
  ELSIF what = 'count' THEN
    RETURN (SELECT count(*) FROM guard WHERE scope = of_scope AND key = of_key);
  END IF;
  RETURN (SELECT coalesce(max(key), '') FROM guard WHERE scope = of_scope);
END $$;

-- One append, one round trip: lock, check all that was read, write, notify.
-- SQLSTATE GC001: something that was read has changed; nothing is written.
-- Returns the position of the log after the append.
CREATE OR REPLACE FUNCTION append_events(
  streams text[], versions bigint[], topics text[], bodies text[],
  read_streams text[], read_versions bigint[],
  asked_whats text[], asked_scopes text[], asked_keys text[], asked_answers text[],
  removed_scopes text[], removed_keys text[], removed_owners text[],
  added_scopes text[], added_keys text[], added_owners text[],
  receipt_bys text[], receipt_keys text[], receipt_fingerprints text[], receipt_answers text[],
  not_before text, channel text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last_position bigint;
  last_recorded text;
  recorded text;
  i integer;
  found_version bigint;
BEGIN
  LOCK TABLE event IN EXCLUSIVE MODE;
  SELECT e.position, e.recorded_at INTO last_position, last_recorded
    FROM event e ORDER BY e.position DESC LIMIT 1;
  last_position := coalesce(last_position, 0);
  FOR i IN 1 .. cardinality(read_streams) LOOP
    SELECT e.version INTO found_version FROM event e
      WHERE e.stream = read_streams[i] ORDER BY e.version DESC LIMIT 1;
    IF coalesce(found_version, 0) <> read_versions[i] THEN
      RAISE EXCEPTION 'stale: %', read_streams[i] USING ERRCODE = 'GC001';
    END IF;
  END LOOP;
  FOR i IN 1 .. cardinality(asked_whats) LOOP
    IF fact_answer(asked_whats[i], asked_scopes[i], asked_keys[i]) <> asked_answers[i] THEN
      RAISE EXCEPTION 'stale: % %', asked_scopes[i], asked_keys[i] USING ERRCODE = 'GC001';
    END IF;
  END LOOP;
  FOR i IN 1 .. cardinality(receipt_keys) LOOP
    IF EXISTS (SELECT FROM receipt r WHERE r.by = receipt_bys[i] AND r.key = receipt_keys[i]) THEN
      RAISE EXCEPTION 'stale: receipt %', receipt_keys[i] USING ERRCODE = 'GC001';
    END IF;
  END LOOP;
  IF cardinality(streams) > 0 THEN
    recorded := greatest(
      to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') COLLATE "C",
      last_recorded, not_before);
    INSERT INTO event (position, stream, version, topic, recorded_at, body)
      SELECT last_position + n.ordinality, n.stream, n.version, n.topic, recorded, n.body
      FROM unnest(streams, versions, topics, bodies)
        WITH ORDINALITY AS n(stream, version, topic, body, ordinality);
    last_position := last_position + cardinality(streams);
    PERFORM pg_notify(channel, last_position::text);
  END IF;
  IF cardinality(removed_scopes) > 0 THEN
    DELETE FROM guard g USING unnest(removed_scopes, removed_keys, removed_owners)
      AS gone(scope, key, owner)
      WHERE g.scope = gone.scope AND g.key = gone.key AND g.owner = gone.owner;
  END IF;
  IF cardinality(added_scopes) > 0 THEN
    INSERT INTO guard (scope, key, owner)
      SELECT * FROM unnest(added_scopes, added_keys, added_owners);
  END IF;
  IF cardinality(receipt_keys) > 0 THEN
    INSERT INTO receipt (by, key, fingerprint, answer, position)
      SELECT r.by, r.key, r.fingerprint, r.answer, last_position
      FROM unnest(receipt_bys, receipt_keys, receipt_fingerprints, receipt_answers)
        AS r(by, key, fingerprint, answer);
  END IF;
  RETURN last_position;
END $$;
