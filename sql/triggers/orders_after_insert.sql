-- aether: database=data

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost TRIGGER orders_after_insert AFTER INSERT ON orders FOR EACH ROW
IF COALESCE(@aether_bulk, 0) <> 1 OR USER() <> CONCAT({account:ingest}, '@', SUBSTRING_INDEX(USER(), '@', -1)) THEN
  INSERT INTO order_status_event (order_id, placed_at, seq, status_code, occurred_at)
  VALUES (NEW.order_id, NEW.placed_at, 1, NEW.status_code, NEW.status_at);
END IF//

DELIMITER ;
