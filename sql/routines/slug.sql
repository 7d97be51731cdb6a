-- aether: database=data
-- A text as a part of an address: lower case, letters without their accents, everything between words one hyphen. Letters
-- of other scripts are left out, so that the slug of such a text may be empty.

DELIMITER //

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION slug(value VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci)
RETURNS VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin DETERMINISTIC NO SQL
BEGIN
  DECLARE plain VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci DEFAULT LOWER(value);
  DECLARE result VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin DEFAULT '';
  DECLARE place, found INT DEFAULT 1;
  -- These are two letters; for the others the collation knows the plain one. FIND_IN_SET goes by it, LOCATE by bytes.
  -- An accent may also be a character of its own, after its letter.
  SET plain = REGEXP_REPLACE(plain, '\\p{M}', ''), plain = REGEXP_REPLACE(plain, 'ß', 'ss'), plain = REGEXP_REPLACE(plain, 'æ', 'ae'), plain = REGEXP_REPLACE(plain, 'œ', 'oe');
  WHILE place <= CHAR_LENGTH(plain) DO
    SET found = FIND_IN_SET(SUBSTRING(plain, place, 1), 'a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,0,1,2,3,4,5,6,7,8,9'), place = place + 1;
    IF found > 0 THEN
      SET result = CONCAT(result, SUBSTRING('abcdefghijklmnopqrstuvwxyz0123456789', found, 1));
    ELSEIF result <> '' AND RIGHT(result, 1) <> '-' THEN
      SET result = CONCAT(result, '-');
    END IF;
  END WHILE;
  RETURN IF(value IS NULL, NULL, TRIM(TRAILING '-' FROM result));
END//

DELIMITER ;
