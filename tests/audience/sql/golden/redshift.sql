WITH "r0_0" AS (
  SELECT
    "r"."person" AS "person",
    MAX(
      CASE
        WHEN COALESCE("r"."c0" < CAST('2026-06-01 00:00:00.000000' AS TIMESTAMP), FALSE)
        THEN 1
        ELSE 0
      END
    ) AS "f34"
  FROM (
    SELECT
      "t"."person" AS "person",
      "t"."end_date" AS "c0"
    FROM "related-contract" AS "t"
  ) AS "r"
  GROUP BY
    "r"."person"
), "did0" AS (
  SELECT
    "t"."person" AS "person",
    SUM(
      CASE
        WHEN (
          "t"."verb" IN ('opened')
          AND (
            "t"."at" >= CAST('2026-03-01 12:30:00.000000' AS TIMESTAMP)
            AND "t"."at" < CAST('2026-03-31 12:30:00.000000' AS TIMESTAMP)
          )
        )
        THEN 1
        ELSE 0
      END
    ) AS "a0",
    SUM(
      CASE
        WHEN (
          (
            "t"."verb" IN ('submitted') AND "t"."name" IN ('welcome')
          )
          AND (
            "t"."at" >= CAST('2026-01-01 00:00:00.000000' AS TIMESTAMP)
            AND "t"."at" < CAST('2026-03-31 12:30:00.000000' AS TIMESTAMP)
          )
        )
        THEN 1
        ELSE 0
      END
    ) AS "a1"
  FROM "activities" AS "t"
  GROUP BY
    "t"."person"
), "member" AS (
  SELECT
    "t"."person" AS "person",
    MAX(CASE WHEN "t"."list" IN ('imported') THEN 1 ELSE 0 END) AS "s0"
  FROM "lists" AS "t"
  GROUP BY
    "t"."person"
), "changed" AS (
  SELECT
    "t"."person" AS "person",
    MAX(
      CASE
        WHEN (
          (
            "t"."field" IN ('grade')
            AND "t"."at" >= CAST('2026-03-01 12:30:00.000000' AS TIMESTAMP)
          )
          AND (
            "t"."at" < CAST('2026-03-31 12:30:00.000000' AS TIMESTAMP)
            AND (
              REPLACE(REPLACE(LOWER("t"."before"), 'i̇', 'i'), 'ς', 'σ') = 'b'
              AND REPLACE(REPLACE(LOWER("t"."after"), 'i̇', 'i'), 'ς', 'σ') = 'a'
            )
          )
        )
        THEN 1
        ELSE 0
      END
    ) AS "h0",
    MAX(
      CASE
        WHEN (
          "t"."field" IN ('score')
          AND (
            "t"."at" < CAST('2026-03-31 12:30:00.000000' AS TIMESTAMP)
            AND (
              "t"."after" ~ '^[+]?0*50$'
              OR (
                NOT (
                  "t"."after" ~ '^[+-]?[0-9]{1,30}$'
                )
                AND CASE
                  WHEN "t"."after" ~ '^[+-]?([0-9]{1,30}([.][0-9]{1,30})?|[0-9]([.][0-9]{1,30})?e[+-]?[0-2]?[0-9]{1,2})$'
                  THEN TRY_CAST("t"."after" AS DOUBLE PRECISION)
                END = 50.0e0
              )
            )
          )
        )
        THEN 1
        ELSE 0
      END
    ) AS "h1"
  FROM "changes" AS "t"
  GROUP BY
    "t"."person"
), "p" AS (
  SELECT
    "t"."person" AS "person",
    REPLACE(REPLACE(LOWER(NULLIF("t"."account.type", '')), 'i̇', 'i'), 'ς', 'σ') AS "c0",
    REPLACE(REPLACE(LOWER(NULLIF("t"."country", '')), 'i̇', 'i'), 'ς', 'σ') AS "c1",
    REPLACE(REPLACE(LOWER(NULLIF("t"."industry", '')), 'i̇', 'i'), 'ς', 'σ') AS "c2",
    REPLACE(REPLACE(LOWER(NULLIF("t"."job_title", '')), 'i̇', 'i'), 'ς', 'σ') AS "c3",
    NULLIF("t"."job_title", '') AS "c4",
    NULLIF("t"."score", CAST('NaN' AS DOUBLE PRECISION)) AS "c5",
    NULLIF("t"."ratio", CAST('NaN' AS DOUBLE PRECISION)) AS "c6",
    REPLACE(REPLACE(LOWER(NULLIF("t"."grade", '')), 'i̇', 'i'), 'ς', 'σ') AS "c7",
    "t"."hard_bounced" AS "c8",
    "t"."created_at" AS "c9",
    COALESCE("did0"."a0", 0) AS "a0",
    COALESCE("did0"."a1", 0) AS "a1",
    COALESCE("member"."s0", 0) AS "s0",
    COALESCE("changed"."h0", 0) AS "h0",
    COALESCE("changed"."h1", 0) AS "h1",
    COALESCE("r0_0"."f34", 0) = 1 AS "f34"
  FROM "people" AS "t"
  LEFT JOIN "did0" AS "did0"
    ON "did0"."person" = "t"."person"
  LEFT JOIN "member" AS "member"
    ON "member"."person" = "t"."person"
  LEFT JOIN "changed" AS "changed"
    ON "changed"."person" = "t"."person"
  LEFT JOIN "r0_0" AS "r0_0"
    ON "r0_0"."person" = "t"."person"
), "q0" AS (
  SELECT
    "q"."person" AS "person",
    "q"."c0" AS "c0",
    "q"."c1" AS "c1",
    "q"."c2" AS "c2",
    "q"."c3" AS "c3",
    "q"."c4" AS "c4",
    "q"."c5" AS "c5",
    "q"."c6" AS "c6",
    "q"."c7" AS "c7",
    "q"."c8" AS "c8",
    "q"."c9" AS "c9",
    "q"."a0" AS "a0",
    "q"."a1" AS "a1",
    "q"."s0" AS "s0",
    "q"."h0" AS "h0",
    "q"."h1" AS "h1",
    "q"."f34" AS "f34",
    "q"."s0" = 1 AS "f6"
  FROM "p" AS "q"
), "r1_0" AS (
  SELECT
    "r"."person" AS "person",
    MAX(
      CASE
        WHEN (
          COALESCE("r"."c0" = 'closed won', FALSE)
          AND (
            NOT (
              "r"."c1" IS NULL
            ) AND "q"."f6"
          )
        )
        THEN 1
        ELSE 0
      END
    ) AS "f8"
  FROM (
    SELECT
      "t"."person" AS "person",
      REPLACE(REPLACE(LOWER(NULLIF("t"."stage", '')), 'i̇', 'i'), 'ς', 'σ') AS "c0",
      NULLIF("t"."role", '') AS "c1"
    FROM "related-opportunity" AS "t"
  ) AS "r"
  JOIN "q0" AS "q"
    ON "q"."person" = "r"."person"
  GROUP BY
    "r"."person"
), "q1" AS (
  SELECT
    "q"."person" AS "person",
    "q"."c0" AS "c0",
    "q"."c1" AS "c1",
    "q"."c2" AS "c2",
    "q"."c3" AS "c3",
    "q"."c4" AS "c4",
    "q"."c5" AS "c5",
    "q"."c6" AS "c6",
    "q"."c7" AS "c7",
    "q"."c8" AS "c8",
    "q"."c9" AS "c9",
    "q"."a0" AS "a0",
    "q"."a1" AS "a1",
    "q"."s0" AS "s0",
    "q"."h0" AS "h0",
    "q"."h1" AS "h1",
    "q"."f34" AS "f34",
    "q"."f6" AS "f6",
    COALESCE("r1_0"."f8", 0) = 1 AS "f8"
  FROM "q0" AS "q"
  LEFT JOIN "r1_0" AS "r1_0"
    ON "r1_0"."person" = "q"."person"
)
SELECT
  COUNT(*) AS "people",
  COALESCE(
    SUM(
      CASE WHEN (
        COALESCE("q"."c0" = 'customer', FALSE) OR "q"."f8"
      ) THEN 1 ELSE 0 END
    ),
    0
  ) AS "n0",
  COALESCE(
    SUM(
      CASE
        WHEN (
          (
            (
              (
                NOT (
                  (
                    COALESCE("q"."c0" = 'customer', FALSE) OR "q"."f8"
                  )
                )
                AND COALESCE("q"."c1" IN ('at', 'ch', 'de', 'türkiye'), FALSE)
              )
              AND (
                COALESCE("q"."c2" IN ('${x}', 'a\\b', 'banking', 'it\'s'), FALSE)
                AND COALESCE(STRPOS("q"."c3", '100%') > 0, FALSE)
              )
            )
            AND (
              (
                NOT (
                  COALESCE(STRPOS("q"."c3", 'the ') = 1, FALSE)
                )
                AND (
                  COALESCE(STRPOS(REVERSE("q"."c3"), 'ß') = 1, FALSE) OR "q"."c4" IS NULL
                )
              )
              AND (
                COALESCE("q"."c5" >= 50.0e0, FALSE) AND COALESCE("q"."c6" > 0.1e0, FALSE)
              )
            )
          )
          AND (
            (
              (
                NOT (
                  "q"."c6" IS NULL
                )
                AND COALESCE("q"."c7" IN ('a', 'b', 'b+', 'b-'), FALSE)
              )
              AND (
                (
                  COALESCE(NOT (
                    "q"."c8"
                  ), FALSE) OR "q"."c8" IS NULL
                )
                AND COALESCE("q"."c9" >= CAST('2026-01-01 00:00:00.000000' AS TIMESTAMP), FALSE)
              )
            )
            AND (
              (
                (
                  "q"."a0" >= 2 OR "q"."a1" >= 1
                ) AND "q"."h0" = 1
              )
              AND (
                "q"."h1" = 1 AND NOT (
                  "q"."f34"
                )
              )
            )
          )
        )
        THEN 1
        ELSE 0
      END
    ),
    0
  ) AS "n1"
FROM "q1" AS "q"
