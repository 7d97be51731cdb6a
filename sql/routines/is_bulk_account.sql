-- aether: database=data
-- Whether the session logged in as the account of aether ingest, which checks itself what the triggers check: theirs alone may
-- be switched off with @aether_bulk = 1, which any session can set. The triggers have the same comparison in their text, as the
-- call of a function costs more than the comparison, for each row. By USER(): CURRENT_USER() is the definer in a trigger.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION is_bulk_account() RETURNS BOOLEAN NO SQL
RETURN USER() = CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1));
