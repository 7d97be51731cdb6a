-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER orders_after_update AFTER UPDATE ON orders FOR EACH ROW
BEGIN
  DECLARE last_seq SMALLINT UNSIGNED;
  IF (COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1))) AND NEW.status_code <> OLD.status_code THEN
    SELECT COALESCE(MAX(seq), 0) INTO last_seq FROM order_status_event
     WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at LOCK IN SHARE MODE;
    INSERT INTO order_status_event (order_id, placed_at, seq, status_code, occurred_at)
    VALUES (NEW.order_id, NEW.placed_at, last_seq + 1, NEW.status_code, NEW.status_at);
  END IF;
END//

DELIMITER ;
