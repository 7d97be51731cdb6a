-- aether: database=data
-- Keeps category_closure in step with category.parent_id. Triggers and not a procedure, so that no way of writing to
-- category can forget it. They also work during a bulk load: categories are few.

DELIMITER //

CREATE DEFINER = aether_definer@localhost TRIGGER category_after_insert AFTER INSERT ON category FOR EACH ROW
INSERT INTO category_closure (ancestor_id, descendant_id, depth)
  SELECT NEW.category_id, NEW.category_id, 0
  UNION ALL
  SELECT ancestor_id, NEW.category_id, depth + 1 FROM category_closure WHERE descendant_id = NEW.parent_id//

CREATE DEFINER = aether_definer@localhost TRIGGER category_before_update BEFORE UPDATE ON category FOR EACH ROW
BEGIN
  IF NEW.category_id <> OLD.category_id THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45002, MESSAGE_TEXT = 'category: category_id never changes';
  END IF;
  IF EXISTS (SELECT 1 FROM category_closure WHERE ancestor_id = NEW.category_id AND descendant_id = NEW.parent_id) THEN
    SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 45006, MESSAGE_TEXT = 'category: it cannot lie below itself';
  END IF;
END//

-- A category moves with everything below it: the branch leaves its old ancestors and joins the new ones.
CREATE DEFINER = aether_definer@localhost TRIGGER category_after_update AFTER UPDATE ON category FOR EACH ROW
IF NOT NEW.parent_id <=> OLD.parent_id THEN
  DELETE above
    FROM category_closure AS branch
    JOIN category_closure AS above ON above.descendant_id = branch.descendant_id
    LEFT JOIN category_closure AS inside
      ON inside.ancestor_id = NEW.category_id AND inside.descendant_id = above.ancestor_id
   WHERE branch.ancestor_id = NEW.category_id AND inside.ancestor_id IS NULL;
  INSERT INTO category_closure (ancestor_id, descendant_id, depth)
  SELECT above.ancestor_id, branch.descendant_id, above.depth + branch.depth + 1
    FROM category_closure AS above
    JOIN category_closure AS branch ON branch.ancestor_id = NEW.category_id
   WHERE above.descendant_id = NEW.parent_id;
END IF//

-- Where a category below still needs it, the foreign key refuses the delete and takes this back as well.
CREATE DEFINER = aether_definer@localhost TRIGGER category_before_delete BEFORE DELETE ON category FOR EACH ROW
DELETE FROM category_closure WHERE descendant_id = OLD.category_id//

DELIMITER ;
