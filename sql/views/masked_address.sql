-- aether: database=data
-- address for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_address AS
SELECT t.address_id, t.address_no,
       mask_initial(t.recipient_name) COLLATE utf8mb4_uca1400_ai_ci AS recipient_name,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS line1,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS line2,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS district, t.city,
       t.region_code, mask_postcode(t.postcode) COLLATE utf8mb4_uca1400_ai_ci AS postcode, t.country_code,
       t.created_at
  FROM address AS t;
