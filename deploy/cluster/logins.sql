-- The database, the roles and the logins of the servers. Run it once as superuser on the primary:
--   psql -v owner_password=... -v reader_password=... -f logins.sql
CREATE ROLE api_readonly NOLOGIN;
CREATE ROLE api_worker NOLOGIN;
CREATE ROLE api_writer NOLOGIN;

-- Owns and migrates the tables, and switches to the roles for its work.
CREATE ROLE babynames LOGIN CREATEROLE PASSWORD :'owner_password' IN ROLE api_readonly, api_worker, api_writer;
CREATE DATABASE babynames OWNER babynames;

-- Reads through PgBouncer, which cannot pass these settings on.
CREATE ROLE babynames_reader LOGIN PASSWORD :'reader_password' IN ROLE api_readonly;
ALTER ROLE babynames_reader SET role = api_readonly;
ALTER ROLE babynames_reader SET default_transaction_isolation = 'repeatable read';
ALTER ROLE babynames_reader SET statement_timeout = '1min';
ALTER ROLE babynames_reader SET idle_in_transaction_session_timeout = '10s';
