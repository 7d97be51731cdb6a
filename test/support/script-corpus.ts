/** A script that other tools have been seen to cut wrongly, and the statements in it. */
export interface ScriptCase {
  readonly about: string;
  readonly script: string;
  readonly texts: readonly string[];
}

const PROCEDURE = `CREATE PROCEDURE p(a INT)
outer_loop: BEGIN
  -- don't; stop
  IF a > 0 THEN
    BEGIN SELECT IF(a = 1, 'one;', "it's"); END;
  END IF;
  CASE a WHEN 1 THEN SELECT CASE WHEN a THEN 1 ELSE 2 END; ELSE BEGIN END; END CASE;
  inner_loop: LOOP LEAVE inner_loop; END LOOP inner_loop;
  REPEAT SET a = a - 1; UNTIL a < 0 END REPEAT;
END outer_loop`;

const DUMPED_TRIGGER = `/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`localhost\`*/ /*!50003 TRIGGER t BEFORE INSERT ON a
FOR EACH ROW BEGIN
  /* it's a comment; inside */
  SET NEW.x = 'a''b;'; -- and one more */
END */`;

/** Both the lexer's own tests and the comparison with the real client run through these. */
export const SCRIPT_CORPUS: readonly ScriptCase[] = [
  { about: 'an empty script', script: '', texts: [] },
  { about: 'comments alone', script: '-- a;\n# b;\n/* c; */\n', texts: [] },
  { about: 'empty statements', script: ';;SELECT 1;;\n ; ;', texts: ['SELECT 1'] },
  {
    about: 'a last statement without a delimiter',
    script: 'SELECT 1;\nSELECT 2',
    texts: ['SELECT 1', 'SELECT 2'],
  },
  {
    about: 'delimiters in strings',
    script: `SELECT ';', ";", 'a''b;', "a""b;";SELECT 2;`,
    texts: [`SELECT ';', ";", 'a''b;', "a""b;"`, 'SELECT 2'],
  },
  {
    about: 'escaped quotes',
    script: String.raw`SELECT 'a\';', "\";", '\\';SELECT 2;`,
    texts: [String.raw`SELECT 'a\';', "\";", '\\'`, 'SELECT 2'],
  },
  {
    about: 'quoted names',
    script: 'SELECT `a;b`, `c``;`, `\\`;SELECT 2;',
    texts: ['SELECT `a;b`, `c``;`, `\\`', 'SELECT 2'],
  },
  {
    about: 'quotes in comments',
    script: "-- it's\nSELECT 1 # it's\n, 2 /* \" ` ' */;\nSELECT 2;",
    texts: ["SELECT 1 # it's\n, 2 /* \" ` ' */", 'SELECT 2'],
  },
  {
    about: 'delimiters in comments',
    script: 'SELECT 1 /* ; */ -- ;\n# ;\n;SELECT 2;',
    texts: ['SELECT 1 /* ; */ -- ;\n# ;', 'SELECT 2'],
  },
  {
    about: 'comment marks in strings',
    script: "SELECT '/*', '--', '# ', `/*`;SELECT 2;",
    texts: ["SELECT '/*', '--', '# ', `/*`", 'SELECT 2'],
  },
  {
    about: 'minus minus without a blank',
    script: 'SELECT 1--1;SELECT 2;',
    texts: ['SELECT 1--1', 'SELECT 2'],
  },
  {
    about: 'minus minus before a tab and at the end of a line',
    script: 'SELECT 1 --\tx;\n+1 --\n;SELECT 2--',
    texts: ['SELECT 1 --\tx;\n+1 --', 'SELECT 2--'],
  },
  { about: 'a comment that looks closed at once', script: '/*/ SELECT 1; */ SELECT 2;', texts: ['SELECT 2'] },
  {
    about: 'an optimizer hint',
    script: 'SELECT /*+ MAX_EXECUTION_TIME(1) ; */ 1;',
    texts: ['SELECT /*+ MAX_EXECUTION_TIME(1) ; */ 1'],
  },
  {
    about: 'executable comments',
    script: "/*!40101 SET @a = ';' */;/*M!100100 SELECT 1*/;",
    texts: ["/*!40101 SET @a = ';' */", '/*M!100100 SELECT 1*/'],
  },
  {
    about: 'Windows line ends',
    script: "SELECT 1\r\n, 'a\r\nb';\r\nDELIMITER //\r\nSELECT 2//\r\n",
    texts: ["SELECT 1\n, 'a\nb'", 'SELECT 2'],
  },
  { about: 'a byte order mark', script: '\uFEFFSELECT 1;', texts: ['SELECT 1'] },
  {
    about: 'the first line of a dump',
    script: '/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump\nSELECT 1;',
    texts: ['SELECT 1'],
  },
  {
    about: 'the first line of a dump of 10.11.8',
    script: '/*!999999\\- enable the sandbox mode */ \n-- MariaDB dump\nSELECT 1;',
    texts: ['SELECT 1'],
  },
  {
    about: 'a procedure with every kind of block',
    script: `DELIMITER //\n${PROCEDURE} //\nDELIMITER ;\nSELECT 1;`,
    texts: [PROCEDURE, 'SELECT 1'],
  },
  {
    about: 'a semicolon before another delimiter',
    script: 'DELIMITER $$\nCREATE PROCEDURE p() BEGIN END; $$\n',
    texts: ['CREATE PROCEDURE p() BEGIN END;'],
  },
  {
    about: 'a trigger as dumps have it',
    script: `DELIMITER ;;\n${DUMPED_TRIGGER} ;;\nDELIMITER ;\n`,
    texts: [DUMPED_TRIGGER],
  },
  {
    about: 'a delimiter of letters of names',
    script: 'DELIMITER $$\nSELECT a$$SELECT 1.5$$\n',
    texts: ['SELECT a', 'SELECT 1.5'],
  },
  {
    about: 'a word as delimiter',
    script: 'DELIMITER go\nSELECT 1 go\nSELECT 2\ngo',
    texts: ['SELECT 1', 'SELECT 2'],
  },
  {
    about: 'DELIMITER in small letters, with blanks and words',
    script: '  delimiter\t// and more\nSELECT 1//',
    texts: ['SELECT 1'],
  },
  {
    about: 'the greedy end of doubled delimiters',
    script: 'DELIMITER ;;\nSELECT 1;;;SELECT 2;;',
    texts: ['SELECT 1', ';SELECT 2'],
  },
  { about: 'NULL as \\N', script: 'SELECT \\N;', texts: ['SELECT \\N'] },
  {
    about: 'words that no lexer of ASCII knows',
    script: "SELECT 'é;' AS naïve, '😀;';SELECT 2;",
    texts: ["SELECT 'é;' AS naïve, '😀;'", 'SELECT 2'],
  },
];
