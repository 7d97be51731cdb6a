-- aether: database=data
-- Whether the session logged in as the account of aether ingest, which checks itself what the triggers check: theirs alone may
-- be switched off with @aether_bulk = 1, which any session can set. By USER(), as CURRENT_USER() is the definer in a trigger.
-- The name is a part of the text: reading it from a table costs more, for each row, than the row itself.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION is_bulk_account() RETURNS BOOLEAN NO SQL
RETURN USER() = CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1));
