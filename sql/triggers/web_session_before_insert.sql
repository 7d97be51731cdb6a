-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER web_session_before_insert BEFORE INSERT ON web_session FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
  IF NEW.customer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer WHERE customer_id = NEW.customer_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'web_session: no customer has this customer_id';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM channel WHERE channel_id = NEW.channel_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001, MESSAGE_TEXT = 'web_session: no channel has this channel_id';
  END IF;
END IF//

DELIMITER ;
