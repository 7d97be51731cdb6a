-- aether: database=data
-- Whether the last digit of a number fits the others (ISO/IEC 7812-1), as in card numbers and IMEIs. Spaces and hyphens
-- are left out; whatever else is not a digit makes it false.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION luhn_ok(value VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci)
RETURNS BOOLEAN DETERMINISTIC NO SQL
BEGIN
  DECLARE digits VARCHAR(64) CHARACTER SET ascii DEFAULT REPLACE(REPLACE(value, ' ', ''), '-', '');
  DECLARE position INT DEFAULT 1;
  DECLARE digit INT;
  DECLARE total INT DEFAULT 0;
  IF value IS NULL THEN RETURN NULL; END IF;
  IF digits NOT REGEXP '^[0-9]{2,}$' THEN RETURN FALSE; END IF;
  WHILE position <= LENGTH(digits) DO
    SET digit = SUBSTRING(digits, -position, 1);
    IF position % 2 = 0 THEN
      SET digit = digit * 2 - IF(digit > 4, 9, 0);
    END IF;
    SET total = total + digit, position = position + 1;
  END WHILE;
  RETURN total % 10 = 0;
END//

DELIMITER ;
