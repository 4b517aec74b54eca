-- Who sails.
CREATE TABLE sailors (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL DEFAULT 'a; b',
  boat_id INTEGER REFERENCES boats (id)
);

CREATE TABLE IF NOT EXISTS "boats" (id INTEGER PRIMARY KEY);
CREATE UNIQUE INDEX sailors_by_name ON sailors (name);
CREATE OR REPLACE VIEW crews AS SELECT * FROM sailors;
COMMENT ON TABLE boats IS 'What floats.';
/* Adds up; a body may hold CREATE TABLE fake (x int); */
CREATE FUNCTION total(a int) RETURNS int AS $$ BEGIN CREATE TABLE fake (x int); END; $$ LANGUAGE plpgsql;
