-- aether: database=data
-- Ends a procedure with one of the errors of sql/README.md. SIGNAL takes no expression, this takes one.

CREATE OR REPLACE DEFINER = aether_definer@localhost PROCEDURE refuse(
  IN errno SMALLINT UNSIGNED, IN message VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci
) NO SQL
SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = errno, MESSAGE_TEXT = message;
