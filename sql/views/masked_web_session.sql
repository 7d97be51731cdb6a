-- aether: database=data
-- web_session for people who may not see personal data: every column of pii_column by its mask.

CREATE OR REPLACE DEFINER = aether_definer@localhost SQL SECURITY DEFINER VIEW masked_web_session AS
SELECT t.session_id, t.started_at, t.session_no, t.customer_id, t.channel_id, t.ended_at,
       mask_network(t.ip_address) AS ip_address,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS user_agent,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS landing_url,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS referrer_url,
       CAST(NULL AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_uca1400_ai_ci AS attributes, t.utm_source,
       t.utm_campaign
  FROM web_session AS t;
