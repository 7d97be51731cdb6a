-- aether: database=data
-- The network of an address: the first 24 bits of IPv4, the first 48 of IPv6.

CREATE OR REPLACE DEFINER = aether_definer@localhost FUNCTION mask_network(value INET6)
RETURNS INET6 DETERMINISTIC NO SQL
RETURN INET6_NTOA(UNHEX(IF(IS_IPV4_MAPPED(INET6_ATON(value)), CONCAT(LEFT(HEX(INET6_ATON(value)), 30), '00'),
          RPAD(LEFT(HEX(INET6_ATON(value)), 12), 32, '0'))));
