-- aether: database=data
-- An event says what orders.status_code just became; an event on its own would make the history disagree with it.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER order_status_event_before_insert
BEFORE INSERT ON order_status_event FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
  UPDATE order_ref SET fence = fence + 1
   WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at AND archived_at IS NULL;
  IF ROW_COUNT() = 0 THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45001,
      MESSAGE_TEXT = 'order_status_event: no open order_ref has this order_id and placed_at';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM orders
     WHERE order_id = NEW.order_id AND placed_at = NEW.placed_at AND status_code = NEW.status_code
  ) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45004, MESSAGE_TEXT = 'order_status_event: the order is not in this status';
  END IF;
END IF//

DELIMITER ;
